"""How a paper becomes usable somewhere: the chain of services, and what it comes to."""
