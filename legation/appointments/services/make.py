"""A booking or a wish of somebody, before it is written."""

from dataclasses import dataclass
from datetime import datetime

from legation.appointments.models import Booking, Wish
from legation.appointments.people import Visitor, person_of, sealed
from legation.appointments.rules import State
from legation.ground import node
from legation.ground.posts.api import Post

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8
"""Forty random bits: enough that nobody guesses one at a kiosk that takes a few a minute."""


@dataclass(frozen=True)
class Wanted:
    """What somebody comes for: a service at a post, for a reference if there is one; `urgency` 0 to 2."""

    post: Post
    service: str
    visitor: Visitor
    language: str
    reference: str = ""
    urgency: int = 0


def new_number() -> str:
    """A number for a booking, which can be said over a telephone."""
    return node.drawn(ALPHABET, LENGTH)


def new_booking(wanted: Wanted, minutes: int, *, at: datetime) -> Booking:
    """A booking that has no place yet."""
    return Booking(
        number=new_number(), post=wanted.post, service=wanted.service, reference=wanted.reference,
        person=person_of(wanted.visitor.passport), sealed=sealed(wanted.visitor), language=wanted.language,
        minutes=minutes, state=State.HELD, urgency=wanted.urgency, made_at=at,
    )  # fmt: skip


def granted(wish: Wish, *, at: datetime) -> Booking:
    """The booking by which a wish is granted, which has no place yet."""
    return Booking(
        number=new_number(), post=wish.post, service=wish.service, reference=wish.reference, person=wish.person,
        sealed=wish.sealed, language=wish.language, minutes=wish.minutes, state=State.OFFERED, urgency=wish.urgency,
        made_at=at,
    )  # fmt: skip
