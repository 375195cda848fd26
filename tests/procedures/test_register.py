"""The population register, asked by a definition that names `register.person`; the simulator is a program of its own."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from legation.ground.audit.models import Access
from legation.ground.register import client
from legation.procedures.answers import all_facts, open_answers
from legation.procedures.bundles import publish
from legation.procedures.definitions.load import check_all
from legation.procedures.selectors import draft_of
from legation.procedures.services.erase import delete_draft
from legation.procedures.services.save_page import save_page
from tests.config.programs import running, switch
from tests.procedures.definitions.support import changed, copied
from tests.procedures.support import started

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
GIULIA = {"national_number": "10000000146", "birth_date-day": "27", "birth_date-month": "3", "birth_date-year": "1988"}
PETER = {"national_number": "40000000046", "birth_date-day": "9", "birth_date-month": "1", "birth_date-year": "1931"}
CHANGES = [
    ("evisa", "facts: [visa.policy]", "facts: [visa.policy, register.person]"),
    ("evisa", "  - {finding: minor,", "  - {finding: not_in_register, when: 'person.answer != \"found\" || !person.same_name'}\n  - {finding: minor,"),
    ("passport", "fields:\n", "fields:\n  - {field: national_number, kind: document_number, required: false}\n"),
    ("words", 'msgid "evisa.field.surname"', 'msgid "evisa.field.national_number"\nmsgstr "National number"\n\nmsgid "evisa.finding.not_in_register"\nmsgstr "The register does not know this person."\n\nmsgid "evisa.field.surname"'),
]  # fmt: skip


@pytest.fixture(scope="module")
def program() -> Iterator[str]:
    with running("register", "LEGATION_REGISTER") as address:
        yield address


@pytest.fixture
def register(program: str, settings: Any, tmp_path: Path, now: datetime) -> Iterator[str]:
    """The simulator, and a procedure that asks it."""
    settings.LEGATION_REGISTER = program
    switch(program, "register.secret")
    with copied(tmp_path / "definitions") as folder, changed(folder, CHANGES):
        publish("visa/evisa.v1", at=now)
        yield program
    switch(program, "register.secret")


def asked(now: datetime, person: dict[str, str] = GIULIA) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A draft in which somebody gave their number: its token, answers, and the facts."""
    from contextlib import suppress

    from legation.ground.errors import Invalid

    token, _traveller = started(now)
    with suppress(Invalid):  # the rest of the page is still empty
        save_page(token=token, page="passport", data=person, uploads={}, at=now)
    case, opened = draft_of(token)
    answers = open_answers(case)
    return token, answers, all_facts(opened, answers, at=now)["person"]


def test_a_person_who_is_found_fills_the_form(register: str, now: datetime) -> None:
    token, answers, person = asked(now)
    assert person["answer"] == client.FOUND and person["same_name"]
    assert (answers["surname"], answers["given_names"], answers["sex"]) == ("Sforza", "Giulia Anna", "female")
    page = Client().get(f"/en/application/{token}/passport/").content.decode()
    assert 'value="Sforza"' in page


def test_purpose_and_answer_are_recorded_and_the_register_is_asked_once(register: str, now: datetime) -> None:
    token, _answers, _person = asked(now)
    save_page(token=token, page="passport", data={**GIULIA, "surname": "Sforza", "sex": "female", "passport_number": "X1234567",
              "passport_expiry-day": "1", "passport_expiry-month": "1", "passport_expiry-year": "2031"}, uploads={}, at=now)  # fmt: skip
    record = Access.objects.get(verb="asked")
    assert record.body == {"facts": "register.person", "purpose": "evisa", "answer": "found"}


def test_nothing_is_kept_beyond_the_case(register: str, now: datetime) -> None:
    token, _answers, _person = asked(now)
    delete_draft(draft_of(token)[0])
    assert "Sforza" not in str(list(Access.objects.values()))


@pytest.mark.parametrize(
    ("fault", "answer"),
    [("wrong", client.WRONG), ("dead", client.DEAD), ("several", client.SEVERAL), ("nobody", client.NONE),
     ("down", client.UNAVAILABLE), ("slow", client.UNAVAILABLE), ("nonsense", client.UNAVAILABLE), ("huge", client.UNAVAILABLE)],
)  # fmt: skip
def test_a_register_with_a_fault_fills_nothing_and_stops_nobody(
    register: str, now: datetime, fault: str, answer: str
) -> None:
    switch(register, "register.secret", fault)
    _token, answers, person = asked(now)
    assert person == {"answer": answer, "surname": "", "given_names": "", "sex": "", "same_name": False}
    assert "surname" not in answers


def test_who_has_died_is_told_to_the_officer_only(register: str, now: datetime) -> None:
    token, answers, person = asked(now, PETER)
    assert person["answer"] == client.DEAD and "surname" not in answers
    assert b"died" not in Client().get(f"/en/application/{token}/passport/").content


def test_a_register_that_did_not_answer_is_asked_again(register: str, now: datetime) -> None:
    from contextlib import suppress

    from legation.ground.errors import Invalid

    switch(register, "register.secret", "down")
    token, _answers, _person = asked(now)
    switch(register, "register.secret")
    with suppress(Invalid):
        save_page(token=token, page="passport", data=GIULIA, uploads={}, at=now)
    assert open_answers(draft_of(token)[0])["register.person"]["answer"] == client.FOUND


def test_a_definition_that_names_it_without_the_number_is_refused(tmp_path: Path) -> None:
    with copied(tmp_path) as folder, changed(folder, CHANGES[:1]):
        assert "national_number" in str(check_all())
