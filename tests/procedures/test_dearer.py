"""A correction that costs more waits until that is paid: nothing is issued for less than it costs."""

import re
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
from legation.payments import api as payments
from legation.payments.models import Attempt, Refund
from legation.payments.services.ask_provider import ask_provider
from legation.procedures.findable import index_values
from legation.procedures.models import Case, CaseIndex
from legation.procedures.selectors import answers_now, draft_of
from legation.procedures.services.act import Said, act
from legation.procedures.services.expire import expire
from legation.procedures.services.set_right import Sent, correct
from legation.procedures.services.settle_difference import settle_difference
from legation.procedures.services.submit import APPLICANT, submit
from tests.payments.support import MemoryBank
from tests.procedures.decided import decided_content, holder, put_in_force
from tests.procedures.paying import begin, pay
from tests.procedures.support import filled, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
DAY = timedelta(days=1)


@pytest.fixture
def signer(now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    documents.connect_signer(local_signer(lambda *_: True, log=SignatureLog(tmp_path / "log"), clock=lambda: now))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    yield
    documents.connect_signer(None)


def made(bank: MemoryBank, now: datetime) -> tuple[str, Case]:
    """A visa issued under what is in force, and the link to its application."""
    token, _person = filled(now, by_rule=False, seed=5)
    submit(token=token, declared={"truth": "yes"}, at=now)
    pay(bank, begin(draft_of(token)[0], now), now)
    outbox.drain(clock=lambda: now)
    case = draft_of(token)[0]
    for verb in ("propose", "grant"):
        act(reference=case.reference, verb=verb, by=holder("visa_officer", verb), at=now, said=Said())
    outbox.drain(clock=lambda: now)
    return token, fresh(case)


@pytest.fixture
def issued(signer: None, bank: MemoryBank, now: datetime) -> tuple[str, Case]:
    put_in_force(decided_content(), now)
    return made(bank, now)


def longer(case: Case, *, days: int = 2, surname: str = "LONGER") -> Sent:
    """A later departure, and another name."""
    answers = answers_now(case)
    moments = {name: datetime.fromisoformat(answers[name]) for name in ("arrival", "departure")}
    moments["departure"] += timedelta(days=days)
    typed = {
        f"{name}-{part}": str(getattr(at, part)) for name, at in moments.items() for part in ("day", "month", "year")
    }
    return Sent({"surname": surname, **typed}, {})


@pytest.fixture
def waiting(issued: tuple[str, Case], now: datetime) -> tuple[str, Case]:
    token, case = issued
    assert correct(token=token, sent=longer(case), at=now + DAY) == 200
    outbox.drain(clock=lambda: now + DAY)
    return token, fresh(case)


def difference(case: Case) -> payments.PaymentView:
    found = payments.find(reference=f"{case.reference}/{case.count}")
    assert found is not None
    return found


def at_the_bank(bank: MemoryBank, case: Case, now: datetime) -> Attempt:
    payment = difference(case).payment
    payments.start(payment=payment, provider="memory", return_url="https://x/", language="en", at=now)
    return Attempt.objects.get(payment=payment)


def come(bank: MemoryBank, attempt: Attempt, at: datetime) -> None:
    bank.end(str(attempt.pk))
    ask_provider(attempt=attempt, at=at)
    outbox.drain(clock=lambda: at)


def found_by(name: str) -> bool:
    return CaseIndex.objects.filter(purpose="name", value__in=list(index_values("name", name))).exists()


def test_until_it_is_paid_the_old_paper_holds_and_nothing_else_does(waiting: tuple[str, Case], now: datetime) -> None:
    token, case = waiting
    (paper,) = documents.of_reference(case.reference)
    assert case.status == "difference_due" and difference(case).amount == 200
    assert documents.verify_number(paper.number, at=now + DAY).word == "valid"
    assert answers_now(case)["surname"] != "LONGER" and not found_by("LONGER")
    page = Client().get(f"/en/application/{token}/").content.decode()
    assert "€2.00 more is to be paid" in page and "The one you have holds until then" in page
    assert "You hear from us by" not in page, "it is the applicant's turn"


def test_it_is_issued_anew_when_the_difference_is_paid(
    waiting: tuple[str, Case], bank: MemoryBank, now: datetime
) -> None:
    token, case = waiting
    old = documents.of_reference(case.reference)[0].number
    was = answers_now(case)
    come(bank, at_the_bank(bank, case, now + DAY), now + DAY)
    case = fresh(case)
    told = documents.verify_number(old, at=now + DAY)
    assert case.status == "issued" and len(documents.of_reference(case.reference)) == 2
    assert (told.word, told.reason) == ("revoked", "replaced")
    assert answers_now(case)["surname"] == "LONGER" and answers_now(case)["departure"] > was["departure"]
    assert found_by("LONGER") and not found_by(was["surname"])
    assert "more is to be paid" not in Client().get(f"/en/application/{token}/").content.decode()
    assert payments.ledger_check().ok and not [each for each in audit.verify()[1] if each.chain.startswith("case:")]


def test_the_difference_has_a_receipt_of_its_own(waiting: tuple[str, Case], bank: MemoryBank, now: datetime) -> None:
    _token, case = waiting
    come(bank, at_the_bank(bank, case, now + DAY), now + DAY)
    (letter,) = [each for each in messaging.captured() if "receipt" in each.subject and "€2.00" in each.body]
    address = re.search(r"/en/receipt/\S+", letter.body)
    assert address is not None
    page = Client().get(address[0]).content.decode()
    assert "€2.00" in page and f"{case.reference}/{case.count}" in page


def test_told_twice_that_it_is_paid_it_is_issued_once(
    waiting: tuple[str, Case], bank: MemoryBank, now: datetime
) -> None:
    _token, case = waiting
    reference = f"{case.reference}/{case.count}"
    come(bank, at_the_bank(bank, case, now + DAY), now + DAY)
    settle_difference(reference=reference, at=now + DAY)
    assert fresh(case).status == "issued" and len(documents.of_reference(case.reference)) == 2
    assert not Refund.objects.exists()


def lapsed(case: Case) -> datetime:
    assert case.deadline is not None
    assert expire(at=case.deadline) == 1
    return case.deadline


def test_what_is_not_paid_in_time_leaves_everything_as_it_was(waiting: tuple[str, Case], now: datetime) -> None:
    token, case = waiting
    was, owed = answers_now(case), difference(case)
    at = lapsed(case)
    case = fresh(case)
    assert case.status == "issued" and answers_now(case) == was and not found_by("LONGER")
    assert payments.find(reference=owed.reference).state == "expired"  # type: ignore[union-attr]
    assert documents.verify_number(documents.of_reference(case.reference)[0].number, at=at).word == "valid"
    assert "more is to be paid" not in Client().get(f"/en/application/{token}/").content.decode()


def test_money_that_comes_after_that_goes_back_with_a_letter(
    waiting: tuple[str, Case], bank: MemoryBank, now: datetime
) -> None:
    _token, case = waiting
    attempt = at_the_bank(bank, case, now + DAY)
    at = lapsed(case)
    come(bank, attempt, at)
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.state) == (200, "correction", "refunded")
    assert fresh(case).status == "issued" and len(documents.of_reference(case.reference)) == 1
    subjects = [mail.subject for mail in messaging.captured()]
    assert "Your fee is being paid back" in subjects and "Your money was paid back" in subjects
    assert payments.ledger_check().ok


