"""A database that has seen years: what stands in it is copied, row by row, until it holds as many cases as wished.

PostgreSQL copies within itself, so a million cases come in minutes. Keys, references and indexes of a copy are its
own, so that every index grows as it would in life; sealed bytes and chains are the original's, so copies can be opened
and counted but not audited.
"""

import os

import psycopg
from django.apps import apps
from django.db.models import Field, Model, UniqueConstraint
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

COPIED = (
    "files.StoredFile", "procedures.Party", "procedures.Application", "procedures.Case", "procedures.CaseAction",
    "procedures.CaseIndex", "procedures.CaseFile", "procedures.PlannedReminder",
    "payments.Payment", "payments.Attempt", "payments.Event",
    "payments.Transfer", "documents.Document", "documents.Handle", "transparency.Commitment", "outbox.Effect",
    "messaging.Message", "audit.Access",
)  # fmt: skip
"""What grows with every case. The tree of the issuance log has a bench of its own."""
LOGGED = (("cases", "procedures_caseaction"), ("documents", "transparency_commitment"))
"""What the issuance log has read so far, by its source: copies are nothing it should read."""
FAR = 100_000_000
REFERENCES = ("reference", "subject")
_FUNCTIONS = """
CREATE FUNCTION pg_temp.ref(text, int) RETURNS text IMMUTABLE LANGUAGE sql AS
$$ SELECT left($1, 4) || upper(left(md5($1 || ':' || $2), 15)) $$;
CREATE FUNCTION pg_temp.bin(bytea, int) RETURNS bytea IMMUTABLE LANGUAGE sql AS
$$ SELECT substring(sha256($1 || int4send($2)) for octet_length($1)) $$;
CREATE FUNCTION pg_temp.txt(text, int) RETURNS text IMMUTABLE LANGUAGE sql AS
$$ SELECT left(encode(sha256(convert_to($1 || ':' || $2, 'UTF8')), 'hex'), greatest(length($1), 16)) $$;
"""


def stock(url: str, cases: int) -> int:
    """Copy everything until there are at least so many cases; gives how many there are."""
    with psycopg.connect(url) as line:
        line.execute("SET session_replication_role = replica")  # no triggers: nothing here is new to the house
        line.execute("SET synchronous_commit = off")
        line.execute(_FUNCTIONS.encode())
        there = _count(line)
        copies = -(-cases // there) - 1
        models = [apps.get_model(name) for name in COPIED]
        strides = {model: _stride(line, model) for model in models}
        for model, stride in strides.items():
            if stride:
                _move_sequence(line, model, stride * (copies + 1))
        for model in models:
            line.execute(_copy(model, strides, copies))
        for source, table in LOGGED:
            last = SQL("UPDATE transparency_cursor SET after = (SELECT max(id) FROM {}) WHERE source = {}")
            line.execute(last.format(Identifier(table), Literal(source)))
        line.commit()
        line.autocommit = True
        line.execute("VACUUM ANALYZE")
        return _count(line)


def _count(line: "psycopg.Connection") -> int:
    row = line.execute("SELECT count(*) FROM procedures_case").fetchone()
    return int(row[0]) if row else 0


def _stride(line: "psycopg.Connection", model: type[Model]) -> int:
    """By how much the numbers of one copy are above those of the one before; 0 where keys are no numbers."""
    key = model._meta.pk
    if key.get_internal_type() != "BigAutoField":
        return 0
    row = line.execute(
        SQL("SELECT coalesce(max(id), 0) + 1 FROM {}").format(Identifier(model._meta.db_table))
    ).fetchone()
    return int(row[0]) if row else 1


def _copy(model: type[Model], strides: dict[type[Model], int], copies: int) -> Composed:
    fields = model._meta.local_concrete_fields
    columns = SQL(", ").join(Identifier(field.column) for field in fields)
    values = SQL(", ").join(_value(field, strides) for field in fields)
    text = "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t, generate_series(1, {copies}) g {only}"
    only = SQL(
        "WHERE t.done_at IS NOT NULL" if model._meta.label == "outbox.Effect" else ""
    )  # what waits would be done
    return SQL(text).format(
        table=Identifier(model._meta.db_table), columns=columns, values=values, copies=Literal(copies), only=only
    )


def _value(field: "Field", strides: dict[type[Model], int]) -> Composable:
    """What a column of a copy says: keys and what must be its own come from the original's and the copy's number."""
    column = SQL("t.{}").format(Identifier(field.column))
    target = field.related_model if field.remote_field else None
    if field.primary_key or target in strides:
        owner = target if target in strides else field.model
        key = owner._meta.pk
        while key.remote_field:
            key = key.target_field
        return _mapped(column, key, strides.get(key.model, 0))
    if field.name in REFERENCES:
        return SQL("pg_temp.ref({}, g)").format(column)
    if field.name == "number" and field.model._meta.label == "audit.Access":
        # far above what whoever looked will still count to
        return SQL("{} + {} + g * {}").format(column, Literal(FAR), Literal(strides[field.model]))
    if field.name == "value" or _is_own(field):
        return _mapped(column, field, 0)
    if field.get_internal_type() == "DateTimeField":
        return SQL("{} - g * interval '20 seconds'").format(column)
    return column


def _mapped(column: Composable, field: "Field", stride: int) -> Composable:
    kind = field.get_internal_type()
    if stride:
        return SQL("{} + g * {}::bigint").format(column, Literal(stride))
    if kind == "UUIDField":
        return SQL("md5({}::text || ':' || g)::uuid").format(column)
    if kind == "BinaryField":
        return SQL("pg_temp.bin({}, g)").format(column)
    if kind.endswith("IntegerField"):
        return SQL("('x' || left(md5({}::text || ':' || g), 15))::bit(60)::bigint").format(column)
    return SQL("pg_temp.txt({}, g)").format(column)


def _is_own(field: "Field") -> bool:
    """Whether two rows may not have it alike, by itself or together with others that copies share."""
    if field.unique:
        return True
    together = [c for c in field.model._meta.constraints if isinstance(c, UniqueConstraint) and field.name in c.fields]
    textual = field.get_internal_type() in ("CharField", "TextField")
    return textual and field.name in ("key", "session", "number") and bool(together)


def _move_sequence(line: "psycopg.Connection", model: type[Model], to: int) -> None:
    """Before anything is copied: the house goes on working, and what it writes meanwhile lies above the copies."""
    text = SQL("SELECT setval(pg_get_serial_sequence({name}, 'id'), {to})")
    line.execute(text.format(name=Literal(model._meta.db_table), to=Literal(to)))


def main() -> None:
    """Stock the database of this instance: `python -m legation.config.bench.stock 1000000`."""
    import sys

    import django

    django.setup()
    print(stock(os.environ["LEGATION_DATABASE"], int(sys.argv[1])))


if __name__ == "__main__":
    main()
