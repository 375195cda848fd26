"""Appointments of a post on both sides: the cells of a booking follow from when, where and how long it is."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from legation.appointments.models import Booking, Cell
from legation.appointments.rules import KEEPING, OPEN, State, cells
from legation.edge.branches import Moved
from legation.edge.rows import Loader, Row
from legation.edge.tables import BY_NAME

NAME = "appointments.Booking"
SEAT_TAKEN = "seat taken"


def take_bookings(rows: Iterable[Row], loader: Loader) -> dict[str, tuple[Row, str]]:
    """Write bookings that an edge made or changed; gives those in conflict: number -> (the row, why)."""
    refused = {}
    for row in rows:
        try:
            with transaction.atomic():
                put_booking(row, loader)
        except (Moved, IntegrityError) as error:
            refused[row["number"]] = (row, str(error) if isinstance(error, Moved) else SEAT_TAKEN)
    return refused


def put_booking(row: Row, loader: Loader) -> Booking:
    """Write one booking with its cells.

    Raises:
        Moved: it was moved or cancelled at the centre meanwhile.
        IntegrityError: its time is somebody else's.
    """
    there = Booking.objects.select_for_update().filter(number=row["number"]).first()
    ended = there is not None and there.state not in KEEPING and row["state"] in OPEN
    if there is not None and (ended or there.sequence > row["sequence"]):
        raise Moved("moved on")
    loader.load(BY_NAME[NAME], row)
    made = Booking.objects.select_related("post", "counter").get(number=row["number"])
    seat_again([made])
    return made


def seat_again(bookings: Iterable[Booking]) -> None:
    """Give bookings the cells of their time, and no others."""
    bookings = list(bookings)
    Cell.objects.filter(booking__in=bookings).delete()
    Cell.objects.bulk_create(
        Cell(counter_id=one.counter_id, place=one.place, moment=moment, booking=one)
        for one in bookings if one.state in KEEPING for moment in cells(one.starts_at, one.minutes)
    )  # fmt: skip


def take_over(rows: Iterable[Mapping[str, Any]]) -> None:
    """At an edge: the bookings are those of the pack, and what is open besides was given up at the centre."""
    numbers = [row["number"] for row in rows]
    Booking.objects.filter(state__in=OPEN).exclude(number__in=numbers).update(state=State.CANCELLED)
    Cell.objects.all().delete()
    seat_again(Booking.objects.all())


def in_the_way(row: Mapping[str, Any], loader: Loader) -> list[Booking]:
    """The centre's bookings that have the time of an edge's booking."""
    counter = loader.key_of(BY_NAME["appointments.Counter"], row["counter_id"])
    moments = cells(datetime.fromisoformat(row["starts_at"]), row["minutes"])
    found = Cell.objects.filter(counter=counter, place=row["place"], moment__in=moments).exclude(
        booking__number=row["number"])  # fmt: skip
    rows = Booking.objects.filter(pk__in=found.values("booking")).select_related("post", "counter")
    return list(rows.order_by("starts_at"))
