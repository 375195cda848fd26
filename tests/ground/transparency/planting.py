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
