"""What only Stripe's protocol has: keys that keep errors, refunds made on its own pages, two modes, two secrets."""

import json
from datetime import timedelta

import pytest
import stripe as library

from legation.ground.errors import NotFound, Unavailable
from legation.payments import api
from legation.payments.models import Attempt, Dispute, Event, Refund, Unmatched
from legation.payments.providers.base import Order, RefundOrder
from legation.payments.providers.stripe import account
from legation.payments.providers.stripe.calls import Declined, said
from legation.payments.rules import Kind, Money
from tests.payments.contract.houses import now
from tests.payments.contract.steps import ask, paid, session, start, state
from tests.payments.support import BACK
from tests.payments.testbank.support import Receiver

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def client():
    return account.client().v1


def edited(body, **other):
    return json.dumps(json.loads(body) | other).encode()


def test_the_official_library_reads_what_the_stand_in_says(stripe):
    paid(stripe)
    found = client().checkout.sessions.retrieve(session(), params={"expand": ["payment_intent.latest_charge"]})
    assert found.payment_intent.status == "succeeded"
    assert found.payment_intent.latest_charge.amount == 5000
    assert found.client_reference_id == str(Attempt.objects.get().pk)
    header, body = stripe.wait("captured")[0]
    event = library.Webhook.construct_event(body, header, account.webhook_path().read_text())
    assert event.data.object.id == session()


def test_a_list_is_read_page_by_page_newest_first(stripe):
    page = start(stripe, ask())
    stripe.pay(page)
    intent = client().checkout.sessions.retrieve(session()).payment_intent
    for number in range(7):
        client().refunds.create({"payment_intent": intent, "amount": 10 + number})
    found = [one.amount for one in client().refunds.list({"payment_intent": intent, "limit": 3}).auto_paging_iter()]
    assert found == [16, 15, 14, 13, 12, 11, 10]


def test_the_same_key_with_other_parameters_is_an_error(stripe):
    paid(stripe)
    intent = client().checkout.sessions.retrieve(session()).payment_intent
    options = {"idempotency_key": "k"}
    first = client().refunds.create({"payment_intent": intent, "amount": 10}, options)
    again = client().refunds.create({"payment_intent": intent, "amount": 10}, options)
    assert (first.id, again.last_response.headers["idempotent-replayed"]) == (again.id, "true")
    with pytest.raises(library.IdempotencyError):
        client().refunds.create({"payment_intent": intent, "amount": 11}, options)


def test_an_answer_is_kept_for_a_day(stripe, monkeypatch):
    from legation.payments.testbank.stripe import keys

    paid(stripe)
    intent = client().checkout.sessions.retrieve(session()).payment_intent
    options = {"idempotency_key": "k"}
    first = client().refunds.create({"payment_intent": intent, "amount": 10}, options)
    monkeypatch.setattr(keys, "KEPT_SECONDS", -1)
    assert client().refunds.create({"payment_intent": intent, "amount": 10}, options).id != first.id


def test_an_order_repeated_is_answered_with_how_the_session_stands_now(stripe):
    order = Order("attempt-1", "UTO-1", Money(5000, "EUR"), BACK, "en", now() + timedelta(hours=2))
    stripe.pay(stripe.provider.create_session(order).page)
    assert stripe.provider.create_session(order).ended == Kind.CAPTURED


def test_a_poor_account_is_asked_again_under_another_key_and_pays_once(stripe):
    paid(stripe)
    order = RefundOrder("r-1", session(), Money(1000, "EUR"))
    stripe.faults("balance_too_low")
    assert [stripe.provider.create_refund(order).code for _ in range(3)] == ["balance_too_low"] * 3
    stripe.faults()
    first = stripe.provider.create_refund(order)
    assert stripe.provider.create_refund(order).name == first.name
    assert len(list(client().refunds.list().auto_paging_iter())) == 1


def test_a_refund_made_on_stripes_pages_is_taken_into_our_books(stripe):
    paid(stripe)
    intent = client().checkout.sessions.retrieve(session()).payment_intent
    client().refunds.create({"payment_intent": intent, "amount": 1200})
    stripe.hear("refund")
    assert (Refund.objects.get().amount, Refund.objects.get().state) == (1200, "refunded")
    assert api.ledger_check().ok


def test_a_message_about_a_refund_made_elsewhere_comes_again_when_stripe_does_not_say_of_what(stripe):
    paid(stripe)
    intent = client().checkout.sessions.retrieve(session()).payment_intent
    client().refunds.create({"payment_intent": intent, "amount": 1200})
    stripe.wait("refund")
    stripe.faults("provider_down")
    with pytest.raises(Unavailable):
        stripe.hear("refund")
    stripe.faults()
    stripe.hear("refund")
    assert Refund.objects.get().amount == 1200


def test_what_happened_in_the_other_mode_is_nothing_of_ours(stripe):
    stripe.pay(start(stripe, ask()))
    _, body = stripe.wait("captured")[0]
    live = edited(body, livemode=True)
    stripe.take(stripe.sign(live), live)
    assert state() == "pending"


@pytest.mark.parametrize("kind", ["customer.created", "payment_intent.succeeded", "charge.succeeded", "strange"])
def test_events_that_do_not_concern_us_are_confirmed_and_forgotten(stripe, kind):
    stripe.pay(start(stripe, ask()))
    _, body = stripe.wait("captured")[0]
    other = edited(body, type=kind)
    stripe.take(stripe.sign(other), other)
    assert Event.objects.exclude(kind="started").count() == 0


