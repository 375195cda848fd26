"""A mistake in a granted visa is set right: the old paper no longer holds, a new one does, nothing is rewritten."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from legation.documents import api as documents
from legation.documents.signer.local import local_signer
from legation.documents.signer.log import SignatureLog
from legation.ground.audit import api as audit
from legation.ground.errors import Invalid, NotAllowed
from legation.ground.outbox import api as outbox
from legation.messaging import api as messaging
from legation.procedures import kinds
from legation.procedures.bundles import compose, open_bundle
from legation.procedures.models import Case, CaseAction
from legation.procedures.selectors import answers_now, by_reference_and_passport
from legation.procedures.services.act import Said, act
from legation.procedures.services.submit import APPLICANT
from tests.procedures.decided import put_in_force
from tests.procedures.support import fresh, officer, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
LATER = timedelta(hours=1)


@pytest.fixture
def issued(now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[Case, str]]:
    """A case with its visa, and the visa's number."""
    documents.connect_signer(local_signer(lambda *_: True, log=SignatureLog(tmp_path / "log"), clock=lambda: now))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    case, _person = paid(now)
    outbox.drain(clock=lambda: now)
    yield fresh(case), documents.of_reference(case.reference)[0].number
    documents.connect_signer(None)


def correct(case: Case, at: datetime, **answers: str) -> None:
    act(reference=case.reference, verb="correct", by=officer(), at=at, said=Said(answers=answers))
    outbox.drain(clock=lambda: at)


def test_of_two_visas_the_old_names_the_new_one_and_the_new_one_holds(issued: tuple[Case, str], now: datetime) -> None:
    case, old = issued
    correct(case, now, surname="CORRECTED")
    new = documents.of_reference(case.reference)[-1].number
    told = documents.verify_number(old, at=now)
    assert (told.word, told.reason, dict(told.statement)["replaced_by"]) == ("revoked", "replaced", new)
    assert documents.verify_number(new, at=now).word == "valid"
    assert "CORRECTED" not in str(told)


def test_the_new_visa_says_what_was_corrected_and_the_chain_holds(issued: tuple[Case, str], now: datetime) -> None:
    case, _old = issued
    handed_in = answers_now(case)
    correct(case, now, surname="CORRECTED", passport_number="L1234567")
    assert answers_now(fresh(case)) == handed_in | {"surname": "CORRECTED", "passport_number": "L1234567"}
    assert [finding for finding in audit.verify()[1] if finding.chain.startswith("case:")] == []
    action = CaseAction.objects.get(case=case, verb="correct")
    assert action.body["corrected"] == ["passport_number", "surname"]
    assert b"L1234567" not in bytes(action.sealed) and "L1234567" not in str(action.body)


def test_a_visa_corrected_twice_leads_to_the_newest(issued: tuple[Case, str], now: datetime) -> None:
    case, old = issued
    correct(case, now, surname="ONE")
    correct(case, now + LATER, surname="TWO")
    newest = documents.of_reference(case.reference)[-1].number
    assert dict(documents.verify_number(old, at=now).statement)["replaced_by"] == newest
    assert answers_now(fresh(case))["surname"] == "TWO"


def test_the_traveller_finds_it_by_the_right_passport_and_is_told(issued: tuple[Case, str], now: datetime) -> None:
    case, _old = issued
    correct(case, now, passport_number="L1234567")
    reference = case.application.reference
    assert by_reference_and_passport(reference, "L1234567")[0].pk == case.pk
    assert any("corrected" in message.subject for message in messaging.captured())


def test_only_an_officer_corrects_and_only_what_the_definition_names(issued: tuple[Case, str], now: datetime) -> None:
    case, _old = issued
    for who, answers, error in (
        (APPLICANT, {"surname": "X"}, NotAllowed), (officer(), {}, Invalid), (officer(), {"nationality": "FRA"}, Invalid),
    ):  # fmt: skip
        with pytest.raises(error):
            act(reference=case.reference, verb="correct", by=who, at=now, said=Said(answers=answers))
    assert fresh(case).status == "issued"


