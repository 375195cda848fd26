"""Last year's cases under other rules: what becomes of them, what they bring, who waits."""
