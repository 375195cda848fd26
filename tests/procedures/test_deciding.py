"""Deciding together: four eyes, what is asked of an applicant, what expires, appeals, withdrawal and its money."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from legation.config.samples import portrait
from legation.documents import api as documents
from legation.documents.signer.local import local_signer
from legation.documents.signer.log import SignatureLog
from legation.ground.audit import api as audit
from legation.ground.errors import Conflict, Invalid, NotAllowed
from legation.ground.outbox import api as outbox
from legation.ground.people.api import SYSTEM, Actor
from legation.messaging import api as messaging
from legation.payments import api as payments
from legation.payments.models import Payment, Refund
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Case
from legation.procedures.selectors import actions_of, answers_now, draft_of, papers_of
from legation.procedures.services.act import Said, act
from legation.procedures.services.expire import expire
from legation.procedures.services.set_right import Sent, appeal, correct, resubmit
from legation.procedures.services.submit import APPLICANT, submit
from tests.procedures.decided import decided_content, holder, put_in_force
from tests.procedures.paying import begin, pay
from tests.procedures.support import filled, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia", "in_force", "bank")]
DAY = timedelta(days=1)


def a_paper(form: str = "JPEG") -> bytes:
    """A scanned page."""
    file = BytesIO()
    Image.new("RGB", (1000, 1400), "white").save(file, form)
    return file.getvalue()


WHY = ["public_order"]


@pytest.fixture
def in_force(utopia: None, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The e-visa with every way to decide, and a signer."""
    documents.connect_signer(local_signer(lambda *_: True, log=SignatureLog(tmp_path / "log"), clock=lambda: now))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    put_in_force(decided_content(), now)
    yield
    documents.connect_signer(None)


@pytest.fixture
def referred(now: datetime, bank: object) -> tuple[str, Case]:
    """A paid application with an officer, and the link to it."""
    token, _person = filled(now, by_rule=False, seed=5)
    submit(token=token, declared={"truth": "yes"}, at=now)
    pay(bank, begin(draft_of(token)[0], now), now)
    outbox.drain(clock=lambda: now)
    case, _opened = draft_of(token)
    assert case.status == "referred"
    return token, case


@pytest.fixture
def first() -> Actor:
    return holder("visa_officer", "first")


@pytest.fixture
def second() -> Actor:
    return holder("visa_officer", "second")


def chains_hold() -> bool:
    return [finding for finding in audit.verify()[1] if finding.chain.startswith("case:")] == []


def do(case: Case, verb: str, by: Actor, at: datetime, **said: object) -> Case:
    return act(reference=case.reference, verb=verb, by=by, at=at, said=Said(**said))  # type: ignore[arg-type]


def test_who_proposes_does_not_confirm_and_both_stand_in_the_record(referred, first, second, now) -> None:
    _token, case = referred
    do(case, "propose", first, now)
    with pytest.raises(NotAllowed):
        do(case, "grant", first, now)
    do(case, "grant", second, now)
    assert [a.actor for a in actions_of(case)][-2:] == [first.name, second.name]
    outbox.drain(clock=lambda: now)
    assert fresh(case).status == "issued" and chains_hold()


def test_what_is_sent_back_is_proposed_anew_and_confirmed_by_the_other(referred, first, second, now) -> None:
    _token, case = referred
    do(case, "propose", first, now)
    do(case, "send_back", second, now, note="Look at the dates again.")
    do(case, "propose", second, now)
    with pytest.raises(NotAllowed):
        do(case, "grant", second, now)
    assert do(case, "grant", first, now).status == "granted"


def test_the_desk_offers_a_proposal_to_the_second_only_with_the_reasons_ready(referred, first, second, now) -> None:
    _token, case = referred
    do(case, "propose_refusal", first, now, reasons=WHY, note="Not plausible.")
    pages = {}
    for who in (first, second):
        client = Client()
        client.force_login(who.person)
        pages[who] = client.get(f"/en/desk/{case.reference}/?list=refusal_proposed").content.decode()
    assert 'data-key="x"' in pages[second] and 'data-key="x"' not in pages[first]
    assert "Somebody else must do this" in pages[first] and "Not plausible." in pages[second]
    assert "checked" in pages[second]


