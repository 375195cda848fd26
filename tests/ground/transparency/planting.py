"""What somebody with the database's password can do: change rows with the triggers off."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_triggers(*tables: str, app: str = "transparency") -> Iterator[None]:
    """No trigger guards these tables inside."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = origin")
            return
        for name in [f"{app}_{table}" for table in tables]:
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}_no_{verb}")
    yield


def empty(table: str) -> None:
    """Delete every row of an append-only table, for a test that committed; the triggers stand again afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {table} CASCADE")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(f"DELETE FROM {table}")
        for _name, sql in triggers:
            cursor.execute(sql)
