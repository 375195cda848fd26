"""The people of `legation bench slots`, and the post they come to: each process has some of them."""

import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from typing import Any
from zoneinfo import ZoneInfo

MINUTES, STARTS, DAYS = 10, 20, 50
"""An appointment's length, how many begin one after the other in a day at one place, and how many days there are."""
RUSH, MANY = "rush", "many"


@dataclass
class Told:
    """What people were told: numbers of bookings, how many got nothing, looked again, met an error of ours."""

    booked: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    refused: int = 0
    again: int = 0
    errors: int = 0

    @classmethod
    def of(cls, parts: Iterable["Told"]) -> "Told":
        """Several together."""
        made = cls()
        for part in parts:
            made.booked += part.booked
            made.times += part.times
            made.refused, made.again, made.errors = (
                made.refused + part.refused, made.again + part.again, made.errors + part.errors,
            )  # fmt: skip
        return made


def prepare(*, seats: int) -> int:
    """A post with two counters: one seat for the rush, and so many for everybody else; gives how many those are."""
    from legation.ground.secrets import create_instance_key

    create_instance_key()
    _begin()
    from django.core.management import call_command

    from legation.appointments.models import Counter
    from legation.ground.posts.api import Post, load_posts
    from legation.ground.profile import post_rows

    call_command("migrate", verbosity=0)
    load_posts(post_rows())
    post = Post.objects.get(code="HQ")
    places = max(1, -(-seats // (STARTS * DAYS)))
    Counter.objects.create(post=post, code=RUSH, names={}, services=[RUSH], places=1)
    Counter.objects.create(post=post, code=MANY, names={}, services=[MANY], places=places)
    return places * STARTS * min(DAYS, -(-seats // (STARTS * places)))


def _begin() -> None:
    """Django, two services, and a post that is open so long that the seats are as many as was asked."""
    import django

    django.setup()
    from legation.appointments import api, openings
    from legation.ground.posts.calendar import Calendar

    ends = (datetime.min + timedelta(hours=9, minutes=MINUTES * STARTS)).time()
    week = {day: [(clock(9), ends)] for day in range(7)}
    open_ = Calendar(ZoneInfo("UTC"), frozenset(), frozenset(), frozenset(), "", week=week)
    openings.calendar_of = lambda _post: open_  # type: ignore[assignment]
    services = {code: api.Service(code, code, MINUTES, open_to_all=True) for code in (RUSH, MANY)}
    api.connect(services=lambda _language: services, tell=lambda _notices, _at: None)


def _at() -> datetime:
    """A moment from which on the days are whole: this midnight."""
    return datetime.combine(datetime.now(UTC).date(), clock(0), UTC)


def rushes(people: Iterable[int], begin: float) -> Told:
    """Everybody wants the first time of tomorrow; who is too slow is shown what is free instead."""
    _begin()
    from legation.appointments import api

    at, told = _at(), Told()
    seat = at + timedelta(days=1, hours=9)
    time.sleep(max(0.0, begin - time.time()))
    for number in people:
        started = time.perf_counter()
        try:
            told.booked.append(api.confirm(api.hold(_wanted(RUSH, number), starts_at=seat, at=at), at=at).number)
        except api.Taken:
            told.refused += bool(_free(RUSH, at))
        except Exception:  # whatever goes wrong is what is counted
            told.errors += 1
        told.times.append((time.perf_counter() - started) * 1000)
    return told


def tries(people: Iterable[int], begin: float) -> Told:
    """Everybody looks, chooses, and looks again until they have a time or there is none."""
    _begin()
    at, told = _at(), Told()
    time.sleep(max(0.0, begin - time.time()))
    for number in people:
        started = time.perf_counter()
        try:
            _try(number, at, told)
        except Exception:  # as above
            told.errors += 1
        told.times.append((time.perf_counter() - started) * 1000)
    return told


def _try(number: int, at: datetime, told: Told) -> None:
    from legation.appointments import api

    chance, wanted = random.Random(number), _wanted(MANY, number)  # noqa: S311 — a choice, no secret
    while free := _free(MANY, at):
        try:
            held = api.hold(wanted, starts_at=chance.choice(free), at=at)
        except api.Taken:
            told.again += 1
            continue
        told.booked.append(api.confirm(held, at=at).number)
        return
    told.refused += 1
    api.ask({"wish": "1"}, wanted, at=at)


def _free(service: str, at: datetime) -> list[datetime]:
    from legation.appointments import api
    from legation.ground.posts.api import Post

    days = api.free_days(
        Post.objects.get(code="HQ"), service, MINUTES, at=at, since=at.date() + timedelta(days=1), most=5
    )  # fmt: skip
    last = at + timedelta(days=DAYS + 1)
    return [moment for day in days for moment in day.times if moment < last]


def _wanted(service: str, number: int) -> Any:
    from legation.appointments import api
    from legation.ground.posts.api import Post

    visitor = api.Visitor(f"{service}{number:06}", "Raphael Hythloday", "raphael@example.org")
    return api.Wanted(Post.objects.get(code="HQ"), service, visitor, "en")


def doubled() -> int:
    """Seats that two bookings have, people who have two: worked out from the bookings, not from what guards them."""
    from legation.appointments.models import Booking
    from legation.appointments.rules import KEEPING, cells

    seen, people, twice = set[tuple[int, int, datetime]](), set[tuple[bytes, str]](), 0
    for row in Booking.objects.filter(state__in=KEEPING).iterator():
        taken = {(row.counter_id, row.place, moment) for moment in cells(row.starts_at, row.minutes)}
        who = (bytes(row.person), row.service)
        twice += bool(taken & seen) + (who in people)
        seen |= taken
        people.add(who)
    return twice


def held_by_nobody(numbers: list[str]) -> int:
    """How many of these bookings, which people were promised, are not there."""
    from legation.appointments.models import Booking

    known = set(Booking.objects.filter(state="booked").values_list("number", flat=True))
    return len(set(numbers) - known)
