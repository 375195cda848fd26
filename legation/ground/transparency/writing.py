"""Writing leaves by the thousand, without an object for each."""

from collections.abc import Sequence

from django.db import connection

LeafRow = tuple[int, bytes, bytes, str]
"""Position, hash, entry, subject."""

_COLUMNS = "INSERT INTO transparency_leaf (position, hash, entry, subject)"
_EACH = f"{_COLUMNS} VALUES (%s, %s, %s, %s)"
_ALL = f"{_COLUMNS} SELECT * FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[], %s::text[])"  # noqa: S608 — only our own names


def insert_leaves(rows: Sequence[LeafRow]) -> None:
    """Insert these leaves."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_ALL, [list(column) for column in zip(*rows, strict=True)])
        else:
            cursor.executemany(_EACH, rows)
