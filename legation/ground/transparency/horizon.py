"""Up to which row a table is settled: no row with a smaller id can appear any more.

Ids are given out in one order and committed in another, so "everything after the last id I saw" would skip a row whose
transaction took its id early and ended late. On PostgreSQL, whoever has taken an id and not ended yet holds a ROW
EXCLUSIVE lock on the table. So: read the largest id, then see who holds that lock; once all of those have ended, every
smaller id is either visible or will never be. Nobody is made to wait. SQLite has one writer at a time.
"""

from django.db import connection

_HOLDERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = %s::regclass AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
"""


class Horizon:
    """The horizon of one table, for one reader that asks again and again."""

    def __init__(self, table: str) -> None:
        self._table, self._settled, self._next = table, 0, 0
        self._awaited: set[str] = set()

    def settled(self) -> int:
        """The largest id below which nothing can appear any more, as far as is known now."""
        if connection.vendor != "postgresql":
            return self._largest()
        if not self._awaited:
            self._next = self._largest()
            self._awaited = self._holders()
        else:
            self._awaited &= self._holders()
        if not self._awaited:
            self._settled = self._next
        return self._settled

    def _largest(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT max(id) FROM {self._table}")  # noqa: S608 — a name from our own code
            (found,) = cursor.fetchone()
        return int(found or 0)

    def _holders(self) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(_HOLDERS, [self._table])
            return {row[0] for row in cursor.fetchall()}
