"""The few statements that run for every visa, phrased once: phrasing one takes the ORM longer than answering it does.

Rows go in and out as models, whose fields say how each value is stored; the text of a statement is made at its first
use and kept. Everything that runs less often stays with the ORM (docs/adr/0018).
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model
from django.db.models.expressions import Col

M = TypeVar("M", bound=Model)
Converter = Callable[[Any], Any]


def execute(text: str, values: Sequence[Any]) -> Any:
    """Run a statement; gives the cursor that has its answer, which must be read before the next statement.

    On PostgreSQL it is a cursor that is kept, since making one takes as long as sending the statement; whoever looks
    on (a test that counts queries) gets Django's.

    Raises:
        DatabaseError: of django.db, as from any cursor of Django's.
    """
    db: Any = connections[DEFAULT_DB_ALIAS]
    if db.vendor != "postgresql" or db.force_debug_cursor or db.execute_wrappers:
        cursor = db.cursor()
        cursor.execute(text, values)
        return cursor
    if db.connection is None:
        db.ensure_connection()
    db.validate_no_broken_transaction()
    kept = getattr(db, "kept_cursor", None)
    if kept is None or kept.connection is not db.connection:
        kept = db.kept_cursor = db.create_cursor()
    with db.wrap_database_errors:
        return kept.execute(text, values)


def insert(*rows: Model, once: bool = False) -> bool:
    """Insert rows of one model in one statement; gives whether all were inserted.

    Args:
        once: a row whose like is there already (any unique constraint) is left out, without an error or a savepoint.

    A single row gets the key that the database made for it.

    Raises:
        IntegrityError: a constraint says no.
    """
    if not rows:
        return True
    kind: Any = type(rows[0])
    given = rows[0].pk is not None
    fields, statement = _insert(kind, given, len(rows), once)
    db = connections[DEFAULT_DB_ALIAS]
    values = [field.get_db_prep_save(getattr(row, field.attname), db) for row in rows for field in fields]
    made = execute(statement, values).fetchall()
    if not given and len(rows) == len(made) == 1:
        rows[0].pk = made[0][0]
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return len(made) == len(rows)


@cache
def _insert(kind: type[Model], with_key: bool, count: int, once: bool) -> tuple[list["Field[Any, Any]"], str]:
    fields = [field for field in kind._meta.local_concrete_fields if with_key or not field.primary_key]
    row = f"({', '.join(['%s'] * len(fields))})"
    return fields, (
        f"INSERT INTO {kind._meta.db_table} ({_names(fields)}) VALUES {', '.join([row] * count)} "  # noqa: S608 — names of our own models
        f"{'ON CONFLICT DO NOTHING ' if once else ''}RETURNING {_key(kind)}"
    )


def update(row: Model, *names: str, where: str = "", values: Sequence[Any] = ()) -> bool:
    """Write these fields of a row; gives whether it was there.

    Args:
        where: what must hold besides, with `%s` for each of `values`.
    """
    return bool(update_all([row], *names, where=where, values=values))


def update_all(rows: Sequence[Model], *names: str, where: str = "", values: Sequence[Any] = ()) -> int:
    """Write these fields of rows of one model, in one exchange with the database; gives how many rows were there."""
    if not rows:
        return 0
    kind: Any = type(rows[0])
    fields, statement = _update(kind, names, where)
    db, more = connections[DEFAULT_DB_ALIAS], [adapted(value) for value in values]
    bound = [
        [*(f.get_db_prep_save(getattr(row, f.attname), db) for f in (*fields, kind._meta.pk)), *more] for row in rows
    ]
    if len(bound) == 1:
        return int(execute(statement, bound[0]).rowcount)
    with db.cursor() as cursor:
        cursor.executemany(statement, bound)
        return int(cursor.rowcount)


@cache
def _update(kind: type[Model], names: tuple[str, ...], where: str) -> tuple[list["Field[Any, Any]"], str]:
    fields: list[Any] = [kind._meta.get_field(name) for name in names]
    changes = ", ".join(f"{field.column} = %s" for field in fields)
    more = f" AND {where}" if where else ""
    return fields, f"UPDATE {kind._meta.db_table} SET {changes} WHERE {_key(kind)} = %s{more}"  # noqa: S608


class Select(Generic[M]):
    """Rows of a model, with the row a foreign key names if it is always there.

    Args:
        kind: the model.
        where: condition in SQL over the tables' names, `%s` for each value; `%l` for a list of values.
        join: name of a foreign key that is never empty, fetched with the row.
        order: columns to order by.
        lock: what the rows are locked with where the database knows row locks, as in "FOR UPDATE".
    """

    def __init__(self, kind: type[M], where: str, *, join: str = "", order: str = "", lock: str = "") -> None:
        self._kind, self._where, self._join, self._order, self._lock = kind, where, join, order, lock
        self._texts: dict[tuple[str, tuple[int, ...]], str] = {}

    def first(self, *values: Any) -> M | None:
        """The first row, if any."""
        return next(iter(self.all(*values)), None)

    def all(self, *values: Any) -> list[M]:
        """Every row; a list among the values fills its `%l`."""
        if any(isinstance(value, list) and not value for value in values):
            return []
        flat = [adapted(one) for value in values for one in (value if isinstance(value, list) else [value])]
        return [self._model(row) for row in execute(self._text(values), flat).fetchall()]

    def _text(self, values: Sequence[Any]) -> str:
        shape = tuple(len(value) for value in values if isinstance(value, list))
        key = (connections[DEFAULT_DB_ALIAS].vendor, shape)
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = self._phrased(shape)
        return text

    def _phrased(self, shape: tuple[int, ...]) -> str:
        table, where = self._kind._meta.db_table, self._where
        columns, source = _names(self._own, table), table
        if self._join:
            other = self._other._meta.db_table
            columns += f", {_names(self._others, other)}"
            source += f" JOIN {other} ON {other}.{_key(self._other)} = {table}.{self._link.column}"
        for length in shape:
            where = where.replace("%l", f"({', '.join(['%s'] * length)})", 1)
        order = f" ORDER BY {self._order}" if self._order else ""
        lock = f" {self._lock} OF {table}" if self._lock and connection.features.has_select_for_update else ""
        return f"SELECT {columns} FROM {source} WHERE {where}{order}{lock}"  # noqa: S608

    def _model(self, row: Sequence[Any]) -> M:
        count = len(self._own)
        made = _loaded(self._kind, row[:count])
        if self._join:
            setattr(made, self._join, _loaded(self._other, row[count:]))
        return made

    @cached_property
    def _own(self) -> list["Field[Any, Any]"]:
        return list(self._kind._meta.concrete_fields)

    @cached_property
    def _link(self) -> Any:
        return self._kind._meta.get_field(self._join)

    @property
    def _other(self) -> type[Model]:
        return self._link.related_model  # type: ignore[no-any-return]

    @cached_property
    def _others(self) -> list["Field[Any, Any]"]:
        return list(self._other._meta.concrete_fields)


def adapted(value: Any) -> Any:
    """A plain value as this database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def columns(kind: type[Model]) -> str:
    """All columns of a model, for a statement whose rows go into `loaded`."""
    return _names(kind._meta.concrete_fields)


