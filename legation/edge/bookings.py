"""Appointments of a post on both sides: the cells of a booking follow from when, where and how long it is."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from legation.appointments.models import Booking, Cell, Wish
from legation.appointments.rules import KEEPING, OPEN, State, cells
from legation.appointments.services.confirm import remind_later
from legation.appointments.services.pass_on import Place, remember
from legation.edge.branches import Moved
from legation.edge.rows import Loader, Row
from legation.edge.tables import BY_NAME

NAME = "appointments.Booking"
SEAT_TAKEN, SAME_PERSON = "seat taken", "same person"


def take_bookings(rows: Iterable[Row], loader: Loader, *, at: datetime) -> dict[str, tuple[Row, str]]:
    """Write bookings that an edge made or changed; gives those in conflict: number -> (the row, why)."""
    refused = {}
    # what was given up first, as at the edge: its time, and its person, are free for what was booked after it
    for row in sorted(rows, key=lambda each: each["state"] in OPEN):
        try:
            with transaction.atomic():
                put_booking(row, loader, at=at)
        except (Moved, IntegrityError) as error:
            refused[row["number"]] = (row, str(error) if isinstance(error, Moved) else SEAT_TAKEN)
    return refused


def put_booking(row: Row, loader: Loader, *, at: datetime, decided: bool = False) -> Booking:
    """Write one booking with its cells.

    Args:
        decided: somebody decided that it stands, whatever became of it at the centre.

    Raises:
        Moved: it was moved or cancelled at the centre meanwhile, or its person has another one there.
        IntegrityError: its time is somebody else's.
    """
    there = Booking.objects.select_for_update().filter(number=row["number"]).first()
    if there is not None and row["state"] == State.EXPIRED and there.state not in (State.HELD, State.OFFERED):
        return there  # a hold that ran out at the edge, which could not know that it was confirmed here
    ended = there is not None and there.state not in KEEPING and row["state"] in OPEN
    if there is not None and not decided and (ended or there.sequence > row["sequence"]):
        raise Moved("moved on")
    if row["state"] in OPEN and _others_of(row, loader).exists():
        raise Moved(SAME_PERSON)
    had = Place.of(there) if there is not None and there.state in KEEPING else None
    loader.load(BY_NAME[NAME], row)
    made = Booking.objects.select_related("post", "counter").get(number=row["number"])
    seat_again([made])
    if had is not None and (made.state not in KEEPING or Place.of(made) != had):
        remember(had)  # given up or moved at the post
    if made.state in (State.BOOKED, State.SERVED):  # as where it is confirmed: who comes waits no more
        Wish.objects.filter(person=made.person, service=made.service, post=made.post).delete()
    if made.state == State.BOOKED:
        remind_later(made, at=at)
    return made


def seat_again(bookings: Iterable[Booking], *, given_up: bool = False) -> None:
    """Give bookings the cells of their time, and no others; also those that are over, if they are `given_up` here."""
    bookings = list(bookings)
    Cell.objects.filter(booking__in=bookings).delete()
    Cell.objects.bulk_create(
        Cell(counter_id=one.counter_id, place=one.place, moment=moment, booking=one)
        for one in bookings if one.state in KEEPING or given_up for moment in cells(one.starts_at, one.minutes)
    )  # fmt: skip


def take_over(rows: Iterable[Mapping[str, Any]]) -> None:
    """At an edge: the bookings are those of the pack, and what is open besides was given up at the centre."""
    numbers = [row["number"] for row in rows]
    Booking.objects.filter(state__in=OPEN).exclude(number__in=numbers).update(state=State.CANCELLED)
    Cell.objects.all().delete()
    seat_again(Booking.objects.all())


def _others_of(row: Mapping[str, Any], loader: Loader) -> QuerySet[Booking]:
    """What the person of an edge's booking has open at the centre for the same service at the same post."""
    person: Any = Booking._meta.get_field("person").to_python(row["person"])
    post = loader.key_of(BY_NAME["posts.Post"], row["post_id"])
    rows = Booking.objects.filter(person=bytes(person), service=row["service"], post=post, state__in=OPEN)
    return rows.exclude(number=row["number"])


def takes_time_of(row: Mapping[str, Any], other: Booking, loader: Loader) -> bool:
    """Whether an edge's booking has the time of one of the centre's, or a part of it."""
    return _cells_of(row, loader).filter(booking=other).exists()


def _cells_of(row: Mapping[str, Any], loader: Loader) -> QuerySet[Cell]:
    """What others have at the centre of the time of an edge's booking."""
    counter = loader.key_of(BY_NAME["appointments.Counter"], row["counter_id"])
    moments = cells(datetime.fromisoformat(row["starts_at"]), row["minutes"])
    found = Cell.objects.filter(counter=counter, place=row["place"], moment__in=moments)
    return found.exclude(booking__number=row["number"])


def in_the_way(row: Mapping[str, Any], loader: Loader) -> list[Booking]:
    """The centre's bookings that have the time of an edge's booking, or are of the same person for the same service."""
    either = Q(pk__in=_cells_of(row, loader).values("booking")) | Q(pk__in=_others_of(row, loader).values("pk"))
    rows = Booking.objects.filter(either).select_related("post", "counter")
    return list(rows.order_by("starts_at"))
