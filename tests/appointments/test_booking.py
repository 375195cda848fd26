"""A time is held, booked, moved, given up: by one person, at one place, once."""

from datetime import timedelta

import pytest

from legation.appointments import api as appointments
from legation.appointments.models import Booking, Cell
from legation.appointments.services import make, take
from legation.appointments.services.move import move
from legation.ground.errors import Conflict
from tests.appointments.support import LONG, MONDAY, NINE, Told, booked, counter, faults, times, wanted

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_free_is_what_the_hours_leave(told: Told) -> None:
    counter()
    assert times() == [NINE + 20 * MINUTE * n for n in range(9)] + [
        NINE + timedelta(hours=5) + 20 * MINUTE * n for n in range(6)
    ]
    assert len(times(LONG)) == 6 + 4


def test_a_post_without_counters_gives_no_appointments(told: Told) -> None:
    assert times() == []


def test_what_is_booked_is_free_no_more_and_takes_its_cells(told: Told) -> None:
    counter()
    row = booked("more")
    assert NINE not in times() and row.state == "booked"
    assert Cell.objects.filter(booking=row).count() == 4
    assert told.kinds() == ["booked"] and "BEGIN:VCALENDAR" in told.notices[0].calendar


def test_a_long_visit_cannot_lie_over_a_short_one(told: Told) -> None:
    counter()
    booked("more", NINE + 20 * MINUTE)
    with pytest.raises(appointments.Taken):
        appointments.hold(wanted("thomas", service=LONG), starts_at=NINE, at=MONDAY)
    assert faults() == []


def test_a_second_place_takes_a_second_person(told: Told) -> None:
    counter(2)
    booked("more")
    booked("thomas")
    with pytest.raises(appointments.Taken):
        appointments.hold(wanted("peter"), starts_at=NINE, at=MONDAY)
    assert faults() == [] and Booking.objects.count() == 2


def test_a_time_outside_the_hours_is_none(told: Told) -> None:
    counter()
    for moment in (
        NINE - 20 * MINUTE,
        NINE + 7 * MINUTE,
        NINE + timedelta(hours=3),
        NINE + timedelta(days=5),
        MONDAY - timedelta(days=3),
    ):
        with pytest.raises(appointments.Taken):
            appointments.hold(wanted("more"), starts_at=moment, at=MONDAY)


def test_a_hold_gives_way_when_it_has_run_out_and_somebody_wants_the_time(told: Told) -> None:
    counter()
    first = appointments.hold(wanted("more"), starts_at=NINE, at=MONDAY)
    with pytest.raises(appointments.Taken):
        appointments.hold(wanted("thomas"), starts_at=NINE, at=MONDAY + 9 * MINUTE)
    appointments.hold(wanted("thomas"), starts_at=NINE, at=MONDAY + 10 * MINUTE)
    with pytest.raises(Conflict):
        appointments.confirm(first, at=MONDAY + 10 * MINUTE)
    assert faults() == []


def test_a_hold_that_nobody_wants_can_be_booked_a_little_late(told: Told) -> None:
    counter()
    first = appointments.hold(wanted("more"), starts_at=NINE, at=MONDAY)
    assert appointments.confirm(first, at=MONDAY + 11 * MINUTE).state == "booked"


def test_the_worker_ends_holds_that_have_run_out(told: Told) -> None:
    counter()
    appointments.hold(wanted("more"), starts_at=NINE, at=MONDAY)
    assert appointments.expire(at=MONDAY + 9 * MINUTE) == 0
    assert appointments.expire(at=MONDAY + 10 * MINUTE) == 1
    assert NINE in times() and Cell.objects.count() == 0 and told.kinds() == []


def test_whoever_holds_one_time_and_chooses_another_holds_the_other(told: Told) -> None:
    counter()
    first = appointments.hold(wanted("more"), starts_at=NINE, at=MONDAY)
    second = appointments.hold(wanted("more"), starts_at=NINE + 20 * MINUTE, at=MONDAY)
    assert first.pk == second.pk and NINE in times() and faults() == []