def form_of(case: Case) -> dict[str, str]:
    """What stands in the desk's form for a correction."""
    opened, answers = open_bundle(case.bundle_id), answers_now(case)
    fields = [opened.fields[name] for name in opened.transitions["correct"].corrects if name in answers]
    return {f"correct_{name}": text for each in fields for name, text in kinds.typed(each, answers[each.field]).items()}


def test_the_desk_takes_a_correction_and_says_what_is_wrong_with_one(issued: tuple[Case, str], now: datetime) -> None:
    case, _old = issued
    client, typed = Client(), form_of(case)
    client.force_login(officer().person)
    address = f"/en/desk/{case.reference}/correct/"
    assert "Nothing differs" in client.post(address, typed).content.decode()
    day, month = typed["correct_birth_date-day"], typed["correct_birth_date-month"]
    wrong = client.post(address, typed | {"correct_birth_date-day": "31", "correct_birth_date-month": "2"})
    assert wrong.status_code == 422 and 'id="correct_birth_date-error"' in wrong.content.decode()
    year = str(int(typed["correct_birth_date-year"]) - 1)
    assert client.post(address, typed | {"correct_birth_date-year": year}).status_code == 302
    assert answers_now(fresh(case))["birth_date"] == f"{year}-{int(month):02}-{int(day):02}"
    assert fresh(case).status == "granted"


MORE = [
    {"field": "home", "kind": "address", "required": False}, {"field": "about", "kind": "partial_date", "required": False},
    {"field": "speaks", "kind": "choices", "choices": ["one", "two"], "required": False},
    {"field": "stays", "kind": "group", "required": False, "at_most": 3,
     "fields": [{"field": "city", "kind": "text"}, {"field": "since", "kind": "partial_date"}]},
    {"field": "why", "kind": "text", "when": 'answers.purpose == "transit"'},
]  # fmt: skip


@pytest.fixture
def more_kinds(utopia: None, now: datetime) -> None:
    """The e-visa with more that may be corrected; the last of it was not asked of a tourist."""
    content = json.loads(compose("visa/evisa.v1")[1])
    definition = content["definition"]
    next(page for page in definition["pages"] if page["page"] == "contact")["fields"] += MORE
    way = next(each for each in definition["transitions"] if each["verb"] == "correct")
    way["corrects"] += [each["field"] for each in MORE]
    put_in_force(content, now)


def test_an_officer_corrects_every_kind_by_the_fields_of_the_applicant(
    more_kinds: None, issued: tuple[Case, str]
) -> None:
    case, _old = issued
    client, typed = Client(), form_of(case)
    client.force_login(officer().person)
    address = f"/en/desk/{case.reference}/correct/"
    home = {"line1": "1 Anyder Quay", "city": "Amaurot", "country": "FRA"}
    typed |= {f"correct_home-{part}": text for part, text in home.items()} | {"correct_about-year": "1950"}
    typed |= {"correct_speaks-two": "yes"}
    page = client.post(address, typed | {"add": "correct_stays"})
    shown = page.content.decode()
    assert page.status_code == 200 and 'name="correct_stays-0-city"' in shown and 'value="1 Anyder Quay"' in shown
    assert f'formaction="{address}#correct_stays-group"' in shown and "correct_why" not in shown
    typed |= {"correct_stays-0-city": "Mentirano", "correct_stays-0-since-year": "20"}
    wrong = client.post(address, typed)
    assert wrong.status_code == 422 and 'value="Mentirano"' in wrong.content.decode()
    assert answers_now(fresh(case)).get("home") is None
    assert client.post(address, typed | {"correct_stays-0-since-year": "2020"}).status_code == 302
    found = answers_now(fresh(case))
    assert (found["about"], found["speaks"]) == ("1950", ["two"])
    assert found["stays"] == [{"city": "Mentirano", "since": "2020"}] and found["home"]["city"] == "Amaurot"
