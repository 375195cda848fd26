"""A migration operation that makes the database itself refuse to change or delete rows of a table."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION legation_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
FOR EACH ROW {when} EXECUTE FUNCTION legation_append_only()
"""


class AppendOnly(Operation):
    """Forbid UPDATE and DELETE on `table`, on SQLite and on PostgreSQL. Reversible.

    Args:
        erasable: One column that may be emptied (and never filled again), while those in `kept` stay as they are.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, erasable: str = "", kept: Sequence[str] = ()) -> None:
        self.table, self.erasable, self.kept = table, erasable, list(kept)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of Django's model state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        postgresql = schema_editor.connection.vendor == "postgresql"
        if postgresql:
            schema_editor.execute(_POSTGRESQL_FUNCTION, params=None)
        for verb in ("update", "delete"):
            text = _POSTGRESQL if postgresql else _SQLITE
            when = self._unless_erased(postgresql) if verb == "update" else ""
            statement = text.format(table=self.table, verb=verb, VERB=verb.upper(), when=when)
            schema_editor.execute(statement, params=None)

    def _unless_erased(self, postgresql: bool) -> str:
        if not self.erasable:
            return ""
        equal = "IS NOT DISTINCT FROM" if postgresql else "IS"
        same = " AND ".join(f"NEW.{name} {equal} OLD.{name}" for name in self.kept)
        return f"WHEN (NOT (NEW.{self.erasable} IS NULL AND {same}))"

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        on = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {self.table}_no_{verb}{on}")

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        erasable = {"erasable": self.erasable, "kept": self.kept} if self.erasable else {}
        return (self.__class__.__name__, [self.table], erasable)

    def describe(self) -> str:
        return f"Make {self.table} append-only"


class Changeable(AppendOnly):
    """The reverse of `AppendOnly`, before a table is built otherwise; `AppendOnly` stands again after that."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Make {self.table} changeable"