def test_a_second_correction_after_the_first_was_dropped_starts_from_what_holds(
    waiting: tuple[str, Case], bank: MemoryBank, now: datetime
) -> None:
    token, case = waiting
    at = lapsed(case)
    assert correct(token=token, sent=longer(fresh(case), days=1, surname="AGAIN"), at=at) == 100
    case = fresh(case)
    come(bank, at_the_bank(bank, case, at), at)
    assert fresh(case).status == "issued" and answers_now(fresh(case))["surname"] == "AGAIN"


def test_an_officer_revokes_while_it_waits_and_the_difference_is_asked_for_no_more(
    signer: None, bank: MemoryBank, now: datetime
) -> None:
    content = decided_content()
    revoke = next(each for each in content["definition"]["transitions"] if each["verb"] == "revoke")
    revoke["from"] = ["issued", "difference_due"]
    put_in_force(content, now)
    token, case = made(bank, now)
    correct(token=token, sent=longer(case), at=now + DAY)
    owed, why = difference(fresh(case)), Said(reasons=["issued_in_error"])
    act(reference=case.reference, verb="revoke", by=holder("visa_officer", "third"), at=now + DAY, said=why)
    assert payments.find(reference=owed.reference).state == "expired"  # type: ignore[union-attr]
    assert {each.revoked_at is None for each in documents.of_reference(case.reference)} == {False}


def test_where_nothing_can_wait_what_costs_more_is_refused(signer: None, bank: MemoryBank, now: datetime) -> None:
    """A bundle of before knows no such state: its cases keep it, and issue nothing for less than it costs."""
    content = decided_content()
    definition = content["definition"]
    gone = ("amend_dearer", "settle_difference", "keep")
    definition["transitions"] = [each for each in definition["transitions"] if each["verb"] not in gone]
    definition["states"] = [each for each in definition["states"] if each["state"] != "difference_due"]
    put_in_force(content, now)
    token, case = made(bank, now)
    with pytest.raises(Invalid):
        correct(token=token, sent=longer(case), at=now + DAY)
    assert fresh(case).status == "issued"
    assert correct(token=token, sent=longer(case, days=-1), at=now + DAY) == -100


def test_nobody_but_the_house_says_that_it_is_paid(waiting: tuple[str, Case], now: datetime) -> None:
    _token, case = waiting
    for who in (APPLICANT, holder("visa_officer", "fourth")):
        with pytest.raises(NotAllowed):
            act(reference=case.reference, verb="settle_difference", by=who, at=now + DAY)
