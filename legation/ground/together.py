"""Several writes that happen all or not at all, in one exchange with the database.

PostgreSQL gets them as one statement of data-modifying WITH queries (PostgreSQL documentation, 7.8.4), which needs no
BEGIN and no COMMIT of its own; SQLite, which is inside our process, gets one after the other in a transaction.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Field, Model

from legation.ground import statements

_TEXTS: dict[tuple[Any, ...], str] = {}


class Together:
    """Writes gathered until `write`. Rows get no key from the database, but may refer to a new one inserted before.

    Args:
        guarded: the first of them decides: where it finds nothing to write, nothing else is written either.
    """

    def __init__(self, *, guarded: bool = False) -> None:
        self._guarded, self._db = guarded, connections[DEFAULT_DB_ALIAS]
        self._shapes: list[tuple[Any, ...]] = []
        self._values: list[Any] = []
        self._steps: list[Callable[[], bool]] = []
        self._new: dict[int, int] = {}  # id of a row -> place of its insert

    def insert(self, *rows: Model, once: bool = False) -> None:
        """Rows of one model; with `once`, one whose like is there already is left out."""
        if not rows:
            return
        kind: Any = type(rows[0])
        given = rows[0].pk is not None or kind._meta.pk.is_relation
        fields = [field for field in kind._meta.local_concrete_fields if given or not field.primary_key]
        links = [self._bound(row, field) for row in rows for field in fields]
        self._shapes.append(("insert", kind, given, len(rows), once, tuple(links)))
        if len(rows) == 1:
            self._new[id(rows[0])] = len(self._steps)
        self._steps.append(lambda: statements.insert(*map(_linked, rows), once=once))

    def update(self, row: Model, *names: str, where: str = "", values: Sequence[Any] = ()) -> None:
        """Fields of a row that is there."""
        kind: Any = type(row)
        links = [self._bound(row, kind._meta.get_field(name)) for name in names]
        self._bound(row, kind._meta.pk)
        self._values += [statements.adapted(value) for value in values]
        self._shapes.append(("update", kind, names, where, tuple(links)))
        self._steps.append(lambda: statements.update(_linked(row), *names, where=where, values=values))

    def write(self) -> bool:
        """Write everything; False if the first, as a guard, found nothing to write, and nothing happened.

        Raises:
            IntegrityError: a constraint says no; nothing happened.
        """
        if self._db.vendor == "postgresql":
            text = _TEXTS.get(shape := (self._guarded, *self._shapes))
            if text is None:
                text = _TEXTS[shape] = self._phrased()
            return bool(statements.execute(text, self._values).fetchone()[0])
        with transaction.atomic(savepoint=False):
            first, *others = self._steps
            done = first() or not self._guarded
            for step in others if done else ():
                step()
            return done

    def _bound(self, row: Model, field: "Field[Any, Any]") -> int | None:
        """Note the value of a field; a row that has no key yet is named by the place of its insert."""
        value = getattr(row, field.attname)
        if value is None and (named := _named(row, field)) is not None:
            return self._new[id(named)]
        self._values.append(field.get_db_prep_save(value, self._db))
        return None

    def _phrased(self) -> str:
        parts = [self._part(place, *shape) for place, shape in enumerate(self._shapes)]
        counted = "SELECT count(*) FROM w0" if self._guarded else "SELECT 1"
        return f"WITH {', '.join(f'w{place} AS ({part})' for place, part in enumerate(parts))} {counted}"

    def _part(self, place: int, verb: str, kind: Any, *shape: Any) -> str:
        table, key = kind._meta.db_table, kind._meta.pk.column
        depends = self._guarded and place > 0
        if verb == "update":
            names, where, links = shape
            changes = ", ".join(
                f"{kind._meta.get_field(name).column} = {_place(link)}" for name, link in zip(names, links, strict=True)
            )
            more = (f" AND {where}" if where else "") + (" AND EXISTS (SELECT FROM w0)" if depends else "")
            return f"UPDATE {table} SET {changes} WHERE {key} = %s{more} RETURNING {key}"  # noqa: S608 — our own models
        given, count, once, links = shape
        fields = [field for field in kind._meta.local_concrete_fields if given or not field.primary_key]
        kinds = [field.db_type(self._db) for field in fields] * count
        cells = [f"CAST({_place(link)} AS {kind})" for link, kind in zip(links, kinds, strict=True)]
        rows = [", ".join(cells[at : at + len(fields)]) for at in range(0, len(cells), len(fields))]
        source = " UNION ALL ".join(f"SELECT {row}{' FROM w0' if depends else ''}" for row in rows)  # noqa: S608
        once = " ON CONFLICT DO NOTHING" if once else ""
        columns = ", ".join(str(field.column) for field in fields)
        return f"INSERT INTO {table} ({columns}) {source}{once} RETURNING {key}"


def _named(row: Model, field: Any) -> Model | None:
    """The row that a foreign key was given, whether it has a key or not."""
    return field.get_cached_value(row, default=None) if field.is_relation else None


def _linked(row: Model) -> Model:
    """The row, with the keys that rows it names have got since they were named."""
    for field in row._meta.concrete_fields:
        if getattr(row, field.attname) is None and (named := _named(row, field)) is not None:
            setattr(row, field.attname, named.pk)
    return row


def _place(link: int | None) -> str:
    return "%s" if link is None else f"(SELECT * FROM w{link})"  # noqa: S608
