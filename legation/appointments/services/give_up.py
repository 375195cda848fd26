"""An appointment that comes to nothing: cancelled by its person, missed, or a hold that has run out."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from legation.appointments.models import Booking, Cell
from legation.appointments.rules import OPEN, State
from legation.appointments.services.pass_on import Place, pass_on
from legation.appointments.telling import CANCELLED, MISSED, tell_of
from legation.ground.errors import Conflict

_ROUND = 100


def cancel(booking: Booking, *, at: datetime) -> Booking:
    """Give it up: a booked one is taken out of its person's calendar; the time is offered on.

    Raises:
        Conflict: it is not open any more.
    """
    with transaction.atomic():
        row = _held(booking.pk)
        was = row.state
        if was not in OPEN or (was == State.BOOKED and row.starts_at <= at):
            raise Conflict(f"{row.number} is {row.state}")
        _end(row, State.CANCELLED, at=at)
        if was == State.BOOKED:
            tell_of(row, what=CANCELLED, at=at)
    return row


def fall(booking: Booking, *, instead: bool, at: datetime, why: Mapping[str, str]) -> Booking:
    """Somebody decided that another stands: its person is told, whatever its time; one that is over stays as it was.

    Args:
        instead: whether the other has its time, which is free for nobody then; else it is offered on.
        why: language code -> the reason, for its person.
    """
    with transaction.atomic():
        row = _held(booking.pk)
        was = row.state
        if was in OPEN:
            _close(row, State.CANCELLED)
        if instead:
            Cell.objects.filter(booking=row).delete()
        elif was in OPEN:
            pass_on(Place.of(row), at=at)
        if was == State.BOOKED:
            tell_of(row, what=CANCELLED, at=at, why=why)
    return row


def miss(booking: Booking, *, at: datetime) -> Booking:
    """Its person did not come; it stays where it was, so that the day can be read afterwards.

    Raises:
        Conflict: it is not booked, or its time has not come.
    """
    with transaction.atomic():
        row = _held(booking.pk)
        if row.state != State.BOOKED or row.starts_at > at:
            raise Conflict(f"{row.number} is {row.state}")
        row.state = State.MISSED
        row.save(update_fields=["state"])
        tell_of(row, what=MISSED, at=at)
    return row


def expire(*, at: datetime) -> int:
    """End the holds and offers that have run out, and offer what they had on; gives how many."""
    ended = Booking.objects.filter(state__in=[State.HELD, State.OFFERED], until__lte=at).order_by("until")
    return sum(_expire(pk, at=at) for pk in ended.values_list("pk", flat=True)[:_ROUND])


def _expire(pk: int, *, at: datetime) -> bool:
    with transaction.atomic():
        row = _held(pk)
        if row.state not in (State.HELD, State.OFFERED) or row.until is None or row.until > at:
            return False
        _end(row, State.EXPIRED, at=at)
        return True


def _held(pk: int) -> Booking:
    return Booking.objects.select_for_update(of=("self",)).select_related("post", "counter").get(pk=pk)


def _end(row: Booking, state: State, *, at: datetime) -> None:
    _close(row, state)
    pass_on(Place.of(row), at=at)


def _close(row: Booking, state: State) -> None:
    row.state, row.until, row.sequence = state, None, row.sequence + (row.state == State.BOOKED)
    row.save(update_fields=["state", "until", "sequence"])


def forget_ended(*, before: datetime) -> int:
    """Take names and addresses from bookings that were over before a moment; what was when stays; gives how many."""
    rows = Booking.objects.filter(starts_at__lt=before, sealed__isnull=False)
    return rows.update(sealed=None, reference="")
