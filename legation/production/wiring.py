"""What the room hangs on those below it: effects of the queue, the chain of each stock, the printing place in use."""

from collections.abc import Iterator

from django.conf import settings

from legation.ground.audit import api as audit
from legation.ground.outbox import api as outbox


def connect() -> None:
    """Called once when the app is ready."""
    from legation.production.providers.base import register
    from legation.production.providers.line import LinePrinter
    from legation.production.services import order, send

    outbox.register(order.SEND, send.apply_send, prepare=send.prepare_send)
    outbox.register(send.ASK, send.apply_ask, prepare=send.prepare_ask)
    audit.register("blanks", _chains, _look)
    if settings.LEGATION_PRINTER:
        register(LinePrinter(settings.LEGATION_PRINTER))


def _chains() -> Iterator[audit.Chain]:
    from legation.production.models import Move, Stock

    for stock in Stock.objects.order_by("pk").iterator():
        moves = Move.objects.filter(stock=stock).order_by("number", "pk").iterator()
        yield stock.chain, (each.row() for each in moves), stock.last, bytes(stock.head)


def _look() -> Iterator[audit.Finding]:
    """Balances that are not what their moves add up to."""
    from legation.production.models import Move, Stock

    for stock in Stock.objects.order_by("pk").iterator():
        held = 0
        for move in Move.objects.filter(stock=stock).order_by("number").iterator():
            held += move.change
            if held != move.after:
                yield audit.Finding(stock.chain, move.number, "balance", f"says {move.after}, its moves say {held}")
                return
        if held != stock.balance:
            yield audit.Finding(stock.chain, stock.last, "balance", f"says {stock.balance}, its moves say {held}")
