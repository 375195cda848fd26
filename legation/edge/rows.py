"""Rows as they travel: plain values, references by what both sides know, data keys unwrapped; and rows put in place."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from django.db.models import F, Model, Q

from legation.edge.tables import BY_NAME, PARTY, TABLES, Table, keeps_key, links
from legation.ground.audit.api import canonical
from legation.ground.errors import Tampered
from legation.ground.secrets import instance_key, seal, unseal, unwrap, wrap

Row = dict[str, Any]


def ref(table: Table, row: Model) -> Any:
    """What a row is called on both sides: its own key where that is the same, else the values of its key's fields."""
    if not table.key or keeps_key(table):
        return _plain(row, row._meta.pk)
    towards = links(table)
    found = []
    for name in table.key:
        field = table.model._meta.get_field(name)
        other = towards.get(field.attname)  # type: ignore[union-attr]
        found.append(ref(other, getattr(row, name)) if other else _plain(row, field))
    return found


def key_text(found: Any) -> str:
    """What a row is called, as a text that `Known` keeps; a long one by its digest."""
    text = canonical(found).decode()
    return text if len(text) <= 200 else sha256(text.encode()).hexdigest()


def dump(table: Table, row: Model) -> Row:
    """The row as it travels."""
    said: Row = {}
    towards = links(table)
    for field in table.model._meta.concrete_fields:
        name = field.attname
        if field.name in table.leave or (field.primary_key and not (keeps_key(table) or field.is_relation)):
            continue
        if field.name in table.inside:
            inner = getattr(row, field.name)
            said[field.name] = dump(PARTY, inner) if inner else None
        elif getattr(row, name) is None:
            said[name] = None
        elif name in table.wrapped:
            said[name] = base64.b64encode(unwrap(bytes(getattr(row, name)))).decode()
        elif name in table.resealed:
            purpose, context = table.resealed[name]
            opened = unseal(instance_key(purpose), bytes(getattr(row, name)), context=context)
            said[name] = base64.b64encode(opened).decode()
        elif name in towards:
            said[name] = ref(towards[name], getattr(row, field.name))
        else:
            said[name] = _plain(row, field)
    return said


def _plain(row: Model, field: Any) -> Any:
    value = getattr(row, field.attname)
    if field.is_relation:
        return str(value) if not isinstance(value, int | str) else value
    return value if isinstance(value, bool | int | str | list | dict) else field.value_to_string(row)


def dumped(table: Table, rows: Any) -> Iterator[tuple[str, Row]]:
    """(what it is called, as text; the row as it travels) of a queryset."""
    towards = list(_paths(table))
    for row in (rows.select_related(*towards) if towards else rows).order_by("pk").iterator(500):
        yield key_text(ref(table, row)), dump(table, row) | ({} if table.key else {"#": row.pk})


def _paths(table: Table, depth: int = 3) -> Iterator[str]:
    """The references to be read with a row so that naming it asks nothing more."""
    for field in table.model._meta.concrete_fields:
        if field.name in table.inside:
            yield field.name
        other = links(table).get(field.attname)
        if other and not keeps_key(other) and depth:
            yield field.name
            yield from (f"{field.name}__{path}" for path in _paths(other, depth - 1))


class Loader:
    """Puts rows in place, one after the other; remembers what rows without a name of their own became here."""

    def __init__(self) -> None:
        self._local: dict[tuple[str, Any], Any] = {}
        self._found: dict[tuple[str, str], Any] = {}

    def load(self, table: Table, row: Mapping[str, Any]) -> Model:
        """Insert the row, or bring the one that is there up to date.

        Raises:
            Tampered: it refers to something that is not here.
            IntegrityError: something else has its place.
        """
        values = {name: self._value(table, name, value) for name, value in row.items() if name != "#"}
        there = self._there(table, values) if table.key else None
        for name in table.inside:
            values |= self._inside(name, values.pop(name), there)
        if there is None:
            made = table.model(**values)
            made.save(force_insert=True)
            if "#" in row:
                self._local[table.name, row["#"]] = made.pk
            return made
        return self._update(table, there, values)

    def _update(self, table: Table, there: Model, values: Mapping[str, Any]) -> Model:
        changed = {name: value for name, value in values.items()
                   if not _same(getattr(there, name), value) and name not in table.wrapped}  # fmt: skip
        if changed:
            table.model._base_manager.filter(pk=there.pk).update(**changed)
            there.refresh_from_db()
        return there

    def add(self, table: Table, row: Mapping[str, Any]) -> None:
        """As `load` of a row whose summed amounts say by how much they have changed."""
        values = {name: self._value(table, name, value) for name, value in row.items()}
        there = self._there(table, values)
        if there is None:
            self.load(table, row)
            return
        sums: dict[str, Any] = {name: F(name) + values[name] for name in table.summed}
        table.model._base_manager.filter(pk=there.pk).update(**{**values, **sums})

    def _inside(self, name: str, row: Any, there: Any) -> dict[str, Any]:
        inner = getattr(there, name, None) if there else None
        if row is None or inner is not None:
            return {} if inner is None else {f"{name}_id": inner.pk}
        return {f"{name}_id": self.load(PARTY, row).pk}

    def _there(self, table: Table, values: Mapping[str, Any]) -> Any:
        names = {field.name: field.attname for field in table.model._meta.concrete_fields}
        return table.model._base_manager.filter(**{names[key]: values[names[key]] for key in table.key}).first()

    def _value(self, table: Table, name: str, value: Any) -> Any:
        if value is None or name in table.inside:
            return value
        if name in table.wrapped:
            return wrap(base64.b64decode(value))
        if name in table.resealed:
            purpose, context = table.resealed[name]
            return seal(instance_key(purpose), base64.b64decode(value), context=context)
        other = links(table).get(name)
        if other is not None:
            return self.key_of(other, value)
        field = next(field for field in table.model._meta.concrete_fields if field.attname == name)
        made = field.to_python(value) if not field.is_relation else value
        return bytes(made) if isinstance(made, memoryview) else made

    def key_of(self, table: Table, named: Any) -> Any:
        """The primary key here of a row that is called so.

        Raises:
            Tampered: there is none.
        """
        if keeps_key(table):
            return named
        if not table.key:
            if (table.name, named) not in self._local:
                raise Tampered(f"{table.name} {named} is not in this package")
            return self._local[table.name, named]
        place = table.name, key_text(named)
        if place not in self._found:
            found = table.model._base_manager.filter(_named(table, named)).values_list("pk", flat=True).first()
            if found is None:
                raise Tampered(f"there is no {table.name} {named}")
            self._found[place] = found
        return self._found[place]


def _named(table: Table, named: list[Any], before: str = "") -> Q:
    found = Q()
    for name, value in zip(table.key, named, strict=True):
        other = links(table).get(table.model._meta.get_field(name).attname)  # type: ignore[union-attr]
        if other is not None and not keeps_key(other):
            found &= _named(other, value, f"{before}{name}__")
        else:
            found &= Q(**{f"{before}{name}": value})
    return found


def _same(here: Any, there: Any) -> bool:
    return (bytes(here) if isinstance(here, memoryview) else here) == there


def digest_of(row: Row) -> bytes:
    """What `Known` keeps of a row."""
    return sha256(canonical(row)).digest()


def in_order(rows: Mapping[str, Iterable[Row]]) -> Iterator[tuple[Table, Row]]:
    """Rows by table, in an order in which each stands behind what it refers to."""
    for name in rows:
        if name not in BY_NAME:
            raise Tampered(f"there is no table {name} here")
    for table in TABLES:
        for row in rows.get(table.name, ()):
            yield table, row
