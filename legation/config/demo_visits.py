"""A lively day of appointments for a demonstration: people served, waiting, called, expected, on a list, in a draw."""

from datetime import UTC, datetime, timedelta

from django.conf import settings

PEOPLE = 5000
"""From which invented traveller on; others apply for visas."""
_STEP = timedelta(minutes=20)


def fill(*, at: datetime) -> None:
    """Fill the ministry's day once, and the next weeks a little."""
    from legation.appointments.models import Booking, Counter
    from legation.ground.posts.api import Post
    from legation.ground.profile import profile

    post = Post.objects.filter(code=profile().centre).first()
    counter = Counter.objects.filter(post=post, services=[], is_open=True).first()
    if post is None or counter is None or Booking.objects.exists():
        return
    _today(counter, at)
    _without_appointment(counter, at)
    _weeks(post, at)


def _wanted(number: int, at: datetime, post, **more):  # type: ignore[no-untyped-def]
    from legation.appointments import api as appointments
    from legation.config.samples import traveller

    who = traveller(PEOPLE + number, today=at.date())
    passport = who.pages["passport"]
    name = f"{passport['given_names']} {passport['surname']}"
    visitor = appointments.Visitor(passport["passport_number"], name, who.pages["contact"]["email"])
    language = settings.LANGUAGES[number % len(settings.LANGUAGES)][0]
    return appointments.Wanted(post, "legalisation", visitor, language, **more)


def _today(counter, at: datetime) -> None:  # type: ignore[no-untyped-def]
    """From two hours ago until three from now, whatever the day: a demonstration is shown on Sundays too."""
    from legation.appointments.openings import day_of
    from legation.appointments.rules import Lane, State
    from legation.appointments.services.make import new_booking
    from legation.appointments.services.take import take

    first = at.replace(minute=at.minute // 20 * 20, second=0, microsecond=0)
    for number, step in enumerate(range(-6, 9)):
        moment = first + _STEP * step
        if day_of(counter.post, moment) != day_of(counter.post, at):
            continue
        for place in range(1, counter.places + 1 if number % 3 else 2):
            booking = new_booking(_wanted(number * 10 + place, at, counter.post), 15, at=at - timedelta(days=9))
            take(booking, Lane(counter.pk, place), moment, at=at, state=State.BOOKED)
            if step <= 0 and (number, place) != (3, 1):
                _comes(booking, counter, number * 10 + place, called=step < 0, at=at)


def _comes(booking, counter, number: int, *, called: bool, at: datetime) -> None:  # type: ignore[no-untyped-def]
    from legation.appointments.services.arrive import check_in
    from legation.appointments.services.attend import call_next, serve

    came = booking.starts_at - timedelta(minutes=4 + number % 9)
    check_in(booking.number, post=counter.post, at=came)
    if called:
        service, passport = frozenset([booking.service]), _wanted(number, at, counter.post).visitor.passport
        visit = call_next(counter=counter, services=service, at=booking.starts_at + timedelta(minutes=number % 5))
        if booking.starts_at < at - 2 * _STEP or booking.place > 1:
            serve(visit, passport=passport, at=booking.starts_at + timedelta(minutes=14))


def _without_appointment(counter, at: datetime) -> None:  # type: ignore[no-untyped-def]
    from legation.appointments.services.arrive import walk_in

    for minutes, urgency in ((31, 0), (12, 1), (6, 0)):
        walk_in(post=counter.post, service="legalisation", urgency=urgency, at=at - timedelta(minutes=minutes))


def _weeks(post, at: datetime) -> None:  # type: ignore[no-untyped-def]
    """Some times of the next days are booked, somebody waits, and days that everybody wants are drawn."""
    from legation.appointments import api as appointments

    days = appointments.free_days(post, "legalisation", 15, at=at, most=4)
    for number, moment in enumerate([moment for day in days for moment in day.times][::3]):
        held = appointments.hold(_wanted(500 + number, at, post), starts_at=moment, at=at)
        appointments.confirm(held, at=at)
    for number in range(3):
        appointments.ask({"wish": "1"}, _wanted(900 + number, at, post, urgency=number // 2), at=at)
    appointments.announce_draw(
        post=post, code="legalisation", first=at.date() + timedelta(days=21), last=at.date() + timedelta(days=25),
        opens_at=at, closes_at=datetime(at.year, at.month, at.day, 18, tzinfo=UTC) + timedelta(days=14), at=at,
    )  # fmt: skip
