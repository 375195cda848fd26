"""What Stripe's objects mean in our words. Pure; whatever cannot be read is a ValueError, KeyError or TypeError.

A Checkout Session is open, complete or expired; beneath it lies a PaymentIntent once somebody has tried to pay.
https://docs.stripe.com/payments/paymentintents/lifecycle and https://docs.stripe.com/api/checkout/sessions/object.
"""

from datetime import UTC, datetime
from typing import Any

from legation.payments.disputes import DisputeKind
from legation.payments.providers.base import Refunding, Session, Step
from legation.payments.providers.stripe import currency
from legation.payments.rules import REFUSALS, Kind, Money, RefundKind

Said = dict[str, Any]
_STEPS = {
    "requires_payment_method": Step.CARD,
    "requires_confirmation": Step.CARD,
    "requires_action": Step.CHALLENGE,
    "processing": Step.PROCESSING,
    "requires_capture": Step.PROCESSING,
}
_REFUNDS = {
    "pending": RefundKind.PENDING,
    "requires_action": RefundKind.PENDING,
    "succeeded": RefundKind.REFUNDED,
    "failed": RefundKind.FAILED,
    "canceled": RefundKind.FAILED,
}
_DISPUTES = {
    "needs_response": DisputeKind.OPENED,
    "under_review": DisputeKind.OPENED,
    "won": DisputeKind.WON,
    "lost": DisputeKind.LOST,
}
_CODES = {
    "payment_intent_authentication_failure": "authentication_failed",
    "lost_card": "stolen_card",
    "pickup_card": "stolen_card",
}


def text(said: Said, name: str, most: int = 80) -> str:
    """A text that has to be there.

    Raises:
        ValueError: it is not, is longer than `most`, or is no text for a line.
    """
    value = said[name]
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= most:
        raise ValueError(name)
    return value


def moment(seconds: object) -> datetime:
    """Stripe's clock: seconds since 1970."""
    if type(seconds) is not int or not 0 < seconds < 2**35:
        raise ValueError(f"moment {seconds!r}")
    return datetime.fromtimestamp(seconds, UTC)


def named(said: Said, name: str) -> str:
    """A name of ours among an object's metadata, empty if there is none."""
    value = (said.get("metadata") or {}).get(name, "")
    return value if isinstance(value, str) and value.isprintable() and len(value) <= 80 else ""


def identity(said: object) -> str:
    """The name of an object that is given whole or by its name only; empty if there is none."""
    if isinstance(said, dict):
        return text(said, "id")
    return said if isinstance(said, str) else ""


def refusal(intent: Said) -> str:
    """Why the last card was refused, in our words where one fits."""
    error = intent.get("last_payment_error") or {}
    code = error.get("decline_code") or error.get("code") or ""
    if not isinstance(code, str) or not code:
        return ""
    code = _CODES.get(code, code)
    return code if code in REFUSALS else "declined"


def _end(said: Said, intent: Said) -> Kind | None:
    """How a session ended, if it has. Money that was taken counts whatever else is said."""
    status, beneath = said["status"], intent.get("status")
    if beneath == "succeeded" or (status == "complete" and said["payment_status"] == "paid"):
        return Kind.CAPTURED
    if status == "expired" or beneath == "canceled":
        return Kind.EXPIRED
    # complete, and what was promised did not come: this page takes no second card
    if status == "complete" and beneath == "requires_payment_method":
        return Kind.REFUSED
    if status not in ("open", "complete"):
        raise ValueError(f"status {status!r}")
    return None


def _step(said: Said, intent: Said) -> Step:
    if said["status"] == "complete":
        return Step.PROCESSING
    return _STEPS[intent["status"]] if intent else Step.CARD


def _captured(said: Said, intent: Said) -> tuple[Money, datetime | None]:
    charge = intent.get("latest_charge")
    at = moment(charge["created"]) if isinstance(charge, dict) else None
    return currency.read(intent.get("amount_received") or said["amount_total"], said["currency"]), at


def session(said: Said) -> Session:
    """A Checkout Session, its PaymentIntent and that one's charge given whole where there are any."""
    found = said.get("payment_intent")
    intent = found if isinstance(found, dict) else {}
    ended = _end(said, intent)
    asked = currency.read(said["amount_total"], said["currency"])
    money, at = _captured(said, intent) if ended == Kind.CAPTURED else (asked, None)
    return Session(
        name=text(said, "id"),
        page=text(said, "url", 2000) if said.get("url") else "",
        money=money,
        ended=ended,
        code="" if ended in (Kind.CAPTURED, Kind.EXPIRED) else refusal(intent),
        step=Step.CARD if ended else _step(said, intent),
        at=at,
    )


def refund_kind(said: Said) -> RefundKind:
    """How a Refund stands."""
    return _REFUNDS[said["status"]]


def refund_code(said: Said) -> str:
    """Why a refund failed or waits, empty if it does neither."""
    waits = {"insufficient_funds": "balance_too_low"}.get(str(said.get("pending_reason")), "")
    found = {
        "failed": str(said.get("failure_reason") or "unknown")[:60], "canceled": "canceled", "pending": waits,
    }  # fmt: skip
    return found.get(said["status"], "")


def refunding(said: Said) -> Refunding:
    """A Refund. Stripe says when one was made, and not when one failed."""
    kind = refund_kind(said)
    at = None if kind == RefundKind.FAILED else moment(said["created"])
    money = currency.read(said["amount"], said["currency"])
    return Refunding(text(said, "id"), money, kind, refund_code(said), at)


def dispute_kind(event: str, said: Said) -> DisputeKind | None:
    """What an event says of a Dispute; None while its bank only inquires and no money has moved."""
    if said["status"] in _DISPUTES:
        return _DISPUTES[said["status"]]
    return DisputeKind.OPENED if event == "charge.dispute.funds_withdrawn" else None


def answer_by(said: Said) -> datetime | None:
    """Until when evidence is taken for a Dispute; 0 if none is."""
    seconds = (said.get("evidence_details") or {}).get("due_by")
    return moment(seconds) if seconds else None
