"""Every state of Stripe's objects, and what it means here."""

import pytest

from legation.payments.disputes import DisputeKind
from legation.payments.providers.base import Step
from legation.payments.providers.stripe import reading
from legation.payments.rules import Kind, Money, RefundKind

CHARGE = {"id": "ch_1", "object": "charge", "created": 1_790_000_000}


def session(status="open", paid="unpaid", beneath=None, **intent):
    said = {"status": beneath, "amount_received": 0, "latest_charge": None} | intent if beneath else None
    return {
        "id": "cs_1", "url": "https://checkout.stripe.com/c/pay/cs_1" if status == "open" else None, "status": status,
        "payment_status": paid, "amount_total": 5000, "currency": "eur", "payment_intent": said,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "paid", "beneath", "ended", "step"),
    [
        ("open", "unpaid", None, None, Step.CARD),
        ("open", "unpaid", "requires_payment_method", None, Step.CARD),
        ("open", "unpaid", "requires_confirmation", None, Step.CARD),
        ("open", "unpaid", "requires_action", None, Step.CHALLENGE),
        ("open", "unpaid", "processing", None, Step.PROCESSING),
        ("open", "unpaid", "requires_capture", None, Step.PROCESSING),
        ("open", "unpaid", "canceled", Kind.EXPIRED, Step.CARD),
        ("open", "unpaid", "succeeded", Kind.CAPTURED, Step.CARD),
        ("complete", "unpaid", "processing", None, Step.PROCESSING),
        ("complete", "unpaid", "requires_action", None, Step.PROCESSING),
        ("complete", "unpaid", "requires_payment_method", Kind.REFUSED, Step.CARD),
        ("complete", "unpaid", "canceled", Kind.EXPIRED, Step.CARD),
        ("complete", "paid", "succeeded", Kind.CAPTURED, Step.CARD),
        ("expired", "unpaid", None, Kind.EXPIRED, Step.CARD),
        ("expired", "unpaid", "requires_payment_method", Kind.EXPIRED, Step.CARD),
        ("expired", "unpaid", "requires_action", Kind.EXPIRED, Step.CARD),
        ("expired", "unpaid", "succeeded", Kind.CAPTURED, Step.CARD),
    ],
)
def test_a_session_is_read_by_its_state_and_the_one_beneath(status, paid, beneath, ended, step):
    found = reading.session(session(status, paid, beneath))
    assert (found.ended, found.step) == (ended, step)


@pytest.mark.parametrize("said", [session("strange"), session(beneath="strange"), {}, session() | {"url": "x" * 2001},
                                  session() | {"currency": "e"}, session() | {"amount_total": "5"}, session() | {"id": ""}])  # fmt: skip
def test_a_state_nobody_knows_is_not_guessed_at(said):
    with pytest.raises((KeyError, ValueError)):
        reading.session(said)


def test_what_was_captured_counts_and_not_what_was_asked_for():
    said = session("complete", "paid", "succeeded", amount_received=4900, latest_charge=CHARGE)
    found = reading.session(said)
    assert (found.money, found.at.timestamp()) == (Money(4900, "EUR"), CHARGE["created"])


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ({"code": "card_declined", "decline_code": "insufficient_funds"}, "insufficient_funds"),
        ({"code": "card_declined", "decline_code": "lost_card"}, "stolen_card"),
        ({"code": "expired_card"}, "expired_card"),
        ({"code": "card_declined", "decline_code": "generic_decline"}, "declined"),
        ({"code": "payment_intent_authentication_failure"}, "authentication_failed"),
        ({"code": ["strange"]}, ""),
        (None, ""),
    ],
)
def test_a_refusal_is_told_in_our_words(error, code):
    assert reading.session(session(beneath="requires_payment_method", last_payment_error=error)).code == code


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [("pending", RefundKind.PENDING, ""), ("requires_action", RefundKind.PENDING, ""),
     ("succeeded", RefundKind.REFUNDED, ""), ("failed", RefundKind.FAILED, "unknown"),
     ("canceled", RefundKind.FAILED, "canceled")],
)  # fmt: skip
def test_a_refund_is_read_by_its_state(status, kind, code):
    said = {"id": "re_1", "status": status, "amount": 100, "currency": "eur", "created": 1_790_000_000}
    found = reading.refunding(said)
    assert (found.kind, found.code, found.at is None) == (kind, code, kind == RefundKind.FAILED)


@pytest.mark.parametrize(
    ("event", "status", "kind"),
    [("created", "needs_response", DisputeKind.OPENED), ("updated", "under_review", DisputeKind.OPENED),
     ("closed", "won", DisputeKind.WON), ("closed", "lost", DisputeKind.LOST), ("created", "warning_needs_response", None),
     ("closed", "warning_closed", None), ("created", "prevented", None), ("created", "a_state_of_tomorrow", None),
     ("funds_withdrawn", "warning_under_review", DisputeKind.OPENED), ("funds_reinstated", "won", DisputeKind.WON)],
)  # fmt: skip
def test_a_dispute_is_read_by_its_state_and_an_inquiry_is_none(event, status, kind):
    assert reading.dispute_kind(f"charge.dispute.{event}", {"status": status}) == kind


@pytest.mark.parametrize(("details", "day"), [({"due_by": 1_790_000_000}, 21), ({"due_by": 0}, None), (None, None)])
def test_until_when_a_dispute_is_answered_is_told_if_it_can_be(details, day):
    found = reading.answer_by({"evidence_details": details})
    assert (found and found.day) == day


def test_a_refund_that_waits_for_our_balance_says_so():
    said = {"id": "re_1", "status": "pending", "pending_reason": "insufficient_funds", "amount": 1, "currency": "eur"}
    assert reading.refunding(said | {"created": 1}).code == "balance_too_low"
