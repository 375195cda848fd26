"""Chains: each kind of tampering is found and named, in memory and in the database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from legation.ground.audit.api import record_access, verify
from legation.ground.audit.models import Access, AccessHead
from legation.ground.audit.rules import GENESIS, Row, canonical, inspect, link

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def chain(length: int) -> list[Row]:
    rows: list[Row] = []
    for number in range(1, length + 1):
        previous = rows[-1].digest if rows else GENESIS
        entry = {"verb": f"verb {number}"}
        rows.append(Row(number, previous, link(chain="c", number=number, previous=previous, entry=entry), entry))
    return rows


def kinds(rows: list[Row], whole: list[Row]) -> set[str]:
    found = inspect(chain="c", rows=rows, count=len(whole), head=whole[-1].digest)
    return {finding.kind for finding in found}


def test_a_chain_as_it_was_written_has_no_finding() -> None:
    rows = chain(5)
    assert kinds(rows, rows) == set()


TAMPERINGS: dict[str, tuple[Callable[[list[Row]], list[Row]], str]] = {
    "altered": (lambda rows: [*rows[:2], replace(rows[2], entry={"verb": "other"}), *rows[3:]], "altered"),
    "missing": (lambda rows: [*rows[:2], *rows[3:]], "missing"),
    "inserted": (lambda rows: [*rows[:3], rows[2], *rows[3:]], "inserted"),
    "cut off": (lambda rows: rows[:3], "cut_off"),
    "added at the end": (lambda rows: [*rows, chain(6)[5]], "inserted"),
    "re-ordered": (lambda rows: [rows[1], rows[0], *rows[2:]], "missing"),
    "recomputed from the third": (
        lambda rows: [*rows[:2], replace(rows[2], entry={"verb": "x"},
                      digest=link(chain="c", number=3, previous=rows[2].previous, entry={"verb": "x"})), *rows[3:]],
        "broken",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
def test_each_kind_of_tampering_is_found(name: str) -> None:
    tamper, kind = TAMPERINGS[name]
    whole = chain(5)
    assert kind in kinds(tamper(whole), whole)


@given(st.integers(2, 12), st.data())
def test_any_one_row_changed_or_dropped_is_found(length: int, data: st.DataObject) -> None:
    whole = chain(length)
    victim = data.draw(st.integers(0, length - 1))
    changed = [replace(row, entry={"verb": "forged"}) if i == victim else row for i, row in enumerate(whole)]
    dropped = [row for i, row in enumerate(whole) if i != victim]
    assert kinds(changed, whole)
    assert kinds(dropped, whole)


def test_equal_values_have_equal_canonical_bytes() -> None:
    assert canonical({"b": 1, "a": [AT, b"\x01"]}) == canonical({"a": [AT, b"\x01"], "b": 1})


def test_a_float_has_no_canonical_form_of_its_own() -> None:
    with pytest.raises(TypeError):
        canonical({"a": object()})


@pytest.mark.django_db
def test_the_database_refuses_to_change_or_delete_an_access() -> None:
    record_access(actor="person:1", verb="looked_at", at=AT, subject="UTO-1")
    for sql in ("UPDATE audit_access SET verb = 'x'", "DELETE FROM audit_access"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert Access.objects.get().verb == "looked_at"


@pytest.mark.django_db
def test_an_administrator_who_drops_the_trigger_is_found_out() -> None:
    for number in range(3):
        record_access(actor="person:1", verb=f"verb {number}", at=AT)
    assert verify() == (1, [])
    with connection.cursor() as cursor:
        on = " ON audit_access" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER audit_access_no_update{on}")
        cursor.execute("UPDATE audit_access SET verb = 'x' WHERE number = 2")
    assert [finding.kind for finding in verify()[1]] == ["altered"]


@pytest.mark.django_db
def test_a_chain_whose_owner_vanished_is_found() -> None:
    record_access(actor="person:1", verb="looked_at", at=AT)
    AccessHead.objects.all().delete()
    assert [finding.kind for finding in verify()[1]] == ["inserted"]
