"""Writing without an object for each row: leaves by the thousand, and the one row that issuing costs."""

from collections.abc import Sequence

from django.db import connection

LeafRow = tuple[int, bytes, bytes, str]
"""Position, hash, entry, subject."""

_COLUMNS = "INSERT INTO transparency_leaf (position, hash, entry, subject)"
_EACH = f"{_COLUMNS} VALUES (%s, %s, %s, %s)"
_ALL = f"{_COLUMNS} SELECT * FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[], %s::text[])"  # noqa: S608 — only our own names
_COMMITMENT = "INSERT INTO transparency_commitment (subject, reference, entry, salt) VALUES (%s, %s, %s, %s)"


def insert_leaves(rows: Sequence[LeafRow]) -> None:
    """Insert these leaves."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_ALL, [list(column) for column in zip(*rows, strict=True)])
        else:
            cursor.executemany(_EACH, rows)


def insert_commitment(*, subject: str, reference: str, entry: bytes, salt: bytes) -> None:
    """Insert one commitment."""
    with connection.cursor() as cursor:
        cursor.execute(_COMMITMENT, [subject, reference, entry, salt])
