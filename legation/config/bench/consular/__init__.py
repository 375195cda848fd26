"""`legation bench consular`: 250 posts on a Monday, each transaction from the counter to its end."""
