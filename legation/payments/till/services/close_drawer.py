from datetime import datetime
from uuid import UUID

from django.db import transaction

from legation.ground.errors import Conflict, NotFound
from legation.ground.people.api import Actor, Person
from legation.payments.rules import Money
from legation.payments.till.models import Drawer
from legation.payments.till.money import keep, move, post
from legation.payments.till.permit import check_another, check_sees, record
from legation.payments.till.rules import OVER, PUT_AWAY, SHORT


def _counted(drawer: UUID, place: str, by: Actor) -> tuple[Drawer, Person]:
    check_sees(by, place)
    row = Drawer.objects.select_for_update(of=("self",)).filter(pk=drawer, place=place).first()
    if row is None:
        raise NotFound(f"no drawer {drawer} in {place}")
    person = check_another(by, place, row.cashier_id)
    if row.closed_at is not None or row.counted_at is None:
        raise Conflict(f"drawer {drawer} is not waiting to be closed")
    return row, person


@transaction.atomic
def close_drawer(*, place: str, drawer: UUID, counted: int, by: Actor, at: datetime) -> Drawer:
    """Close another person's drawer as it was counted: a difference goes to the post's account of differences, what
    was counted into its safe.

    Args:
        counted: what whoever closes it has counted again, in minor units.

    Raises:
        NotFound: no such drawer for `by`.
        NotAllowed: it is their own.
        Conflict: it is not counted, is closed, or the two counts differ.
    """
    row, person = _counted(drawer, place, by)
    if counted != row.counted:
        raise Conflict(f"{counted} counted again, {row.counted} before")
    _book_difference(row, person, at)
    if row.held:
        money = Money(row.held, row.currency)
        keep(place, row.currency, row.held)
        move(row, "closed", -row.held, by=person, at=at)
        post([(PUT_AWAY, money)], place=place, key=f"closed:{row.pk}", at=at)
    row.closed_by, row.closed_at = person, at
    row.save(update_fields=["closed_by", "closed_at"])
    record(by, "drawer_closed", f"drawer:{row.pk}", at, counted=counted, expected=row.expected)
    return row


def _book_difference(row: Drawer, person: Person, at: datetime) -> None:
    difference = (row.counted or 0) - row.held
    if difference:
        move(row, "difference", difference, by=person, at=at)
        moved = (OVER if difference > 0 else SHORT, Money(abs(difference), row.currency))
        post([moved], place=row.place, key=f"difference:{row.pk}", at=at)


@transaction.atomic
def reopen_drawer(*, place: str, drawer: UUID, by: Actor, at: datetime) -> Drawer:
    """Give a counted drawer back to its cashier, who counts again; errors as of `close_drawer`."""
    row, _person = _counted(drawer, place, by)
    row.counts, row.counted, row.counted_at, row.expected, row.reason = {}, None, None, None, ""
    row.save(update_fields=["counts", "counted", "counted_at", "expected", "reason"])
    record(by, "drawer_given_back", f"drawer:{row.pk}", at)
    return row
