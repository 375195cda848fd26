"""Shared reads: what is booked for a reference, and what an officer's posts have today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from legation.appointments.around import services
from legation.appointments.models import Booking, Visit
from legation.appointments.rules import OPEN, State
from legation.appointments.tokens import token_of
from legation.ground.errors import NotAllowed, NotFound
from legation.ground.people.api import Person
from legation.ground.posts.api import Post, post_code, roles_of
from legation.ground.statements import Select

_OPEN = [state.value for state in OPEN]
_OPEN_OF = Select(Booking, "reference IN %l AND state IN %l", join="post", order="starts_at")


@dataclass(frozen=True)
class Appointment:
    """An open booking as pages show it; `token` leads to it."""

    reference: str
    service: str
    number: str
    token: str
    state: str
    starts_at: datetime
    minutes: int
    post: Post


def of_references(references: Iterable[str]) -> dict[str, list[Appointment]]:
    """reference -> what is open for it, the next first; in one query."""
    found: dict[str, list[Appointment]] = {}
    for row in _OPEN_OF.all(list(set(references)), _OPEN):
        found.setdefault(row.reference, []).append(Appointment(
            row.reference, row.service, row.number, token_of(row), row.state, row.starts_at, row.minutes, row.post
        ))  # fmt: skip
    return found


def posts_of(person: Person) -> dict[str, frozenset[str]]:
    """post's code -> the services whose visits this person sees to there, by the roles they hold."""
    known, found = services().values(), dict[str, set[str]]()
    for role, posts in roles_of(person).items():
        codes = [each.code for each in known if role in each.roles]
        for post in posts if codes else ():
            found.setdefault(post_code(post), set()).update(codes)
    return {code: frozenset(found[code]) for code in sorted(found)}


def own_post(person: Person, code: str = "") -> tuple[Post, frozenset[str]]:
    """A post of this person, the first if none is named, with the services that are theirs to see to.

    Raises:
        NotAllowed: it is none of theirs, or they have none.
    """
    mine = posts_of(person)
    wanted = code or next(iter(mine), "")
    if wanted not in mine:
        what = f"{person.pk} sees to no visits at {code or 'any post'}"
        raise NotAllowed(what, reader=_("Nobody comes in person for what your roles see to."))
    return Post.objects.get(code=wanted), mine[wanted]


def bookings_of_day(post: Post, services_: Iterable[str], day: date) -> list[Booking]:
    """What is booked at a post on a day of its own, in order; and what became of it."""
    zone = ZoneInfo(post.time_zone)
    begins = datetime.combine(day, time(0), zone)
    ends = datetime.combine(day + timedelta(days=1), time(0), zone)
    rows = Booking.objects.filter(post=post, service__in=list(services_), starts_at__gte=begins, starts_at__lt=ends)
    shown = (State.BOOKED, State.SERVED, State.MISSED)
    return list(
        rows.filter(state__in=shown).select_related("counter", "post", "visit").order_by("starts_at", "counter__code")
    )


def displaced_at(post: Post, *, at: datetime) -> list[Booking]:
    """What is booked at a post at times at which it has closed, in order; their people were told."""
    rows = Booking.objects.filter(post=post, state=State.BOOKED, displaced=True, starts_at__gt=at)
    return list(rows.select_related("counter", "post").order_by("starts_at", "pk"))


def own_visit(person: Person, pk: int) -> Visit:
    """A visit at one of this person's posts, for a service that is theirs.

    Raises:
        NotFound: there is none.
    """
    visit = Visit.objects.select_related("post", "booking").filter(pk=pk).first()
    if visit is None or visit.service not in posts_of(person).get(visit.post.code, ()):
        raise NotFound(f"visit {pk}")
    return visit


def own_booking(person: Person, number: str) -> Booking:
    """A booking at one of this person's posts, for a service that is theirs.

    Raises:
        NotFound: there is none.
    """
    booking = Booking.objects.select_related("post", "counter").filter(number=number).first()
    if booking is None or booking.service not in posts_of(person).get(booking.post.code, ()):
        raise NotFound(f"booking {number}")
    return booking
