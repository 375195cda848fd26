"""Extracts: made of the entry and its margin, lasting, in two languages or in all; and the number of an act on its paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from legation.documents import api as documents
from legation.documents.reading import read_back
from legation.documents.signer.local import local_signer
from legation.documents.signer.log import SignatureLog
from legation.ground.audit.models import Access
from legation.ground.errors import Conflict
from legation.ground.profile import profile
from legation.payments.providers import registry
from legation.procedures.answers import key_of
from legation.procedures.bundles import Opened, in_force
from legation.procedures.desk import entry_told
from legation.registers import api
from tests.contract.filling import fill
from tests.contract.walking import Edge, People, Walk, home, way_to
from tests.payments.support import MemoryBank
from tests.stamps import stamping

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia", "signing")]


@dataclass(frozen=True)
class House:
    """Who acts and who is paid."""

    bank: MemoryBank
    people: People


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, utopia: None) -> House:
    made = MemoryBank()
    monkeypatch.setitem(registry._providers, made.name, made)
    return House(made, People.of_the_profile())


@pytest.fixture
def signing(now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    documents.connect_signer(local_signer(lambda *_: True, log=SignatureLog(tmp_path / "log"), clock=lambda: now))
    with stamping(lambda: now):
        yield
    documents.connect_signer(None)


def walked(procedure: str, edge: Edge, house: House, now: datetime, **raw: dict[str, str]) -> Walk:
    """A case of a procedure brought over a way that ends with an edge."""
    opened = in_force(procedure, at=now)
    walk, way = Walk(opened, house.bank, house.people, now), way_to(opened, edge)
    assert way is not None
    filled = fill(opened, at=now)
    filled.raw |= raw
    walk.begin(filled)
    for state, verb in way:
        if walk.case.status == state:
            walk.step(verb)
    return walk


def paper_of(walk: Walk) -> str:
    """What stands on the last paper of a case."""
    (*_others, view) = documents.of_reference(walk.case.reference)
    pdf = documents.fetch(view.number, key=key_of(walk.case))
    assert documents.verify_pdf(pdf, at=walk.at).word == "valid" and b"/DocTimeStamp" in pdf
    return shown(pdf)


def shown(pdf: bytes) -> str:
    """What stands on a page, white space made one."""
    return " ".join(" ".join(read_back(pdf).texts.values()).split())


def test_a_registration_issues_an_extract_of_the_entry_it_made(house: House, now: datetime) -> None:
    walk = walked("death_registration", ("granted", "issue"), house, now)
    (found,) = api.of_reference(walk.case.reference)
    said = paper_of(walk)
    assert found.number == f"{home()}/D/2026/1" and found.number in said and found.answers["dead_surname"] in said


def test_a_copy_says_what_the_entry_says_with_its_margin_and_not_what_was_asked(house: House, now: datetime) -> None:
    entry = walked("death_registration", ("granted", "issue"), house, now)
    (found,) = api.of_reference(entry.case.reference)
    with transaction.atomic():
        right = {"dead_surname": "Rightname"}
        api.annotate(
            found.entry, kind=api.CORRECTED, content={"answers": right, "text": "Court."}, by="person:1", at=now
        )
    said = paper_of(copied(house, now, found.number, "extract"))
    assert "Rightname" in said and "Court." in said and found.number in said
    assert found.answers["dead_surname"] not in said.replace("Court.", "")


def copied(house: House, now: datetime, number: str, form: str) -> Walk:
    walk = prepared(house, now, number, form)
    walk.step("grant")
    walk.drain()
    return walk


def prepared(house: House, now: datetime, number: str, form: str) -> Walk:
    import tests.contract.walking as walking

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walking, "entered", lambda *_: None)
        asked = {"record_number": {"record_number": number}, "extract_form": {"extract_form": form}}
        return walked("civil_copy", ("in_hand", "pass_on"), house, now, **asked)


def test_a_multilingual_extract_has_every_language_and_codes_that_need_none(house: House, now: datetime) -> None:
    entry = walked("birth_registration", ("granted", "issue"), house, now)
    (found,) = api.of_reference(entry.case.reference)
    said = paper_of(copied(house, now, found.number, "multilingual"))
    opened: Opened = entry.opened
    for language in profile().languages:
        word = opened.text("field.child_surname", language)
        assert word in said or language == "ar", (language, word)
    year, month, day = found.answers["child_born"].split("-")
    assert f"Jo {day} Mo {month} An {year}" in said


@pytest.mark.parametrize("number", ["", "nonsense", "HQ/B/2026/77", "PAR/R/2026/1"])
def test_what_is_in_no_register_of_civil_status_is_not_granted(house: House, now: datetime, number: str) -> None:
    walk = prepared(house, now, number or "none", "extract")
    with pytest.raises(Conflict) as told:
        walk.step("grant")
    assert "number" in str(told.value.reader) and walk.case.status == "prepared"


def test_a_cancelled_entry_has_no_extract(house: House, now: datetime) -> None:
    entry = walked("death_registration", ("issued", "revoke"), house, now)
    (found,) = api.of_reference(entry.case.reference)
    assert found.is_cancelled and found.margin[0].body["reasons"]
    with pytest.raises(Conflict):
        prepared(house, now, found.number, "extract").step("grant")


def test_whoever_decides_sees_whose_entry_it_is_and_the_look_is_recorded_at_them(house: House, now: datetime) -> None:
    entry = walked("death_registration", ("granted", "issue"), house, now)
    (found,) = api.of_reference(entry.case.reference)
    walk = prepared(house, now, found.number, "extract")
    by = walk.people.first["HQ", "central_officer"]
    answers: Any = {"record_number": found.number}
    ((_title, rows),) = entry_told(by, walk.case, walk.opened, answers, "en", at=now)
    assert found.name in dict(rows).values()
    assert Access.objects.get(subject=entry.case.reference, body__purpose="extract").actor == by.name


def test_a_notarial_act_has_its_number_on_its_paper(house: House, now: datetime) -> None:
    walk = walked("power_of_attorney", ("signed", "issue"), house, now)
    (found,) = api.of_reference(walk.case.reference)
    (view,) = documents.of_reference(walk.case.reference)
    said = shown(documents.fetch(view.number, key=key_of(walk.case)))
    assert found.number == f"{home()}/N/2026/1" and found.number in said