def test_an_applicant_answers_what_was_asked_and_nothing_else(referred, first, now) -> None:
    token, case = referred
    before = answers_now(case)
    for said in ({"asked": ["surname"]}, {"note": "Wrong"}, {"asked": ["passport_number"], "note": "Wrong"}):
        with pytest.raises(Invalid):
            do(case, "ask", first, now, **said)
    do(case, "ask", first, now, asked=["surname", "photo"], note="The name differs from the passport.")
    outbox.drain(clock=lambda: now)
    assert any("The name differs" in each.body and "Surname" in each.body for each in messaging.captured())
    with pytest.raises(Invalid):
        resubmit(token=token, sent=Sent({"surname": before["surname"]}, {}), at=now)
    sent = Sent({"surname": "RIGHT", "passport_number": "X9999999"}, {"photo": portrait(9)})
    resubmit(token=token, sent=sent, at=now)
    after = answers_now(fresh(case))
    assert fresh(case).status == "referred" and after["surname"] == "RIGHT"
    assert after["photo"] != before["photo"] and after["passport_number"] == before["passport_number"]
    assert chains_hold()


def test_the_corrected_name_stands_on_the_document(referred, first, second, now) -> None:
    token, case = referred
    do(case, "ask", first, now, asked=["surname"], note="Please check.")
    resubmit(token=token, sent=Sent({"surname": "RIGHT"}, {}), at=now)
    do(case, "propose", first, now)
    do(case, "grant", second, now)
    outbox.drain(clock=lambda: now)
    number = documents.of_reference(case.reference)[0].number
    client = Client()
    page = client.get(f"/en/application/{token}/").content.decode()
    assert number in page and fresh(case).status == "issued"


def test_the_applicants_page_leads_through_the_answer(referred, first, now) -> None:
    token, case = referred
    do(case, "ask", first, now, asked=["surname", "birth_date"], note="Please check both.")
    client, address = Client(), f"/en/application/{token}/"
    assert "Please check both." in client.get(address).content.decode()
    form = client.get(f"{address}do/answer/").content.decode()
    assert 'name="surname"' in form and 'name="passport_number"' not in form
    bad = {"surname": "7", "birth_date-day": "31", "birth_date-month": "2", "birth_date-year": "1990"}
    assert client.post(f"{address}do/answer/", bad).status_code == 422
    good = bad | {"surname": "RIGHT", "birth_date-day": "28", "note": "Sorry"}
    assert client.post(f"{address}do/answer/", good).status_code == 302
    assert fresh(case).status == "referred"


def test_who_knows_reference_and_passport_is_let_to_the_answer(referred, first, now) -> None:
    _token, case = referred
    do(case, "ask", first, now, asked=["surname"], note="Please check.")
    sent = {"reference": case.application.reference, "passport": answers_now(case)["passport_number"]}
    answer = Client().post("/en/status/", sent | {"open": "answer_asked"})
    assert answer.status_code == 302 and answer.headers["Location"].endswith("/do/answer/")


def test_no_answer_in_time_closes_the_case_and_pays_the_fee_back(referred, first, now) -> None:
    token, case = referred
    do(case, "ask", first, now, asked=["surname"], note="Please check.")
    assert expire(at=now + 4 * DAY) == 0
    with pytest.raises(Conflict):
        do(case, "lapse", SYSTEM, now + DAY)
    assert expire(at=now + 9 * DAY) == 1
    assert fresh(case).status == "lapsed"
    assert Refund.objects.get().amount == Payment.objects.get().amount
    with pytest.raises(Conflict):
        resubmit(token=token, sent=Sent({"surname": "LATE"}, {}), at=now + 9 * DAY)


def test_a_withdrawal_before_the_proposal_pays_back_and_after_it_does_not(referred, first, now) -> None:
    token, case = referred
    client = Client()
    assert "Your fee is paid back." in client.get(f"/en/application/{token}/").content.decode()
    do(case, "propose", first, now)
    assert "The fee is not paid back." in client.get(f"/en/application/{token}/").content.decode()
    do(case, "send_back", first, now)
    client.post(f"/en/application/{token}/withdraw/")
    assert fresh(case).status == "withdrawn" and not Refund.objects.exists()


def test_the_fee_of_a_withdrawn_application_goes_back_in_the_books(referred, now) -> None:
    token, case = referred
    Client().post(f"/en/application/{token}/withdraw/")
    outbox.drain(clock=lambda: now)
    refund = Refund.objects.get()
    assert fresh(case).status == "withdrawn"
    assert (refund.amount, refund.reason) == (Payment.objects.get().amount, "withdrawal")
    assert payments.ledger_check().ok


@pytest.fixture
def issued(referred, first, second, now) -> tuple[str, Case]:
    token, case = referred
    do(case, "propose", first, now)
    do(case, "grant", second, now)
    outbox.drain(clock=lambda: now)
    return token, fresh(case)


