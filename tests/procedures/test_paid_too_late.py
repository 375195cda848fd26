"""Money that comes for an application nobody waits for any more goes back, and the traveller hears of it."""

import pytest
from django.test import Client
from django.utils import timezone

from legation.ground.errors import Conflict
from legation.ground.outbox import api as outbox
from legation.messaging import api as messaging
from legation.payments import api as payments
from legation.payments.models import Payment, Refund
from legation.payments.rules import Kind
from legation.procedures.selectors import draft_of
from legation.procedures.services.act import act
from legation.procedures.services.settle import settle
from legation.procedures.services.submit import APPLICANT, submit
from tests.procedures.paying import begin, pay
from tests.procedures.support import filled, fresh, handed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia", "bank")]


def withdrawn_and_paid(bank, now):
    case, _person = handed_in(now)
    attempt = begin(case, now)
    act(reference=case.reference, verb="withdraw", by=APPLICANT, at=now)
    pay(bank, attempt, now)
    outbox.drain(clock=timezone.now)
    return fresh(case)


def mails():
    return [(mail.subject, mail.body) for mail in messaging.captured()]


def test_a_fee_paid_after_the_withdrawal_goes_back_by_itself(bank, now):
    case = withdrawn_and_paid(bank, now)
    assert case.status == "withdrawn"
    refund = Refund.objects.get()
    assert (refund.state, refund.reason, refund.asked_by) == ("refunded", "withdrawn", "system")
    assert refund.amount == Payment.objects.get().amount
    assert payments.ledger_check().ok


def test_the_traveller_is_written_to_when_it_is_asked_and_when_it_is_paid(bank, now):
    case = withdrawn_and_paid(bank, now)
    subjects = [subject for subject, _body in mails()]
    assert "Your fee is being paid back" in subjects
    assert "Your money was paid back" in subjects
    assert any(case.application.reference in body and "{" not in body for _subject, body in mails())


def test_it_goes_back_once_however_often_the_queue_says_so(bank, now):
    case = withdrawn_and_paid(bank, now)
    for _ in range(3):
        settle(application=case.application.reference, at=now)
    assert Refund.objects.count() == 1


def test_the_page_of_the_application_tells_it(bank, now):
    token, _person = filled(now)
    reference = submit(token=token, declared={"truth": "yes"}, at=now)
    case, _opened = draft_of(token)
    attempt = begin(case, now)
    act(reference=case.reference, verb="withdraw", by=APPLICANT, at=now)
    pay(bank, attempt, now)
    settle(application=reference, at=now)
    page = Client().get(f"/en/application/{token}/").content.decode()
    assert "is being paid back" in page
    assert "after the application was closed" in page
    outbox.drain(clock=timezone.now)
    assert "was paid back" in Client().get(f"/en/application/{token}/").content.decode()


def test_a_withdrawn_application_cannot_be_paid_any_more(bank, now):
    case, _person = handed_in(now)
    act(reference=case.reference, verb="withdraw", by=APPLICANT, at=now)
    assert payments.find(reference=case.application.reference).state == "expired"
    with pytest.raises(Conflict):
        begin(case, now)


def test_a_paid_application_is_not_paid_back_when_its_payment_is_told_of_again(bank, now):
    case, _person = handed_in(now)
    pay(bank, begin(case, now), now)
    outbox.drain(clock=timezone.now)
    settle(application=case.application.reference, at=now)
    assert not Refund.objects.exists()
    assert fresh(case).status != "awaiting_payment"


def test_what_income_is_counted_by_is_known_without_anything_personal(bank, now):
    case, person = handed_in(now)
    pay(bank, begin(case, now), now)
    outbox.drain(clock=timezone.now)
    row = Payment.objects.get()
    assert row.place == fresh(case).post.code
    words = dict(part.split("=") for part in row.labels.split())
    assert set(words) == {"procedure", "nationality"}
    assert person.passport not in row.labels


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("insufficient_funds", "There is not enough money on this card"),
        ("authentication_failed", "Your bank could not confirm that it was you"),
        ("expired_card", "This card is out of date"),
        ("stolen_card", "The card was refused"),
        ("anything_else", "The card was refused"),
    ],
)
def test_a_refusal_is_told_with_a_next_step_and_nothing_that_shames(bank, now, code, said):
    token, _person = filled(now)
    submit(token=token, declared={"truth": "yes"}, at=now)
    attempt = begin(draft_of(token)[0], now)
    bank.end(str(attempt.pk), Kind.REFUSED, code)
    payments.refresh(payment=str(attempt.payment_id), at=now)
    page = Client().get(f"/en/application/{token}/fee/").content.decode()
    assert said in page
    assert "stolen" not in page
