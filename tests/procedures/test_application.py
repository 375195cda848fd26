"""An applicant fills in, leaves, comes back, hands in: nothing is lost, nothing wrong gets through."""

from datetime import datetime, timedelta

import pytest

from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.files.models import StoredFile
from legation.payments import api as payments
from legation.procedures.answers import open_answers
from legation.procedures.models import Application, CaseFile, CaseIndex
from legation.procedures.selectors import actions_of, by_reference_and_passport, draft_of
from legation.procedures.services.save_page import save_page
from legation.procedures.services.start import start
from legation.procedures.services.submit import party_details, submit
from tests.procedures.support import FACE, filled, fresh, handed_in, started

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


def save(token: str, page: str, data: dict[str, str], now: datetime, **uploads: bytes) -> None:
    save_page(token=token, page=page, data=data, uploads=uploads, at=now)


def test_what_the_first_screen_learned_is_known_already(now: datetime) -> None:
    token, person = started(now)
    assert open_answers(draft_of(token)[0])["nationality"] == person.known["nationality"]


def test_a_traveller_who_needs_no_visa_cannot_apply(now: datetime) -> None:
    known = {"nationality": "FRA", "purpose": "tourism", "document_kind": "ordinary"}
    with pytest.raises(Invalid):
        start(procedure="evisa", known=known, language="en", at=now)
    assert not Application.objects.exists()


def test_nothing_stands_in_clear(now: datetime) -> None:
    case, person = handed_in(now)
    stored = bytes(fresh(case).answers)
    assert person.passport.encode() not in stored
    assert all(person.passport.encode() not in bytes(row.value) for row in CaseIndex.objects.all())


def test_right_fields_are_kept_while_wrong_ones_are_told(now: datetime) -> None:
    token, person = started(now)
    data = person.pages["passport"] | {"passport_number": "?", "birth_date-month": "13"}
    with pytest.raises(Invalid) as told:
        save(token, "passport", data, now)
    assert set(told.value.fields) == {"passport_number", "birth_date"}
    assert open_answers(draft_of(token)[0])["surname"] == person.pages["passport"]["surname"]


def test_a_day_of_departure_before_arrival_is_told_at_its_field(now: datetime) -> None:
    token, person = started(now)
    trip = person.pages["trip"]
    early = (
        trip | {f"departure-{part}": trip[f"arrival-{part}"] for part in ("day", "month")} | {"departure-year": "2025"}
    )
    with pytest.raises(Invalid) as told:
        save(token, "trip", early, now)
    assert told.value.fields["departure"].startswith("The day of departure is before")


def test_an_answer_that_is_fixed_cannot_be_changed_by_a_forged_form(now: datetime) -> None:
    token, person = started(now)
    save(token, "trip", person.pages["trip"] | {"nationality": "FRA", "purpose": "study"}, now)
    assert open_answers(draft_of(token)[0])["nationality"] == person.known["nationality"]


def test_a_new_photo_replaces_the_old_one(now: datetime, django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    token, person = filled(now)
    with django_capture_on_commit_callbacks(execute=True):
        save(token, "contact", person.pages["contact"], now, photo=FACE)
    assert CaseFile.objects.count() == StoredFile.objects.count() == 1


def test_a_bad_photo_leaves_the_rest_saved_and_no_file_behind(now: datetime) -> None:
    token, person = started(now)
    with pytest.raises(Invalid) as told:
        save(token, "contact", person.pages["contact"], now, photo=b"not a picture")
    assert set(told.value.fields) == {"photo"}
    assert open_answers(draft_of(token)[0])["email"] == person.pages["contact"]["email"]
    assert not StoredFile.objects.exists()


def test_a_link_that_was_guessed_opens_nothing(now: datetime) -> None:
    filled(now)
    with pytest.raises(NotFound):
        draft_of("guess")


def test_handing_in_an_unfinished_form_says_what_is_missing(now: datetime) -> None:
    token, person = started(now)
    save(token, "passport", person.pages["passport"], now)
    with pytest.raises(Invalid) as told:
        submit(token=token, declared={"truth": "yes"}, at=now)
    assert {"arrival", "photo", "email"} <= set(told.value.fields)
    assert actions_of(draft_of(token)[0]) == []


def test_nobody_hands_in_without_the_declaration(now: datetime) -> None:
    token, _person = filled(now)
    with pytest.raises(Invalid) as told:
        submit(token=token, declared={}, at=now)
    assert set(told.value.fields) == {"truth"}


def test_handing_in_asks_for_the_fee_and_begins_the_chain(now: datetime) -> None:
    case, _person = handed_in(now)
    payment = payments.find(reference=case.application.reference)
    assert payment is not None
    assert payment.amount > 0
    action = actions_of(case)[0]
    assert (action.verb, action.number, action.status) == ("submit", 1, "awaiting_payment")
    assert action.body["bundle"] == case.bundle_id


def test_an_application_is_handed_in_once(now: datetime) -> None:
    token, person = filled(now)
    submit(token=token, declared={"truth": "yes"}, at=now)
    with pytest.raises(Conflict):
        submit(token=token, declared={"truth": "yes"}, at=now)
    with pytest.raises(Conflict):
        save(token, "passport", person.pages["passport"], now)


def test_rules_that_broke_since_the_page_was_saved_are_told_before_payment(now: datetime) -> None:
    token, _person = filled(now)
    with pytest.raises(Invalid) as told:
        submit(token=token, declared={"truth": "yes"}, at=now + timedelta(days=90))
    assert "arrival" in told.value.fields


def test_the_applicant_is_a_party_with_a_name_and_an_address(now: datetime) -> None:
    case, person = handed_in(now)
    details = party_details(case.application.applicant)
    assert details["email"] == person.pages["contact"]["email"]
    assert person.pages["passport"]["surname"] in details["name"]


def test_status_needs_reference_and_passport_together(now: datetime) -> None:
    case, person = handed_in(now)
    other, _ = handed_in(now, seed=2)
    reference = case.application.reference
    assert by_reference_and_passport(reference.lower(), person.passport)[0].pk == case.pk
    for wrong in (
        (reference, "X1234567"),
        (other.application.reference, person.passport),
        ("nonsense", person.passport),
    ):
        with pytest.raises(NotFound):
            by_reference_and_passport(*wrong)