def loaded(kind: type[M], rows: Iterable[Sequence[Any]]) -> list[M]:
    """Rows of all columns as models."""
    return [_loaded(kind, row) for row in rows]


def _loaded(kind: Any, row: Sequence[Any]) -> Any:
    converters = _converters(kind, connections[DEFAULT_DB_ALIAS].vendor)
    if converters:
        values = list(row)
        for place, convert in converters:
            values[place] = convert(values[place])
        row = values
    return kind.from_db(DEFAULT_DB_ALIAS, _attributes(kind), row)


@cache
def _attributes(kind: type[Model]) -> list[str]:
    return [field.attname for field in kind._meta.concrete_fields]


@cache
def _converters(kind: type[Model], _vendor: str) -> list[tuple[int, Converter]]:
    return list(_found_converters(kind))


def _found_converters(kind: type[Model]) -> Iterator[tuple[int, Converter]]:
    """What Django's compiler would do with each value: the database's converters, then the field's."""
    for place, field in enumerate(kind._meta.concrete_fields):
        column = Col(kind._meta.db_table, field)
        found = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        if found:
            yield place, _chain(found, column)


def _chain(found: Iterable[Callable[..., Any]], column: Col) -> Converter:
    converters = list(found)

    def convert(value: Any) -> Any:
        for one in converters:
            value = one(value, column, connection)
        return value

    return convert


def _key(kind: type[Model]) -> str:
    return str(kind._meta.pk.column)


def _names(fields: Iterable["Field[Any, Any]"], table: str = "") -> str:
    return ", ".join(f"{table}.{field.column}" if table else str(field.column) for field in fields)
