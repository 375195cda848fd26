from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from legation.ground.errors import Conflict, Invalid
from legation.production.models import Move, Stock
from legation.production.rules import WAYS

MOST = 1_000_000


@transaction.atomic
def move_blanks(
    *, place: str, verb: str, count: int, by: str, at: datetime, note: str = "", more: Mapping[str, Any] | None = None
) -> int:  # fmt: skip
    """Write down that blanks came or went; gives how many there are now.

    Args:
        place: the code of the post or centre whose they are.
        verb: received, used, spoiled, sent_on, released or lost.
        note: numbers of the blanks, the delivery, or why; nothing personal.
        more: what else stands on the chain with it, in plain values.

    Raises:
        Invalid: an unknown verb, or no count of blanks.
        Conflict: there are not so many.
    """
    if verb not in WAYS or not 0 < count <= MOST:
        raise Invalid(f"{verb} {count}: no move of blanks")
    Stock.objects.get_or_create(place=place)
    stock = Stock.objects.select_for_update().get(place=place)
    change = WAYS[verb] * count
    if stock.balance + change < 0:
        raise Conflict(f"{place} has {stock.balance} blanks", reader=_("There are not so many blanks."))
    stock.balance, stock.last = stock.balance + change, stock.last + 1
    body = {"note": note[:200], **(more or {})}
    move = Move(stock=stock, change=change, after=stock.balance, at=at, actor=by, verb=verb, body=body)
    move.chained(chain=stock.chain, number=stock.last, previous=bytes(stock.head))
    move.save(force_insert=True)
    stock.head = move.digest
    stock.save(update_fields=["balance", "last", "head"])
    return stock.balance
