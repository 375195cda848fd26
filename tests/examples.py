"""How many examples Hypothesis tries of what is walked on both databases."""

from django.db import connection


def walks(most: int) -> int:
    """All of them on SQLite, half as many on the second database: the graph is the same, only the statements differ."""
    return most if connection.vendor == "sqlite" else most // 2