def test_one_passport_has_one_open_appointment_for_a_service_at_a_post(told: Told) -> None:
    counter(2)
    booked("more")
    with pytest.raises(appointments.HasOne):
        appointments.hold(wanted("more"), starts_at=NINE + 20 * MINUTE, at=MONDAY)
    booked("more", NINE + 60 * MINUTE, service=LONG)
    assert faults() == []


def test_a_number_that_is_drawn_twice_is_drawn_again(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    counter(2)
    number = booked("more").number
    numbers = [number, number, "NEWNUMB2"]
    for module in (make, take):
        monkeypatch.setattr(module, "new_number", lambda: numbers.pop(0))
    assert booked("thomas").number == "NEWNUMB2" and not numbers and faults() == []


def test_a_number_typed_with_blanks_and_small_letters_is_the_same_passport(told: Told) -> None:
    counter(2)
    booked("more")
    other = wanted("more")
    visitor = appointments.Visitor(" p more ", "M", "m@example.org")
    with pytest.raises(appointments.HasOne):
        appointments.hold(
            type(other)(other.post, other.service, visitor, "en"), starts_at=NINE + 20 * MINUTE, at=MONDAY
        )


def test_a_moved_appointment_keeps_its_entry_and_counts_its_sequence(told: Told) -> None:
    counter()
    row = booked("more")
    moved = move(row, starts_at=NINE + 40 * MINUTE, at=MONDAY)
    entries = [each.calendar for each in told.notices]
    uids = {line for text in entries for line in text.splitlines() if line.startswith("UID:")}
    assert told.kinds() == ["booked", "moved"] and len(uids) == 1
    assert "SEQUENCE:0" in entries[0] and "SEQUENCE:1" in entries[1] and moved.sequence == 1
    assert NINE in times() and faults() == []


def test_a_move_to_a_taken_time_keeps_the_old_one(told: Told) -> None:
    counter()
    row = booked("more")
    booked("thomas", NINE + 20 * MINUTE)
    with pytest.raises(appointments.Taken):
        move(row, starts_at=NINE + 20 * MINUTE, at=MONDAY)
    row.refresh_from_db()
    assert row.starts_at == NINE and row.sequence == 0 and faults() == []


def test_whoever_chooses_the_same_time_again_holds_it_longer(told: Told) -> None:
    counter()
    first = appointments.hold(wanted("more"), starts_at=NINE, at=MONDAY)
    again = appointments.hold(wanted("more"), starts_at=NINE, at=MONDAY + 5 * MINUTE)
    assert first.pk == again.pk and again.until == MONDAY + 15 * MINUTE and faults() == []


def test_a_cancelled_appointment_is_taken_out_of_the_calendar(told: Told) -> None:
    counter()
    appointments.cancel(booked("more"), at=MONDAY)
    entry = told.notices[-1].calendar
    assert "METHOD:CANCEL" in entry and "SEQUENCE:1" in entry and "STATUS:CANCELLED" in entry
    assert NINE in times() and faults() == []


def test_what_is_over_cannot_be_cancelled_moved_or_confirmed(told: Told) -> None:
    counter()
    row = booked("more")
    appointments.cancel(row, at=MONDAY)
    row.refresh_from_db()
    for ask in (
        lambda: appointments.cancel(row, at=MONDAY),
        lambda: appointments.confirm(row, at=MONDAY),
        lambda: move(row, starts_at=NINE, at=MONDAY),
    ):
        with pytest.raises(Conflict):
            ask()


def test_times_are_by_the_clock_of_the_post_in_summer_and_winter(told: Told) -> None:
    counter(at="PAR")
    found = {}
    for month in (11, 6):
        at = MONDAY.replace(year=2027 if month == 6 else 2026, month=month, day=1)
        days = appointments.free_days(wanted("x", at="PAR").post, "legalisation", 20, at=at, most=1)
        found[month] = days[0].times[0].hour
    assert found == {11: 8, 6: 7}
