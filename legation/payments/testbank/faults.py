"""What can go wrong on purpose: by card, or switched on for everybody on the operator's page or command."""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from legation.payments.testbank import cards
from legation.payments.testbank.store import Message, Session, Store

NAMES = {
    "webhook_duplicated": 1.0,
    "webhook_late": 20.0,
    "webhook_out_of_order": 5.0,
    "webhook_forged": 1.0,
    "timeout_after_capture": 1.0,
    "timeout_after_refund": 1.0,
    "provider_down": 1.0,
    "balance_too_low": 1.0,
    "refund_pending": 2.0,
    "refund_fails_later": 4.0,
    "dispute": 2.0,
    "dispute_won": 4.0,
    "dispute_lost": 4.0,
    "file_missing": 1.0,
    "file_extra": 1.0,
    "file_amount": 1.0,
    "file_double": 1.0,
}
"""Every fault with its usual value: seconds for what is late, else 1. `file_*` are faults of the settlement file;
`dispute` disputes what is paid, `dispute_won` and `dispute_lost` decide what is disputed."""


def read(words: Mapping[str, str]) -> dict[str, float]:
    """Faults as somebody wrote them, name -> value, an empty value meaning the usual one.

    Raises:
        ValueError: with the name or value that cannot be.
    """
    found = {}
    for name, value in words.items():
        if name not in NAMES:
            raise ValueError(name)
        seconds = float(value or NAMES[name])
        if not 0 < seconds <= 86_400:
            raise ValueError(f"{name}={value}")
        found[name] = seconds
    return found


def of_session(store: Store, session: Session) -> dict[str, float]:
    """The faults that hold for one session: those switched on, and its card's own."""
    card = cards.ending(session.last_four)
    own = {card.fault: NAMES[card.fault]} if card and card.fault else {}
    return own | store.faults()


def told(kind: str, *, session: Session, amount: int, code: str = "", more: Mapping[str, str] | None = None) -> str:
    """The body of a message: what happened to a session; `more` says to which of its refunds or disputes."""
    said: dict[str, Any] = {
        "id": f"evt_{secrets.token_urlsafe(18)}",
        "kind": kind,
        "session": session.name,
        "reference": session.reference,
        "amount": amount,
        "currency": session.currency,
        "code": code,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return json.dumps(said | dict(more or {}))


def messages(bodies: list[str], faults: Mapping[str, float]) -> list[Message]:
    """How to tell the merchant these things one after the other, with what goes wrong about it."""
    late = faults.get("webhook_late", 0)
    # silence after a capture is a message that does not come either, for longer than a payer waits
    late = max(late, 60.0 if "timeout_after_capture" in faults else 0)
    sent = [Message(body, after=late) for body in bodies]
    if len(sent) > 1 and (held := faults.get("webhook_out_of_order")):
        sent[0] = Message(bodies[0], after=held)
    if "webhook_duplicated" in faults:
        sent += sent
    if "webhook_forged" in faults:
        forged = json.loads(bodies[0]) | {"id": f"evt_{secrets.token_urlsafe(18)}", "kind": "captured"}
        sent.insert(0, Message(json.dumps(forged), forged=True))
    return sent
