from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.people.api import Actor, Person
from legation.payments.rules import Money
from legation.payments.till.models import Consignment
from legation.payments.till.money import keep, post
from legation.payments.till.permit import check_another, check_centre, check_sees, record
from legation.payments.till.rules import ARRIVED, FOUND_ON_THE_WAY, LOST_ON_THE_WAY, TAKEN_IN

_WHY = _("Another amount arrived than was sent: say what you know about it.")


def _receiver(row: Consignment, by: Actor) -> Person:
    """Who may say what arrived: the centre for what leaves a post, somebody at the post for what comes to it."""
    if row.outward:
        check_centre(by)
    return check_another(by, row.place, row.sent_by_id)


@transaction.atomic
def confirm_consignment(*, place: str, number: int, arrived: int, reason: str, by: Actor, at: datetime) -> Consignment:
    """Say what arrived of cash that was sent; a difference goes to the post's account of differences.

    Raises:
        NotFound: no such consignment for `by`.
        NotAllowed: they sent it themselves, or it is for others to confirm.
        Invalid: less than nothing arrived, or another amount and nothing is said about it.
        Conflict: it was confirmed before.
    """
    check_sees(by, place)
    row = Consignment.objects.select_for_update(of=("self",)).filter(pk=number, place=place).first()
    if row is None:
        raise NotFound(f"no consignment {number} of {place}")
    person, reason = _receiver(row, by), reason.strip()[:300]
    if row.confirmed_at is not None:
        raise Conflict(f"consignment {number} was confirmed")
    if arrived < 0 or (arrived != row.amount and not reason):
        raise Invalid(f"{arrived} of {row.amount} arrived", reader=_WHY, fields={"reason": _WHY})
    row.arrived, row.reason, row.confirmed_by, row.confirmed_at = arrived, reason, person, at
    row.save(update_fields=["arrived", "reason", "confirmed_by", "confirmed_at"])
    post(_moved(row), place=place, key=f"arrived:{row.pk}", at=at)
    if not row.outward and arrived:
        keep(place, row.currency, arrived)
    record(by, "cash_arrived", f"consignment:{row.pk}", at, sent=row.amount, arrived=arrived)
    return row


def _moved(row: Consignment):  # type: ignore[no-untyped-def]
    arrived = row.arrived or 0
    difference = arrived - row.amount
    moved = [
        (LOST_ON_THE_WAY if difference < 0 else FOUND_ON_THE_WAY, Money(abs(difference), row.currency)),
        (ARRIVED if row.outward else TAKEN_IN, Money(arrived, row.currency)),
    ]
    return [(posting, money) for posting, money in moved if money.amount]
