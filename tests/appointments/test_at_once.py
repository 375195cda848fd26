"""Many after one seat at the same moment, on both databases: one has it, everybody else is told."""

from datetime import timedelta

import pytest
from django.db import connection

from legation.appointments import api as appointments
from legation.appointments.models import Booking, Counter
from legation.appointments.services.arrive import check_in, walk_in
from legation.appointments.services.attend import call_next
from legation.ground.errors import NotFound
from tests.appointments.support import LONG, MONDAY, NINE, SERVICE, Told, booked, counter, faults, post, wanted
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _file_database() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory has one connection; `legation bench slots` asks a file")


def test_of_thirty_after_one_seat_one_has_it(told: Told) -> None:
    counter()
    asks = [lambda who=f"p{n}": appointments.hold(wanted(who), starts_at=NINE, at=MONDAY) for n in range(30)]
    came = together(*asks)
    assert sum(isinstance(each, Booking) for each in came) == 1
    assert sum(isinstance(each, appointments.Taken) for each in came) == 29
    assert faults() == []


def test_of_one_person_in_many_windows_one_booking_is_made(told: Told) -> None:
    counter(5)
    came = together(*[lambda: appointments.hold(wanted("more"), starts_at=NINE, at=MONDAY) for _n in range(10)])
    assert Booking.objects.count() == 1 and any(isinstance(each, Booking) for each in came) and faults() == []


def test_long_and_short_visits_at_once_never_overlap(told: Told) -> None:
    counter(2)
    asks = [
        lambda n=n: appointments.hold(
            wanted(f"p{n}", service=LONG if n % 2 else SERVICE),
            starts_at=NINE + timedelta(minutes=(n % 4) * 10),
            at=MONDAY,
        )
        for n in range(24)
    ]
    together(*asks)
    assert faults() == [] and Booking.objects.count() >= 2


def test_two_counters_never_call_the_same_person(told: Told) -> None:
    counter(), counter(code="two")
    for _n in range(5):
        walk_in(post=post(), service=SERVICE, urgency=0, at=MONDAY)
    rows = list(Counter.objects.select_related("post"))
    came = together(
        *[lambda c=rows[n % 2]: call_next(counter=c, services=frozenset([SERVICE]), at=MONDAY) for n in range(8)]
    )
    called = [each.pk for each in came if not isinstance(each, Exception)]
    assert len(called) == len(set(called)) == 5
    assert sum(isinstance(each, NotFound) for each in came) == 3


def test_a_code_shown_at_two_readers_gives_one_ticket_and_people_get_different_ones(told: Told) -> None:
    counter(4)
    rows = [booked(f"p{n}") for n in range(3)]
    came = together(*[lambda row=rows[n % 3]: check_in(row.number, post=post(), at=NINE) for n in range(9)])
    assert {each.ticket for each in came} == {1, 2, 3}
