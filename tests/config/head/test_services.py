"""What a head changes works at once, stands on record with what was before and after, and is refused to everybody else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from legation.appointments import api as appointments
from legation.appointments.counters import load_counters
from legation.appointments.models import Booking, Counter
from legation.appointments.services.displace import AGAIN, DISPLACE, displace
from legation.config.head.services.give_role import give_role
from legation.config.head.services.take_role import take_role
from legation.ground.approvals import api as approvals
from legation.ground.audit.api import verify
from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.ground.outbox import api as outbox
from legation.ground.outbox.models import Effect
from legation.ground.people.api import Actor
from legation.ground.posts.api import Post, roles_of
from legation.ground.posts.calendar import calendar_of
from legation.ground.posts.heads import changes_of
from legation.ground.posts.network import network
from legation.ground.posts.services.choose_services import choose_services
from legation.ground.posts.services.clear_day import clear_day
from legation.ground.posts.services.put_notice import put_notice
from legation.ground.posts.services.set_days import set_days
from legation.ground.posts.services.set_hours import set_hours
from legation.ground.posts.services.withdraw_notice import withdraw_notice
from legation.ground.posts.told import notices_at
from legation.messaging import api as messaging
from tests.config.head.conftest import DAY, EARLY, HOURS, holder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
SERVICE, EMAIL = "registration_abroad", "utopos@example.org"
WHY = {"en": "The building has no water", "ar": "لا ماء في المبنى"}


def close(by: Actor, at: datetime, day: date = DAY, hours: str = "") -> None:
    set_days(post="CAI", first=day, last=None, hours=hours, why=WHY, by=by, at=at)


def booked(at: datetime, starts_at: datetime = EARLY, passport: str = "U1") -> Booking:
    visitor = appointments.Visitor(passport, "Utopos, D.", EMAIL)
    wanted = appointments.Wanted(Post.objects.get(code="CAI"), SERVICE, visitor, "ar", "UTO-ONE")
    return appointments.confirm(appointments.hold(wanted, starts_at=starts_at, at=at), at=at)


def letters(at: datetime) -> list[Any]:
    """What was written to whoever booked, oldest first."""
    outbox.drain(clock=lambda: at)
    return sorted((each for each in messaging.captured() if each.to == EMAIL), key=lambda each: each.pk)


CHANGES: list[Callable[[Actor, datetime], object]] = [
    lambda by, at: set_hours(post="CAI", week={"mon": "10-11"} | {"mon": "10:00-11:00"}, by=by, at=at),
    lambda by, at: close(by, at),
    lambda by, at: clear_day(post="CAI", day=DAY, by=by, at=at),
    lambda by, at: put_notice(post="CAI", titles={"en": "A"}, texts={"en": "B"}, begins_on=None, ends_on=None, by=by, at=at),
    lambda by, at: withdraw_notice(post="CAI", notice=1, by=by, at=at),
    lambda by, at: choose_services(post="CAI", known=[SERVICE], offered=[], by=by, at=at),
    lambda by, at: appointments.set_counter(
        post="CAI", code="window", window=appointments.Window({"en": "Room"}, [], 1), by=by, at=at),
    lambda by, at: appointments.move_for(post="CAI", number="ABCDEFGH", starts_at=EARLY, by=by, at=at),
    lambda by, at: give_role(post="CAI", email="x@y.example", role="consular_officer", reason="", by=by, at=at),
    lambda by, at: take_role(post="CAI", person=1, role="consular_officer", reason="", by=by, at=at),
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    ("role", "post"), [("head_of_post", "PAR"), ("consular_officer", "CAI"), ("administrator", "HQ")]
)
def test_nobody_but_the_head_of_this_post_changes_it(change: Any, role: str, post: str, now: datetime) -> None:
    with pytest.raises(NotFound):
        change(holder(role, post), now)
    assert changes_of("CAI") == []


def test_hours_of_the_week_are_those_of_the_head_from_now_on(cairo: Actor, now: datetime) -> None:
    set_hours(post="CAI", week={"tue": "9:00-12:00, 14.00-16:30", "sat": "10:00-11:00"}, by=cairo, at=now)
    kept = calendar_of("CAI")
    assert [f"{begin:%H:%M}-{end:%H:%M}" for begin, end in kept.hours(DAY)] == ["09:00-12:00", "14:00-16:30"]
    assert kept.hours(DAY + timedelta(days=1)) == []
    assert kept.works(DAY + timedelta(days=4))  # a Saturday, which was its weekend
    (change,) = changes_of("CAI")
    assert (change.actor, change.verb, change.at) == (cairo.name, "set_hours", now)
    assert change.body["before"]["tue"] == HOURS
    assert change.body["after"] == {"tue": ["09:00-12:00", "14:00-16:30"], "sat": ["10:00-11:00"]}
    assert verify()[1] == []


@pytest.mark.parametrize("typed", ["9", "12:00-09:00", "09:00-12:00, 11:00-13:00", "09:00-25:00", "from nine"])
def test_hours_that_are_none_change_nothing(typed: str, cairo: Actor, now: datetime) -> None:
    with pytest.raises(Invalid) as told:
        set_hours(post="CAI", week={"tue": typed}, by=cairo, at=now)
    assert set(told.value.fields) == {"tue"} and changes_of("CAI") == []


def test_a_closed_day_has_no_times_and_visitors_read_why(cairo: Actor, now: datetime) -> None:
    post = Post.objects.get(code="CAI")
    before = {each.day for each in appointments.free_days(post, SERVICE, 20, at=now)}
    close(cairo, now)
    after = {each.day for each in appointments.free_days(post, SERVICE, 20, at=now)}
    assert DAY in before and DAY not in after
    assert changes_of("CAI")[0].body["after"] == {str(DAY): [], "why": WHY}


def test_whoever_is_booked_then_is_told_in_their_entry_and_again_when_it_opens_after_all(
    cairo: Actor, now: datetime
) -> None:
    one, other = booked(now), booked(now, EARLY + timedelta(days=1), "U2")
    close(cairo, now)
    post, later = Post.objects.get(code="CAI"), now + timedelta(seconds=1)
    assert [each.number for each in appointments.displaced_at(post, at=now)] == [one.number]
    told = [each for each in letters(later) if WHY["ar"] in each.body]
    assert len(told) == 1 and f"UID:{one.number}@" in told[0].calendar
    assert "SEQUENCE:1" in told[0].calendar and "STATUS:TENTATIVE" in told[0].calendar
    clear_day(post="CAI", day=DAY, by=cairo, at=later)
    assert appointments.displaced_at(post, at=now) == []
    last = letters(later + timedelta(seconds=1))[-1]
    assert "SEQUENCE:2" in last.calendar and "STATUS:CONFIRMED" in last.calendar and other.number not in last.body


def test_a_head_moves_an_appointment_and_its_person_is_told_in_the_same_entry(cairo: Actor, now: datetime) -> None:
    one, later = booked(now), EARLY + timedelta(days=1)
    close(cairo, now)
    with pytest.raises(Conflict):
        appointments.move_for(post="CAI", number=one.number, starts_at=EARLY, by=cairo, at=now)
    appointments.move_for(post="CAI", number=one.number, starts_at=later, by=cairo, at=now)
    assert appointments.displaced_at(one.post, at=now) == []
    last = letters(now + timedelta(seconds=1))[-1]
    assert f"UID:{one.number}@" in last.calendar and "STATUS:CONFIRMED" in last.calendar
    assert changes_of("CAI")[0].body["after"] == {"appointment": one.number, "at": later.isoformat()}


def test_what_was_held_before_the_post_closed_cannot_be_booked_after(cairo: Actor, now: datetime) -> None:
    visitor = appointments.Visitor("U1", "Utopos, D.", EMAIL)
    wanted = appointments.Wanted(Post.objects.get(code="CAI"), SERVICE, visitor, "en")
    held = appointments.hold(wanted, starts_at=EARLY, at=now)
    close(cairo, now)
    with pytest.raises(Conflict):
        appointments.confirm(held, at=now)


def test_what_another_process_booked_meanwhile_is_looked_at_once_more(cairo: Actor, now: datetime) -> None:
    close(cairo, now)
    clear_day(post="CAI", day=DAY, by=cairo, at=now)
    one = booked(now)
    close(cairo, now, hours="10:00-11:00")
    Booking.objects.filter(pk=one.pk).update(displaced=False)  # as a process books that has not seen it yet
    assert Effect.objects.filter(kind=DISPLACE, due_at=now + AGAIN).exists()
    displace(one.post, at=now)
    assert Booking.objects.get(pk=one.pk).displaced


def test_a_window_that_closes_displaces_and_stays_closed_whatever_the_files_say(cairo: Actor, now: datetime) -> None:
    one = booked(now)
    shut = appointments.Window({"en": "Window", "fr": "Guichet"}, [], 1, is_open=False)
    appointments.set_counter(post="CAI", code="window", window=shut, by=cairo, at=now)
    assert [each.number for each in appointments.displaced_at(one.post, at=now)] == [one.number]
    load_counters()
    assert not Counter.objects.get(post__code="CAI", code="window").is_open
    appointments.set_counter(
        post="CAI", code="", window=appointments.Window({"en": "Room"}, [SERVICE], 2), by=cairo, at=now
    )
    assert appointments.free_days(one.post, SERVICE, 20, at=now)
    for wrong in (appointments.Window({}, [], 1), appointments.Window({"en": "R"}, ["none"], 1),
                  appointments.Window({"en": "R"}, [], 0)):  # fmt: skip
        with pytest.raises(Invalid):
            appointments.set_counter(post="CAI", code="", window=wrong, by=cairo, at=now)


def test_a_service_that_is_taken_away_is_offered_no_more(cairo: Actor, now: datetime) -> None:
    choose_services(post="CAI", known=[SERVICE, "legalisation"], offered=["legalisation"], by=cairo, at=now)
    assert not network().offers("CAI", SERVICE) and network().offers("PAR", SERVICE)
    assert changes_of("CAI")[0].body == {"before": {SERVICE: True}, "after": {SERVICE: False}}


def test_a_notice_stands_on_the_page_of_the_post_and_at_home_for_whom_it_serves(cairo: Actor) -> None:
    now = datetime.now(calendar_of("CAI").zone)
    made = put_notice(
        post="CAI", titles={"en": "Vote on Sunday", "fr": "Votez dimanche"}, texts={"en": "Come early.", "fr": "Venez tôt."},
        begins_on=None, ends_on=None, by=cairo, at=now,
    )  # fmt: skip

    def says(path: str, visitor: Client, words: str = "Vote on Sunday") -> bool:
        return words in visitor.get(path).content.decode()

    here, elsewhere = Client(), Client()
    here.get("/en/posts/?country=SDN")  # which post is mine?
    elsewhere.get("/en/posts/?country=FRA")
    assert says("/en/posts/CAI/", elsewhere) and not says("/en/posts/PAR/", here)
    assert says("/en/", here) and not says("/en/", elsewhere) and not says("/en/", Client())
    assert says("/fr/", here, "Votez dimanche") and says("/tr/", here, 'lang="en"')
    withdraw_notice(post="CAI", notice=made.pk, by=cairo, at=now)
    assert not says("/en/", here) and not says("/en/posts/CAI/", here)
    with pytest.raises(Invalid):
        put_notice(post="CAI", titles={"fr": "Sans"}, texts={}, begins_on=None, ends_on=None, by=cairo, at=now)


def test_a_notice_stands_from_the_first_hour_of_the_posts_own_day(cairo: Actor) -> None:
    midnight = datetime(2026, 11, 30, 0, 30, tzinfo=calendar_of("CAI").zone)
    told = {"titles": {"en": "Vote today"}, "texts": {"en": "Come early."}}
    put_notice(post="CAI", **told, begins_on=None, ends_on=None, by=cairo, at=midnight)
    assert midnight.astimezone(UTC).date() == date(2026, 11, 29)  # the same moment has another day elsewhere
    assert [each.title for each in notices_at(["CAI"], midnight.astimezone(UTC), "en")] == ["Vote today"]
    assert not notices_at(["CAI"], midnight - timedelta(hours=1), "en") and not notices_at(["PAR"], midnight, "en")


def test_a_role_is_given_at_once_or_asked_for_and_an_administrator_decides(cairo: Actor, now: datetime) -> None:
    clerk, admin = holder("assistance_officer", "HQ"), holder("administrator", "HQ")
    email = clerk.person.email  # type: ignore[union-attr]

    def give(role: str, reason: str = "She helps us") -> Any:
        return give_role(post="CAI", email=email, role=role, reason=reason, by=cairo, at=now)

    assert give("assistance_officer", "") is None
    assert len(roles_of(clerk.person)["assistance_officer"]) == 2  # type: ignore[arg-type]
    for role in ("cashier", "accountant", "head_of_post", "consular_officer"):
        asked = give(role)
        assert role not in roles_of(clerk.person)  # type: ignore[arg-type]
        with pytest.raises(NotAllowed):
            approvals.approve(asked.pk, by=cairo, at=now)
        approvals.approve(asked.pk, by=admin, at=now)
        assert role in roles_of(clerk.person)  # type: ignore[arg-type]
    for role in ("administrator", "appeal_officer", "none"):  # not of this post
        with pytest.raises(Invalid):
            give(role)
    take_role(post="CAI", person=clerk.person.pk, role="assistance_officer", reason="", by=cairo, at=now)  # type: ignore[union-attr]
    assert len(roles_of(clerk.person)["assistance_officer"]) == 1  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        give_role(post="CAI", email=cairo.person.email, role="assistance_officer", reason="", by=cairo, at=now)  # type: ignore[union-attr]


def test_a_head_asks_for_no_role_at_another_post(cairo: Actor, now: datetime) -> None:
    for arguments in (
        {"person": 1, "post": "PAR", "role": "cashier"},
        {"person": 1, "post": "CAI", "role": "administrator"},
    ):
        with pytest.raises(NotAllowed):
            approvals.ask(verb="give_role", arguments=arguments, reason="I would like to", by=cairo, at=now)
