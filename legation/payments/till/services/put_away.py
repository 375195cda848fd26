from datetime import datetime

from django.db import transaction

from legation.ground.errors import Invalid
from legation.ground.people.api import Actor
from legation.payments.rules import Money
from legation.payments.till.models import Drawer
from legation.payments.till.money import keep, move, own_drawer, post
from legation.payments.till.permit import check_cashier, record
from legation.payments.till.rules import OPENED, PUT_AWAY


@transaction.atomic
def put_away(*, place: str, amount: int, by: Actor, at: datetime) -> Drawer:
    """Put so much of a cashier's own drawer into the safe, or take so much out of it (below zero); minor units.

    Raises:
        NotFound, NotAllowed: `by` is no cashier there.
        Conflict: no drawer is open, or there is not so much.
        Invalid: nothing would move.
    """
    person = check_cashier(by, place)
    drawer = own_drawer(person, place)
    if not amount:
        raise Invalid("nothing is moved")
    keep(place, drawer.currency, amount)
    moved = move(drawer, "safe", -amount, by=person, at=at)
    posting = PUT_AWAY if amount > 0 else OPENED
    key = f"safe:{moved.pk if moved else 0}"
    post([(posting, Money(abs(amount), drawer.currency))], place=place, key=key, at=at)
    record(by, "cash_put_away", f"drawer:{drawer.pk}", at, amount=amount, currency=drawer.currency)
    return drawer
