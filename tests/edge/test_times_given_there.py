"""While a post works on its own, the centre gives none of its times; afterwards it gives them again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from legation.appointments import api as appointments
from legation.appointments.free import free_lanes
from legation.appointments.models import Counter, Freed, Wish
from legation.appointments.services.move import move
from legation.appointments.services.release import draw_what_is_closed
from legation.appointments.services.wish import wait
from legation.config.commands.edge import run
from legation.edge import api as edge
from legation.edge import endpoints
from legation.edge.away import SILENT
from legation.edge.models import Conflict, Edge
from legation.ground import lines
from legation.ground.errors import NotFound, Unavailable
from legation.ground.posts.api import Post
from tests.edge.nodes import Machine
from tests.edge.test_blackout import AT, blacked_out, prepared, told
from tests.edge.test_bookings import OPENS, SERVICE, booked
from tests.edge.test_line import Line

pytestmark = [pytest.mark.django_db]
Enrol = Callable[..., Machine]
LATER = OPENS + timedelta(days=1)


def wanted(passport: str) -> appointments.Wanted:
    visitor = appointments.Visitor(passport, "Ada Hythlo", "ada@example.org")
    return appointments.Wanted(Post.objects.get(code="CAI"), SERVICE, visitor, "en")


def cut(enrolled: Enrol) -> Machine:
    prepared()
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    return machine


def test_nothing_is_held_confirmed_moved_wished_for_or_drawn_at_the_centre(enrolled: Enrol) -> None:
    prepared()
    before, held = booked("BEFORE1", OPENS), appointments.hold(wanted("HELD1"), starts_at=LATER, at=AT)
    days = {"first": (AT + timedelta(days=5)).date(), "last": (AT + timedelta(days=6)).date()}
    appointments.announce_draw(
        post=before.post, code=SERVICE, **days, opens_at=AT, closes_at=AT + timedelta(days=1), at=AT)  # fmt: skip
    enrolled("CAI", AT)
    edge.stand(post="CAI", alone=True, reason="they telephoned", by="test", at=AT)
    refused: list[Callable[[], object]] = [
        lambda: appointments.hold(wanted("NEW1"), starts_at=OPENS, at=AT),
        lambda: appointments.book(wanted("NEW1"), starts_at=OPENS, at=AT),
        lambda: appointments.confirm(held, at=AT),
        lambda: move(before, starts_at=LATER + timedelta(days=1), at=AT),
        lambda: wait(wanted("NEW1"), at=AT),
        lambda: appointments.announce_draw(
            post=before.post, code=SERVICE, **days, opens_at=AT, closes_at=AT + timedelta(days=1), at=AT),
    ]  # fmt: skip
    for each in refused:
        with pytest.raises(appointments.GivenAtThePost):
            each()
    assert appointments.free_days(before.post, SERVICE, 15, at=AT) == []
    assert draw_what_is_closed(at=AT + timedelta(days=2)) == 0
    # another post gives its times as ever, and who cannot come may say so
    other = Post.objects.get(code="PAR")
    assert not appointments.gives_itself(other, at=AT)
    appointments.cancel(before, at=AT)
    edge.stand(post="CAI", alone=False, reason="they telephoned", by="test", at=AT)
    assert appointments.confirm(held, at=AT).state == "booked"
    assert draw_what_is_closed(at=AT + timedelta(days=2)) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Times are given at the post for now"),
        ("ar", "تُمنح المواعيد في البعثة"),
        ("tr", "Saatler şimdilik temsilcilikte veriliyor"),
    ],
)
def test_the_pages_say_so(enrolled: Enrol, language: str, words: str) -> None:
    enrolled("HQ", AT)
    client = Client()
    page = f"/{language}/appointments/HQ/legalisation/"
    before = client.get(page).content.decode()
    edge.stand(post="HQ", alone=True, reason="they telephoned", by="test", at=AT)
    after = client.get(page).content.decode()
    assert words in after and words not in before
    assert 'name="time"' in before and 'name="time"' not in after and 'name="wish"' not in after
    asked = {"passport": "X1234567", "name": "Ada", "email": "a@example.org", "wish": "1"}
    assert client.post(page, asked).status_code == 409
    assert words in client.get(f"/{language}/appointments/").content.decode()


def test_a_package_says_that_its_post_works_on_its_own_and_what_was_booked_before_stands(enrolled: Enrol) -> None:
    prepared()
    before = booked("BEFORE1", OPENS)
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    with machine.on():
        assert not appointments.gives_itself(Post.objects.get(code="CAI"), at=AT)
        assert appointments.gives_itself(Post.objects.get(code="PAR"), at=AT)
        moved = appointments.book(wanted("BEFORE1"), starts_at=LATER, at=AT)
        assert moved.number == before.number
    told(machine)
    assert appointments.gives_itself(before.post, at=AT)
    before.refresh_from_db()
    assert before.starts_at == LATER and not Conflict.objects.exists()
    assert run(["here", "CAI"]) == 0
    assert booked("AFTER1", OPENS).state == "booked"


def test_over_the_line_times_are_given_again_when_the_node_has_the_newest_ones(
    enrolled: Enrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, wire = cut(enrolled), Line()
    wire.machine = machine
    monkeypatch.setattr(lines, "fetch", wire.fetch)
    monkeypatch.setattr(endpoints, "_now", lambda: AT)
    run(["away", "CAI"])
    with machine.on():
        booked("ATPOST1", OPENS)
        edge.send(at=AT)
        wire.loses = 1
        with pytest.raises(Unavailable):
            edge.pull(at=AT)
        with machine.away():
            assert appointments.gives_itself(Post.objects.get(code="CAI"), at=AT)
        edge.pull(at=AT)
        edge.pull(at=AT)
    place = Post.objects.get(code="CAI")
    assert not appointments.gives_itself(place, at=AT)
    # a node that asked each hour and is silent now may be cut off: nobody could have told the centre
    assert appointments.gives_itself(place, at=AT + SILENT + timedelta(minutes=1))
    edge.stand(post="CAI", alone=False, reason="they telephoned", by="test", at=AT)
    assert not appointments.gives_itself(place, at=AT + SILENT + timedelta(minutes=1))


def offered_at() -> list[datetime]:
    return list(appointments.Booking.objects.filter(state="offered").values_list("starts_at", flat=True))


def test_a_time_that_is_given_up_meanwhile_is_offered_to_who_waits_when_the_post_is_back(enrolled: Enrol) -> None:
    prepared()
    before = booked("BEFORE1", LATER)
    wait(wanted("WAITS1"), at=AT)
    enrolled("CAI", AT)
    edge.stand(post="CAI", alone=True, reason="they telephoned", by="test", at=AT)
    appointments.cancel(before, at=AT)
    assert appointments.offer_freed(before.post, at=AT) == 0 and offered_at() == []
    edge.stand(post="CAI", alone=False, reason="the line is back", by="test", at=AT)
    assert offered_at() == [LATER] and not Freed.objects.exists()
    lanes = free_lanes(before.post, SERVICE, before.minutes, LATER, at=AT)
    assert (before.counter_id, before.place) not in {(lane.counter, lane.place) for lane in lanes}


@pytest.mark.parametrize("moved", [False, True])
def test_what_the_post_gave_up_or_moved_is_offered_too_when_its_node_is_heard(
    enrolled: Enrol, monkeypatch: pytest.MonkeyPatch, moved: bool
) -> None:
    prepared()
    before, wire = booked("BEFORE1", LATER), Line()
    wait(wanted("WAITS1"), at=AT)
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    wire.machine = machine
    monkeypatch.setattr(lines, "fetch", wire.fetch)
    monkeypatch.setattr(endpoints, "_now", lambda: AT)
    with machine.on():
        there = appointments.Booking.objects.select_related("post").get(number=before.number)
        if moved:
            move(there, starts_at=LATER + timedelta(days=1), at=AT)
        else:
            appointments.cancel(there, at=AT)
        edge.send(at=AT)
        with machine.away():
            assert offered_at() == []
        edge.pull(at=AT)
        edge.pull(at=AT)
    assert offered_at() == [LATER] and not Freed.objects.exists()


@pytest.mark.parametrize("late", [False, True])
def test_what_the_post_gave_to_somebody_or_what_begins_soon_is_offered_to_nobody(enrolled: Enrol, late: bool) -> None:
    prepared()
    Counter.objects.filter(post__code="CAI").delete()
    Counter.objects.create(post=Post.objects.get(code="CAI"), code="one", names={"en": "One"}, places=1)
    before = booked("BEFORE1", LATER)
    wait(wanted("WAITS1"), at=AT)
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    if not late:
        with machine.on():
            appointments.cancel(appointments.Booking.objects.get(number=before.number), at=AT)
            booked("ATPOST1", LATER)
    edge.stand(post="CAI", alone=True, reason="they telephoned", by="test", at=AT)
    appointments.cancel(before, at=AT)
    told(machine)
    back = LATER - timedelta(hours=1) if late else AT
    edge.stand(post="CAI", alone=False, reason="the stick came", by="test", at=back)
    assert offered_at() == [] and not Freed.objects.exists() and Wish.objects.count() == 1


def test_a_post_without_a_node_cannot_be_said_to_work_on_its_own(utopia: None) -> None:
    with pytest.raises(NotFound):
        edge.stand(post="PAR", alone=True, reason="they telephoned", by="test", at=datetime.now(AT.tzinfo))
    assert not Edge.objects.exists()
