"""How often a process looks for what the head of a post has changed: what was read is good for one tick."""

import time

SECONDS = 30


def tick() -> int:
    """A number that changes after so many seconds."""
    return int(time.monotonic()) // SECONDS
