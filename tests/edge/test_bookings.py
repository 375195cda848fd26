"""Appointments of a post cut off: what was booked there is booked at the centre, unless somebody else has the time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from legation.appointments import api as appointments
from legation.appointments.around import service
from legation.appointments.free import free_lanes
from legation.appointments.models import Booking, Cell, Counter
from legation.appointments.people import opened, person_of
from legation.appointments.services.move import move
from legation.appointments.services.wish import wait
from legation.edge import api as edge
from legation.edge.models import Conflict
from legation.ground.posts.api import Post
from legation.messaging import api as messaging
from legation.messaging.models import Message
from tests.edge.nodes import Machine
from tests.edge.test_blackout import AT, blacked_out, prepared, told
from tests.payments.till.support import worker

pytestmark = [pytest.mark.django_db]
SERVICE = "registration_abroad"
OPENS = datetime.fromisoformat("2026-11-23T08:30:00+02:00")


def booked(passport: str, starts_at: datetime) -> Booking:
    visitor = appointments.Visitor(passport, f"Of {passport}", f"{passport}@example.org".lower())
    wanted = appointments.Wanted(Post.objects.get(code="CAI"), SERVICE, visitor, "en")
    return appointments.book(wanted, starts_at=starts_at, at=AT)


def free(starts_at: datetime) -> int:
    return len(free_lanes(Post.objects.get(code="CAI"), SERVICE, service(SERVICE).minutes, starts_at, at=AT))


def test_a_person_who_booked_on_both_sides_has_one_booking_after_somebody_has_decided(
    enrolled: Callable[..., Machine],
) -> None:
    prepared()
    minutes = service(SERVICE).minutes
    times = [OPENS + timedelta(minutes=minutes * number) for number in range(3)]
    before = booked("KNOWN01", times[2])
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    with machine.on():
        # whoever has an appointment from before has no second one, and is known at the counter by their passport
        assert booked("known 01", times[2] + timedelta(days=1)).number == before.number
        assert Booking.objects.get(number=before.number).person == person_of("KNOWN01")
        there = booked("TWICE01", times[0])
    here = booked("twice01", times[1])
    told(machine)
    row = Conflict.objects.get()
    assert (row.subject, row.why) == (there.number, "same person")
    by = worker("HQ", "consular_officer", "judge")
    client = Client()
    client.force_login(by.person)
    page = client.get(f"/en/conflicts/{row.pk}/").content.decode()
    assert here.number in page and there.number in page and "The same passport" in page
    edge.resolve(conflict=row.pk, keep="post", reason="they were there", by=by, at=AT)
    assert Booking.objects.get(number=here.number).state == "cancelled"
    assert Booking.objects.get(number=there.number).state == "booked"
    assert Booking.objects.get(number=before.number).starts_at == times[2] + timedelta(days=1)


def letters(number: str) -> int:
    return Message.objects.filter(key__contains=number).count()


def test_a_time_that_two_people_were_given_goes_to_whom_somebody_decides(enrolled: Callable[..., Machine]) -> None:
    prepared()
    Counter.objects.filter(post__code="CAI").delete()
    minutes = service(SERVICE).minutes
    monday = [OPENS + timedelta(minutes=minutes * number) for number in range(3)]
    Counter.objects.create(post=Post.objects.get(code="CAI"), code="one", names={"en": "One"}, places=1)
    before = booked("EARLY1", monday[0])
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    with machine.on():
        assert (free(monday[0]), free(monday[1])) == (0, 1)
        assert opened(Booking.objects.get(number=before.number).sealed).name == "Of EARLY1"
        kept, lost = booked("ATPOST1", monday[2]), booked("ATPOST2", monday[1])
        appointments.cancel(Booking.objects.get(number=before.number), at=AT)
    meanwhile = booked("ATHOME1", monday[1])
    told(machine)
    row = Conflict.objects.get()
    assert (row.kind, row.subject, row.why) == ("booking", lost.number, "seat taken")
    # what was given up is free again, what was booked has its time, and who booked gets the letter
    assert (free(monday[0]), free(monday[2])) == (1, 0)
    assert opened(Booking.objects.get(number=kept.number).sealed).name == "Of ATPOST1"
    assert letters(kept.number)
    by = worker("HQ", "consular_officer", "judge")
    client = Client()
    client.force_login(by.person)
    page = client.get(f"/en/conflicts/{row.pk}/").content.decode()
    assert lost.number in page and meanwhile.number in page
    edge.resolve(conflict=row.pk, keep="post", reason="they stood at the counter", by=by, at=AT)
    assert Booking.objects.get(number=meanwhile.number).state == "cancelled"
    assert Booking.objects.get(number=lost.number).state == "booked"
    assert set(Cell.objects.filter(moment=monday[1]).values_list("booking__number", flat=True)) == {lost.number}
    assert letters(meanwhile.number) == 2
    # the entry in their calendar goes: the same UID, one SEQUENCE higher, and the reason in words
    last = messaging.captured(most=1)[0]
    assert f"UID:{meanwhile.number}" in last.calendar and "SEQUENCE:1" in last.calendar
    assert "METHOD:CANCEL" in last.calendar and "by the post and by the ministry at once" in last.body


def judged(subject: str, keep: str, at: datetime = AT) -> None:
    row = Conflict.objects.get(subject=subject)
    by = worker("HQ", "consular_officer", "judge")
    edge.resolve(conflict=row.pk, keep=keep, reason="they were there", by=by, at=at)


def waiting(passport: str) -> None:
    visitor = appointments.Visitor(passport, "Ada Hythlo", "waits@example.org")
    wait(appointments.Wanted(Post.objects.get(code="CAI"), SERVICE, visitor, "en"), at=AT)


@pytest.mark.parametrize("keep", ["post", "centre"])
def test_the_time_that_becomes_free_goes_to_who_waits_first(enrolled: Callable[..., Machine], keep: str) -> None:
    prepared()
    waiting("WAITS1")
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    days = OPENS + timedelta(days=1), OPENS + timedelta(days=2)
    with machine.on():
        there = booked("TWICE01", days[0])
    here = booked("TWICE01", days[1])
    told(machine)
    edge.stand(post="CAI", alone=False, reason="the stick came", by="test", at=AT)
    judged(there.number, keep)
    stands, falls = (there, here) if keep == "post" else (here, there)
    assert Booking.objects.get(number=stands.number).state == "booked"
    assert Booking.objects.get(number=falls.number).state == "cancelled"
    offered = Booking.objects.get(state="offered")
    assert offered.starts_at == falls.starts_at and offered.person == person_of("WAITS1")
    assert (
        Cell.objects.filter(booking=offered).exists() and not Cell.objects.filter(booking__number=falls.number).exists()
    )


def with_one_window_waited_for(enrolled: Callable[..., Machine]) -> Machine:
    """A post with one window, somebody who waits for a time there, and its node, which is cut off."""
    prepared()
    Counter.objects.filter(post__code="CAI").delete()
    Counter.objects.create(post=Post.objects.get(code="CAI"), code="one", names={"en": "One"}, places=1)
    waiting("WAITS1")
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    return machine


def test_a_disputed_time_is_offered_to_nobody_who_waits_and_one_that_is_over_is_decided_all_the_same(
    enrolled: Callable[..., Machine],
) -> None:
    machine = with_one_window_waited_for(enrolled)
    soon, later = OPENS, OPENS + timedelta(days=3)
    with machine.on():
        ours, gone = booked("ATPOST1", later), booked("ATPOST2", soon)
    meanwhile, over = booked("ATHOME1", later), booked("ATHOME2", soon)
    told(machine)
    edge.stand(post="CAI", alone=False, reason="the stick came", by="test", at=AT)
    tuesday = OPENS + timedelta(days=1)
    for each in (ours, gone):
        judged(each.number, "post", at=tuesday)
    states = {row.number: row.state for row in Booking.objects.all()}
    assert (states[ours.number], states[gone.number]) == ("booked", "booked")
    assert (states[meanwhile.number], states[over.number]) == ("cancelled", "cancelled")
    assert "offered" not in states.values() and letters(over.number) == 2


@pytest.mark.parametrize(("keep", "day"), [("post", 2), ("centre", 1)])
def test_an_appointment_that_both_sides_moved_is_where_somebody_decides_and_its_person_is_told(
    enrolled: Callable[..., Machine], keep: str, day: int
) -> None:
    prepared()
    both = booked("MOVED01", OPENS + timedelta(days=3))
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    with machine.on():
        move(Booking.objects.get(number=both.number), starts_at=OPENS + timedelta(days=2), at=AT)
    for each in (0, 1):
        move(
            Booking.objects.select_related("post").get(number=both.number),
            starts_at=OPENS + timedelta(days=each),
            at=AT,
        )
    told(machine)
    before = letters(both.number)
    judged(both.number, keep)
    made = Booking.objects.get(number=both.number)
    assert (made.state, made.starts_at, made.sequence) == ("booked", OPENS + timedelta(days=day), 3)
    moments = Cell.objects.filter(booking=made).values_list("moment", flat=True)
    assert min(moments) == made.starts_at
    assert letters(both.number) == before + 1
    last = messaging.captured(most=1)[0]
    assert "SEQUENCE:3" in last.calendar and "Your new appointment" in last.subject


@pytest.mark.parametrize("keep", ["post", "centre"])
def test_a_time_in_conflict_is_given_to_nobody_at_the_centre_until_it_is_decided(
    enrolled: Callable[..., Machine], keep: str
) -> None:
    """Not when it is free there, and not when who has it at the centre gives it up."""
    machine = with_one_window_waited_for(enrolled)
    only_there, both, elsewhere = (OPENS + timedelta(days=each) for each in (1, 2, 3))
    with machine.on():
        twice, ours = booked("TWICE01", only_there), booked("ATPOST1", both)
    booked("TWICE01", elsewhere)
    theirs = booked("ATHOME1", both)
    told(machine)
    edge.stand(post="CAI", alone=False, reason="the stick came", by="test", at=AT)
    assert (free(only_there), free(both)) == (0, 0) and free(OPENS) == 1
    days = appointments.free_days(twice.post, SERVICE, service(SERVICE).minutes, at=AT)
    assert only_there not in {moment for day in days for moment in day.times}
    with pytest.raises(appointments.Taken):
        booked("OTHER01", only_there)
    appointments.cancel(Booking.objects.get(number=theirs.number), at=AT)
    assert free(both) == 0 and not Booking.objects.filter(state="offered").exists()
    judged(ours.number, keep)
    if keep == "post":
        assert Booking.objects.get(number=ours.number).state == "booked"
    else:
        assert Booking.objects.get(state="offered").starts_at == both
    judged(twice.number, "centre")
    assert not Conflict.objects.filter(kept="").exists()
    assert free(only_there) == (1 if keep == "centre" else 0)  # offered to who still waits
