"""What may go wrong with lists."""


class ListError(Exception):
    """Bytes that are no list of ours, or a list that does not come from a pinned root; the message says why."""
