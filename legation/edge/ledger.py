"""Money that an edge took is a fact: it is always taken over, and what was paid twice is unmatched, as anywhere."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from legation.edge.rows import Loader, Row, in_order
from legation.edge.scope import MONEY
from legation.edge.tables import BY_NAME
from legation.ground.outbox import api as outbox
from legation.payments.models import Payment, Transfer
from legation.payments.rules import SETTLEMENT, Money, State, Why
from legation.payments.services.keep_unmatched import keep_unmatched


def take_money(rows: Mapping[str, list[Row]], loader: Loader, *, at: datetime) -> None:
    """Write payments, attempts, events, transfers, drawers, safes and slips of an edge, each once.

    Must be called inside the transaction that takes the package.
    """
    settled = {row["payment_id"]: row for row in rows.get("payments.Transfer", []) if row["kind"] == SETTLEMENT.kind}
    paid = Transfer.objects.filter(payment__in=list(settled), kind=SETTLEMENT.kind)
    twice = {str(key) for key in paid.values_list("payment_id", flat=True)}
    for table, row in in_order({name: found for name, found in rows.items() if name in MONEY}):
        if table.summed:
            loader.add(table, row)
        elif table.name == "payments.Payment" and row["id"] in twice:
            continue
        elif table.name == "payments.Transfer" and row["kind"] == SETTLEMENT.kind and row["payment_id"] in twice:
            _unmatched(row, loader, at)
        else:
            loader.load(table, row)
    for key in settled.keys() - twice:
        _tell(key, at)


def _unmatched(row: Row, loader: Loader, at: datetime) -> None:
    """Paid at the post and at the centre: the second money is nobody's, until an accountant pays it back."""
    key = loader.key_of(BY_NAME["payments.Event"], row["event_id"])
    event: Any = BY_NAME["payments.Event"].model._base_manager.get(pk=key)
    keep_unmatched(event=event, money=Money(row["amount"], row["currency"]), why=Why.DOUBLE, at=at)


def _tell(key: str, at: datetime) -> None:
    """Have the engine look at what was paid: a case that was closed here meanwhile gets its money back."""
    row = Payment.objects.get(pk=key)
    if row.state == State.SETTLED:
        body = {"payment": key, "reference": row.reference}
        outbox.enqueue("payments.settled", key=f"{key}:edge", body=body, at=at)