def test_a_session_that_is_complete_and_not_paid_waits(stripe):
    stripe.pay(start(stripe, ask()))
    _, body = stripe.wait("captured")[0]
    said = json.loads(body)
    said["data"]["object"]["payment_status"] = "unpaid"
    waiting = json.dumps(said).encode()
    stripe.take(stripe.sign(waiting), waiting)
    assert state() == "pending"
    failed = edited(waiting, type="checkout.session.async_payment_failed", id="evt_2")
    stripe.take(stripe.sign(failed), failed)
    assert state() == "refused"


def test_money_on_a_page_of_nobody_is_kept_as_unmatched(stripe):
    stripe.pay(start(stripe, ask()))
    _, body = stripe.wait("captured")[0]
    said = json.loads(body)
    said["data"]["object"] |= {"client_reference_id": None, "id": "cs_of_nobody"}
    strange = json.dumps(said).encode()
    stripe.take(stripe.sign(strange), strange)
    assert state() == "pending"
    assert Unmatched.objects.values_list("amount", "why").get() == (5000, "unknown")


@pytest.mark.parametrize("change", [lambda h: h.replace(",", "=9,", 1), lambda h: f"{h},t=1", lambda h: f"{h},v1=00"])
def test_a_header_that_still_bears_our_signature_is_read_and_breaks_nothing(stripe, change):
    stripe.pay(start(stripe, ask()))
    header, body = stripe.wait("captured")[0]
    stripe.take(change(header), body)
    assert state() == "settled"


def test_two_secrets_hold_while_one_is_replaced(stripe):
    stripe.pay(start(stripe, ask()))
    secret = account.webhook_path().read_text()
    account.webhook_path().write_text(f"whsec_new\n{secret}\n")
    stripe.hear("captured")
    assert state() == "settled"


def test_a_key_that_stripe_does_not_know_is_no_answer(stripe):
    account.key_path().write_text("sk_test_another")
    with pytest.raises(Unavailable, match="AuthenticationError"):
        start(stripe, ask())


def test_a_page_elsewhere_is_not_one_we_send_people_to(stripe, settings):
    settings.LEGATION_STRIPE_PAGES = "https://pay.ministry.example"
    with pytest.raises(Unavailable, match="elsewhere"):
        start(stripe, ask())


def test_an_amount_that_stripe_cannot_take_is_said(stripe):
    with pytest.raises(Unavailable, match="KWD"):
        start(stripe, ask(amount=12_345, currency="KWD"))


def test_something_that_is_not_stripe_is_no_answer(stripe, settings):
    stranger = Receiver()
    settings.LEGATION_STRIPE = stranger.url.removesuffix("/hook")
    with pytest.raises(Unavailable):
        start(stripe, ask())
    stranger.stop()


def test_a_payout_goes_with_its_fees_into_the_books_once(stripe):
    paid(stripe)
    stripe.end_of_day()
    for _ in range(2):
        api.reconcile(provider="stripe", day=now().date(), at=now() + timedelta(days=1))
    left = {row.account: row.amount for row in api.balances() if row.amount}
    assert {name: amount for name, amount in left.items() if name.startswith("fees")}
    assert "clearing:stripe:EUR" not in left


def test_no_card_number_is_ever_near_us(stripe):
    paid(stripe)
    stripe.hear("captured")
    assert not any(b"4242424242424242" in body or b"number" in body for _, body in stripe.receiver.heard)


def test_an_order_sent_late_still_opens_a_page(stripe):
    payment = ask()
    stripe.faults("provider_down")
    with pytest.raises(Unavailable):
        start(stripe, payment, at=now() - timedelta(minutes=115))
    stripe.faults()
    assert start(stripe, payment)


def test_refusals_of_stripe_and_missing_things_are_told_apart(stripe):
    with pytest.raises(Declined) as caught:
        said(client().checkout.sessions.retrieve, "cs_nobody")
    assert caught.value.missing
    with pytest.raises(NotFound):
        api.receive(provider="nobody", body=b"", headers={}, at=now())


def test_an_inquiry_moves_no_money_and_is_no_dispute_yet(stripe):
    paid(stripe)
    stripe.disputes.open("UTO-1")
    _, body = stripe.wait("disputed")[0]
    said = json.loads(body)
    said["data"]["object"]["status"] = "warning_needs_response"
    inquiry = json.dumps(said).encode()
    stripe.take(stripe.sign(inquiry), inquiry)
    assert not Dispute.objects.exists()


def test_a_dispute_comes_again_when_stripe_does_not_say_of_what(stripe):
    paid(stripe)
    stripe.disputes.open("UTO-1")
    stripe.wait("disputed")
    stripe.faults("provider_down")
    with pytest.raises(Unavailable):
        stripe.hear("disputed")
    stripe.faults()
    stripe.hear("disputed")
    assert Dispute.objects.get().payment.reference == "UTO-1"


def test_the_official_library_reads_a_dispute_and_its_money(stripe):
    paid(stripe)
    name = stripe.disputes.open("UTO-1")
    stripe.disputes.decide(name, won=True)
    found = client().disputes.retrieve(name)
    assert (found.status, found.amount, found.reason) == ("won", 5000, "fraudulent")
    assert [(one.amount, one.fee, one.type) for one in found.balance_transactions] == [
        (-5000, 1500, "adjustment"), (5000, 0, "adjustment"),
    ]  # fmt: skip
