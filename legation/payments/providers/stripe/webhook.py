"""Stripe's messages: who sent one, and what it says of an attempt or a refund.

https://docs.stripe.com/webhooks#verify-official-libraries and https://docs.stripe.com/api/events/types.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from legation.ground.errors import Invalid, NotAllowed
from legation.payments.providers.base import Notice, RefundNotice
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


def _refund_notice(event: Said, said: Said, attempt_of: Callable[[str], str]) -> RefundNotice:
    ours, intent = reading.named(said, "refund"), reading.identity(said.get("payment_intent"))
    return RefundNotice(
        key=reading.text(event, "id"),
        kind=reading.refund_kind(said),
        refund=ours,
        name=reading.text(said, "id"),
        money=currency.read(said["amount"], said["currency"]),
        attempt="" if ours or not intent else attempt_of(intent),
        code=reading.refund_code(said),
        at=reading.moment(event["created"]),
    )


def parse(
    body: bytes, headers: Mapping[str, str], at: datetime, attempt_of: Callable[[str], str]
) -> Notice | RefundNotice | None:
    """What a message says; see `Provider.parse_webhook`.

    Args:
        attempt_of: gives our attempt by a PaymentIntent's name; the message of a refund made at Stripe lacks it.
    """
    check(body, headers, at)
    try:
        event: Any = json.loads(body)
        kind, said = event["type"], event["data"]["object"]
        if event["livemode"] is account.is_test():
            return None
        if kind in _ENDINGS:
            return _session_notice(event, said)
        return _refund_notice(event, said, attempt_of) if kind in _REFUNDS else None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise Invalid(f"webhook of Stripe cannot be read: {error!r}") from error