def test_a_correction_within_the_window_issues_anew_and_pays_the_difference_back(issued, now) -> None:
    token, case = issued
    answers = answers_now(case)
    old, paid = documents.of_reference(case.reference)[0].number, Payment.objects.get().amount
    sooner = datetime.fromisoformat(answers["departure"]) - timedelta(days=1)
    parts = {f"departure-{part}": str(getattr(sooner, part)) for part in ("day", "month", "year")}
    arrival = dict(zip(("arrival-year", "arrival-month", "arrival-day"), answers["arrival"].split("-"), strict=True))
    assert correct(token=token, sent=Sent({"surname": "RIGHT", **arrival, **parts}, {}), at=now + DAY) == -100
    outbox.drain(clock=lambda: now + DAY)
    told = documents.verify_number(old, at=now)
    assert (told.word, told.reason) == ("revoked", "replaced") and len(documents.of_reference(case.reference)) == 2
    assert Refund.objects.get().amount == 100 < paid and payments.ledger_check().ok


def test_after_the_window_nothing_is_corrected_without_a_fee(issued, now) -> None:
    token, _case = issued
    with pytest.raises(Conflict):
        correct(token=token, sent=Sent({"surname": "LATE"}, {}), at=now + 15 * DAY)


@pytest.fixture
def refused(referred, first, second, now) -> tuple[str, Case]:
    token, case = referred
    do(case, "propose_refusal", first, now, reasons=WHY)
    do(case, "refuse", second, now, reasons=WHY)
    return token, fresh(case)


def test_what_was_issued_in_error_is_revoked_and_nothing_is_refused_for_that(referred, first, second, now) -> None:
    _token, case = referred
    reasons = open_bundle(case.bundle_id).definition.reasons_for
    by_verb = open_bundle(case.bundle_id).transitions
    assert "issued_in_error" not in reasons(by_verb["refuse"]) and "issued_in_error" in reasons(by_verb["revoke"])
    with pytest.raises(Invalid, match="unknown reasons"):
        do(case, "propose_refusal", first, now, reasons=["issued_in_error"])
    assert fresh(case).status == "referred"


def test_an_appeal_is_decided_by_another_role_and_overturned_with_a_letter(refused, second, now) -> None:
    token, case = refused
    client = Client()
    assert "you may appeal until" in client.get(f"/en/application/{token}/").content.decode()
    appeal(token=token, text="I was there before.", uploads=[a_paper(), a_paper("PDF")], at=now + DAY)
    case = fresh(case)
    assert case.status == "appealed" and len(papers_of(case, actions_of(case)[-1])) == 2
    judge = holder("accountant", "judge")
    with pytest.raises(NotAllowed):
        do(case, "overturn", second, now, reasons=["unfounded"])
    with pytest.raises(Invalid):
        do(case, "overturn", judge, now, reasons=WHY)
    client.force_login(judge.person)
    desk = client.get(f"/en/desk/{case.reference}/?list=appealed").content.decode()
    assert "I was there before." in desk and "Paper 2 (PDF)" in desk
    shown = [
        client.get(f"/en/desk/{case.reference}/picture/appeal/?paper={each}")
        for each in re.findall(r'href="[^"]*\?paper=(\w+)"', desk)
    ]
    assert [each.headers["Content-Type"] for each in shown] == ["image/jpeg", "application/pdf"]
    do(case, "overturn", judge, now, reasons=["unfounded"], note="We were wrong.")
    outbox.drain(clock=lambda: now)
    assert fresh(case).status == "issued"
    assert any("The refusal had no ground." in m.body and "We were wrong." in m.body for m in messaging.captured())


def test_who_refused_does_not_decide_the_appeal_in_any_role(refused, second, now) -> None:
    from legation.ground.posts.api import actor_of, assign

    token, case = refused
    assign(person=second.person, post="HQ", role="accountant")
    appeal(token=token, text="Please look again.", uploads=[], at=now)
    with pytest.raises(NotAllowed):
        do(case, "uphold", actor_of(second.person, "accountant"), now, reasons=WHY)


def test_an_appeal_needs_words_and_ends_with_its_term(refused, now) -> None:
    token, _case = refused
    with pytest.raises(Invalid):
        appeal(token=token, text="", uploads=[], at=now)
    with pytest.raises(Conflict):
        appeal(token=token, text="Late", uploads=[], at=now + 31 * DAY)
    answer = Client().post(f"/en/application/{token}/do/appeal/", {"text": ""})
    assert answer.status_code == 422 and "Say why" in answer.content.decode()


def test_nobody_but_the_applicant_corrects_appeals_or_answers(refused, first, now) -> None:
    _token, case = refused
    for who in (first, SYSTEM):
        with pytest.raises(NotAllowed):
            do(case, "appeal", who, now, note="For them")
    assert APPLICANT.role == "applicant"
