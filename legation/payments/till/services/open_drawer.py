from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Conflict
from legation.ground.people.api import Actor
from legation.payments.models import new_id
from legation.payments.rules import Money
from legation.payments.till.counting import total
from legation.payments.till.currencies import cash_currency
from legation.payments.till.models import Drawer
from legation.payments.till.money import keep, move, post
from legation.payments.till.permit import check_cashier, record
from legation.payments.till.rules import OPENED

_OPEN = _("Your drawer here is open already.")


@transaction.atomic
def open_drawer(*, place: str, counts: Mapping[str, int], by: Actor, at: datetime) -> Drawer:
    """Open a cashier's drawer with what was counted into it from the safe; `counts` as in `counting.total`.

    Raises:
        NotFound, NotAllowed: `by` is no cashier there.
        Conflict: their drawer there is open, or the safe holds less.
        Invalid: the count cannot be.
    """
    person, currency = check_cashier(by, place), cash_currency(place)
    amount = total(counts, currency)
    drawer = Drawer(pk=new_id(at), place=place, currency=currency, cashier=person, opened_at=at)
    try:
        with transaction.atomic():
            drawer.save(force_insert=True)
    except IntegrityError:
        raise Conflict(f"{by.name} has an open drawer in {place}", reader=_OPEN) from None
    if amount:
        keep(place, currency, -amount)
        move(drawer, "float", amount, by=person, at=at)
        post([(OPENED, Money(amount, currency))], place=place, key=f"float:{drawer.pk}", at=at)
    record(by, "drawer_opened", f"drawer:{drawer.pk}", at, place=place, amount=amount, currency=currency)
    return drawer
