"""Stripe's messages: who sent one, and what it says of an attempt, a refund or a dispute.

https://docs.stripe.com/webhooks#verify-official-libraries and https://docs.stripe.com/api/events/types.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from legation.ground.errors import Invalid, NotAllowed
from legation.payments.providers import base
from legation.payments.providers.base import DisputeNotice, Notice, RefundNotice
from legation.payments.providers.stripe import account, currency, reading
from legation.payments.providers.stripe.reading import Said
from legation.payments.rules import Kind

SIGNATURE = "Stripe-Signature"
MOST_AGE_SECONDS = 300
_ENDINGS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
)
_REFUNDS = ("refund.created", "refund.updated", "refund.failed", "charge.refund.updated")

_DISPUTES = (
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
)
SessionOf = Callable[[str], tuple[str, str]]
"""Our attempt and the session of a PaymentIntent, each empty if there is none."""


def _genuine(body: bytes, header: str) -> bool:
    """Whether one of our secrets signed this; the library compares."""
    import stripe

    for secret in account.webhook_secrets():
        try:
            stripe.WebhookSignature.verify_header(body, header, secret)
        except (stripe.SignatureVerificationError, ValueError, TypeError):
            continue
        return True
    return False


def check(body: bytes, headers: Mapping[str, str], at: datetime) -> None:
    """See that Stripe sent this, and not long before or after `at`.

    Raises:
        NotAllowed: it did not, or too long.
    """
    header = {name.lower(): value for name, value in headers.items()}.get(SIGNATURE.lower(), "")
    if len(header) > 1000 or not header.isascii() or not _genuine(body, header):
        raise NotAllowed("webhook without a signature of Stripe")
    # the library looks at its own clock, and only for what is too old; the first t= is the one it has checked
    sent = int(next(part.split("=")[1] for part in header.split(",") if part.startswith("t=")))
    if abs(at.timestamp() - sent) > MOST_AGE_SECONDS:
        raise NotAllowed("webhook too old or too new")


def _session_notice(event: Said, said: Said) -> Notice | None:
    status, paid = event["type"].rpartition(".")[2], said.get("payment_status")
    if status == "completed" and paid != "paid":  # promised, and told later
        return None
    kind = {"expired": Kind.EXPIRED, "async_payment_failed": Kind.REFUSED}.get(status, Kind.CAPTURED)
    attempt = said.get("client_reference_id")
    if not attempt:  # a page that somebody made without us, and nothing came of it
        if kind != Kind.CAPTURED:
            return None
        attempt = "none"
    return Notice(
        key=reading.text(event, "id"),
        kind=kind,
        attempt=reading.text({"attempt": attempt}, "attempt", 200)[:80],
        session=reading.text(said, "id"),
        money=currency.read(said["amount_total"], said["currency"]),
        code="declined" if kind == Kind.REFUSED else "",
        at=reading.moment(event["created"]),
    )


def _refund_notice(event: Said, said: Said, session_of: SessionOf) -> RefundNotice:
    ours, intent = reading.named(said, "refund"), reading.identity(said.get("payment_intent"))
    return RefundNotice(
        key=reading.text(event, "id"),
        kind=reading.refund_kind(said),
        refund=ours,
        name=reading.text(said, "id"),
        money=currency.read(said["amount"], said["currency"]),
        attempt="" if ours or not intent else session_of(intent)[0],
        code=reading.refund_code(said),
        at=reading.moment(event["created"]),
    )


def _dispute_notice(event: Said, said: Said, session_of: SessionOf) -> DisputeNotice | None:
    kind, intent = reading.dispute_kind(event["type"], said), reading.identity(said.get("payment_intent"))
    if kind is None:
        return None
    attempt, session = session_of(intent) if intent else ("", "")
    return DisputeNotice(
        key=reading.text(event, "id"),
        kind=kind,
        name=reading.text(said, "id"),
        session=session or reading.identity(said.get("charge")),
        money=currency.read(said["amount"], said["currency"]),
        attempt=attempt,
        code=str(said.get("reason") or "")[:60],
        answer_by=reading.answer_by(said),
        at=reading.moment(event["created"]),
    )


def parse(body: bytes, headers: Mapping[str, str], at: datetime, session_of: SessionOf) -> base.Said | None:
    """What a message says; see `Provider.parse_webhook`.

    Args:
        session_of: looks up what the messages of disputes, and of refunds made at Stripe, lack.
    """
    check(body, headers, at)
    try:
        event: Any = json.loads(body)
        kind, said = event["type"], event["data"]["object"]
        if event["livemode"] is account.is_test():
            return None
        if kind in _ENDINGS:
            return _session_notice(event, said)
        if kind in _DISPUTES:
            return _dispute_notice(event, said, session_of)
        return _refund_notice(event, said, session_of) if kind in _REFUNDS else None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise Invalid(f"webhook of Stripe cannot be read: {error!r}") from error
