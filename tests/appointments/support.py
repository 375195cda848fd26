"""A post with counters, people who come, and what is free: for tests of appointments, which know no case."""

from collections.abc import Iterable
from datetime import UTC, datetime

from legation.appointments import api as appointments
from legation.appointments import around
from legation.appointments.models import Booking, Cell, Counter
from legation.appointments.rules import KEEPING, cells
from legation.appointments.services.make import Wanted
from legation.ground.posts.api import Post

MONDAY = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
"""Before the post opens, at nine by its clock; it keeps UTC."""
NINE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
SERVICE, LONG = "legalisation", "registration_abroad"
OFFICER = "consular_officer"


def services(_language: str) -> dict[str, around.Service]:
    """Two kinds of visits, one of 20 minutes and one of 30."""
    offered = [(SERVICE, 20, True), (LONG, 30, False)]
    return {
        code: around.Service(code, code.title(), minutes, frozenset([OFFICER]), open_to_all)
        for code, minutes, open_to_all in offered
    }


class Told:
    """What was said, kept instead of sent."""

    def __init__(self) -> None:
        self.notices: list[around.Notice] = []

    def __call__(self, notices: list[around.Notice], _at: datetime) -> None:
        self.notices += notices

    def kinds(self) -> list[str]:
        return [each.key.split(":")[2] for each in self.notices]


def post(code: str = "HQ") -> Post:
    return Post.objects.get(code=code)


def counter(places: int = 1, *, code: str = "one", at: str = "HQ", only: Iterable[str] = ()) -> Counter:
    """A counter of a post."""
    return Counter.objects.create(
        post=post(at), code=code, names={"en": f"Window {code}"}, places=places, services=list(only)
    )


def wanted(name: str, *, service: str = SERVICE, urgency: int = 0, at: str = "HQ") -> Wanted:
    """What somebody comes for; their name is in their passport's number too."""
    visitor = appointments.Visitor(f"P{name}", name.title(), f"{name}@example.org")
    return Wanted(post(at), service, visitor, "en", f"UTO-{name}", urgency)


def booked(name: str, starts_at: datetime = NINE, *, at: datetime = MONDAY, **more: object) -> Booking:
    """Somebody with an appointment."""
    return appointments.confirm(appointments.hold(wanted(name, **more), starts_at=starts_at, at=at), at=at)  # type: ignore[arg-type]


def faults() -> list[str]:
    """Whatever two bookings have at once, and whatever bookings say that their cells do not; nothing is right."""
    found, has = [], dict[tuple[int, int, datetime], str]()
    for each in Booking.objects.filter(state__in=KEEPING).order_by("pk"):
        for moment in cells(each.starts_at, each.minutes):
            place = (each.counter_id, each.place, moment)
            if place in has:
                found.append(f"{has[place]} and {each.number} both have {place}")
            has[place] = each.number
    rows = {(c, p, m): n for c, p, m, n in Cell.objects.values_list("counter_id", "place", "moment", "booking__number")}
    return found + [f"cells and bookings differ at {place}" for place in set(has.items()) ^ set(rows.items())]


def times(service: str = SERVICE, *, at: datetime = MONDAY) -> list[datetime]:
    """The free times of the first day that has some."""
    days = appointments.free_days(post(), service, services("en")[service].minutes, at=at, most=1)
    return list(days[0].times) if days else []
