"""What somebody gives up goes to the first who waits, and is never free in between."""

from datetime import date, time, timedelta

import pytest

from legation.appointments import api as appointments
from legation.appointments import openings
from legation.appointments.models import Booking, Cell, Wish
from legation.appointments.services.move import move
from legation.appointments.services.wish import wait
from tests.appointments.conftest import Weekdays
from tests.appointments.support import LONG, MONDAY, NINE, Told, booked, counter, faults, times, wanted

pytestmark = pytest.mark.django_db


def test_urgent_comes_before_patient_and_patient_before_late(told: Told) -> None:
    assert [wait(wanted(who, urgency=urgency), at=MONDAY + timedelta(minutes=n))
            for n, (who, urgency) in enumerate([("more", 0), ("thomas", 0), ("peter", 2), ("more", 0)])] == [0, 1, 0, 1]  # fmt: skip
    assert Wish.objects.count() == 3


def test_a_cancelled_time_is_offered_to_the_first_and_free_for_nobody_else(told: Told) -> None:
    counter()
    row = booked("more")
    wait(wanted("thomas"), at=MONDAY)
    appointments.cancel(row, at=MONDAY)
    offer = Booking.objects.get(state="offered")
    assert (offer.reference, offer.starts_at) == ("UTO-thomas", NINE) and NINE not in times() and faults() == []
    assert told.kinds() == ["booked", "offered", "cancelled"]
    assert appointments.confirm(offer, at=MONDAY).state == "booked" and Wish.objects.count() == 0


def test_an_offer_that_nobody_takes_goes_to_the_next_and_then_to_all(told: Told) -> None:
    counter()
    row = booked("more", NINE + timedelta(hours=6))
    for name in ("thomas", "peter"):
        wait(wanted(name), at=MONDAY)
    appointments.cancel(row, at=MONDAY)
    seen = []
    for hours in (0, 4, 8):
        appointments.expire(at=MONDAY + timedelta(hours=hours))
        seen.append([each.reference for each in Booking.objects.filter(state="offered")])
    assert seen == [["UTO-thomas"], ["UTO-peter"], []] and faults() == []
    assert NINE + timedelta(hours=6) in times(at=MONDAY + timedelta(hours=8))


class ClosedOnMondays(Weekdays):
    def hours(self, day: date) -> list[tuple[time, time]]:
        return super().hours(day) if day.weekday() else []


def test_nobody_is_offered_a_time_at_which_the_post_has_closed_since(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter()
    row = booked("more")
    wait(wanted("thomas"), at=MONDAY)
    monkeypatch.setattr(openings, "calendar_of", lambda _post: ClosedOnMondays())
    appointments.cancel(row, at=MONDAY)
    assert not Booking.objects.filter(state="offered").exists() and Wish.objects.count() == 1


def test_an_offer_gives_way_to_nobody_before_it_is_passed_on(told: Told) -> None:
    counter()
    row = booked("more")
    wait(wanted("thomas"), at=MONDAY)
    appointments.cancel(row, at=MONDAY)
    with pytest.raises(appointments.Taken):
        appointments.hold(wanted("peter"), starts_at=NINE, at=MONDAY + timedelta(minutes=20))


def test_a_moved_appointment_leaves_its_time_to_who_waits(told: Told) -> None:
    counter()
    row = booked("more")
    wait(wanted("thomas"), at=MONDAY)
    move(row, starts_at=NINE + timedelta(minutes=20), at=MONDAY)
    assert Booking.objects.get(state="offered").starts_at == NINE and faults() == []


def test_who_needs_longer_than_what_is_free_waits_on(told: Told) -> None:
    counter()
    row = booked("more")
    wait(wanted("thomas", service=LONG), at=MONDAY)
    appointments.cancel(row, at=MONDAY)
    assert not Booking.objects.filter(state="offered") and Wish.objects.count() == 1 and Cell.objects.count() == 0


def test_what_begins_soon_is_offered_to_nobody(told: Told) -> None:
    counter()
    row = booked("more")
    wait(wanted("thomas"), at=MONDAY)
    appointments.cancel(row, at=NINE - timedelta(hours=2))
    assert not Booking.objects.filter(state="offered") and Wish.objects.count() == 1


def test_who_has_booked_meanwhile_is_offered_nothing(told: Told) -> None:
    counter()
    row = booked("more")
    wait(wanted("thomas"), at=MONDAY)
    wait(wanted("peter"), at=MONDAY + timedelta(minutes=1))
    booked("thomas", NINE + timedelta(minutes=20))
    appointments.cancel(row, at=MONDAY)
    assert Booking.objects.get(state="offered").reference == "UTO-peter"


def test_who_has_an_appointment_need_not_wait(told: Told) -> None:
    counter()
    booked("more")
    with pytest.raises(appointments.HasOne):
        wait(wanted("more"), at=MONDAY)
