"""Events, and how the merchant is told: signed, at least once, with whatever goes wrong about it on purpose."""

import json
from collections.abc import Mapping
from typing import Any

from legation.payments.testbank import faults
from legation.payments.testbank.store import Delivery, Message, Store
from legation.payments.testbank.stripe.books import Object, Writer

VERSION = "2026-10-28.endive"
SIGNATURE = "Stripe-Signature"


def shown(data: Any) -> Any:
    """An object without the stand-in's own notes."""
    if isinstance(data, dict):
        return {name: shown(value) for name, value in data.items() if not name.startswith("_")}
    return [shown(value) for value in data] if isinstance(data, list) else data


def _event(books: Writer, kind: str, said: Object) -> str:
    event = {
        "type": kind, "api_version": VERSION, "data": {"object": shown(said)}, "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
    }  # fmt: skip
    return json.dumps(books.add("event", event))


def told(
    store: Store, books: Writer, happened: list[tuple[str, Object]], wrong: Mapping[str, float], *, after: float = 0
) -> list[Delivery]:  # fmt: skip
    """Write down what happened, each an event of its own, and owe the merchant the news; gives what goes at once.

    With `after` the process that delivers finds it by itself so many seconds later. What matters most to the merchant
    stands first: it is what comes late when news comes out of order.
    """
    bodies = [_event(books, kind, said) for kind, said in happened]
    messages = faults.messages(bodies, wrong)
    return store.owe(books.connection, [Message(one.body, one.after or after, one.forged) for one in messages])
