"""Tickets that a post gave without a line: the day is found at the centre as it was at the counters."""

from collections.abc import Iterable

from legation.appointments.models import Booking, Visit
from legation.edge.rows import Loader, Row
from legation.edge.tables import BY_NAME

NAME = "appointments.Visit"
_CAME = ("state", "called_at", "ended_at")


def take_visits(rows: Iterable[Row], loader: Loader) -> None:
    """Write tickets of an edge. Must be called behind its bookings, inside the transaction that takes the package.

    A booking about which somebody still has to decide is not here: its ticket stands without it. Whoever had a ticket
    of the centre for the same booking, which the edge did not know of, keeps that one, and what became of them.
    """
    rows = list(rows)
    names = [row["booking_id"][0] for row in rows if row["booking_id"]]
    known = set(Booking.objects.filter(number__in=names).values_list("number", flat=True))
    given = {visit.booking.number: visit for visit in Visit.objects.filter(booking__number__in=names)
             .select_related("booking") if visit.booking}  # fmt: skip
    for row in rows:
        number = row["booking_id"][0] if row["booking_id"] else ""
        there = given.get(number)
        if there is not None and (there.letter, there.ticket) != (row["letter"], row["ticket"]):
            came = {name: Visit._meta.get_field(name).to_python(row[name]) for name in _CAME}
            Visit.objects.filter(pk=there.pk).update(**came)
        else:
            loader.load(BY_NAME[NAME], row if number in known else row | {"booking_id": None})
