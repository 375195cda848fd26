"""A drawer is opened with a counted float, one at a time, and closed by somebody else; differences are booked."""

import pytest
from django.db import IntegrityError, transaction

from legation.ground.audit import api as audit
from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.payments.till import api
from legation.payments.till.models import Drawer, Movement
from tests.payments.till.support import AT, ask, balance, in_order, moved, opened, stock, take, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def cashier():
    return worker("PAR")


@pytest.fixture
def drawer(cashier):
    """A drawer in Paris with a float of 100 euro and a fee of 50 taken."""
    stock("PAR", 30_000)
    ask(place="PAR")
    row = opened(cashier, "PAR", 10_000)
    take(cashier, place="PAR")
    return row


def count(by, amount, reason=""):
    return api.count_drawer(place="PAR", counts={"sum": amount}, reason=reason, by=by, at=AT)


def test_notes_and_coins_make_the_float(cashier):
    stock("PAR", 30_000)
    row = api.open_drawer(place="PAR", counts={"5000": 2, "50": 3, "sum": 7}, by=cashier, at=AT)
    assert moved(row) == 10_157
    with pytest.raises(Invalid):
        api.open_drawer(place="PAR", counts={"3000": 1}, by=worker("PAR", name="2"), at=AT)


def test_there_is_one_open_drawer_of_a_cashier_at_a_post(cashier, drawer):
    with pytest.raises(Conflict, match="has an open drawer"):
        opened(cashier, "PAR")
    assert Drawer.objects.count() == 1 and in_order()


def test_a_float_is_no_more_than_the_safe_holds(cashier):
    stock("PAR", 5000)
    with pytest.raises(Conflict, match="the safe of PAR holds 5000"):
        opened(cashier, "PAR", 5001)
    assert not Drawer.objects.exists() and balance("safe:PAR:EUR") == 5000


def test_another_person_closes_it_and_the_money_goes_to_the_safe(cashier, drawer):
    count(cashier, 15_000)
    with pytest.raises(NotAllowed):
        api.close_drawer(place="PAR", drawer=drawer.pk, counted=15_000, by=cashier, at=AT)
    closed = api.close_drawer(place="PAR", drawer=drawer.pk, counted=15_000, by=worker("PAR", "accountant"), at=AT)
    assert closed.closed_at == AT and moved(drawer) == 0
    assert (balance("drawer:PAR:EUR"), balance("safe:PAR:EUR")) == (0, 35_000)
    assert in_order()


@pytest.mark.parametrize(("counted", "difference"), [(14_980, 20), (15_100, -100)])
def test_a_difference_needs_a_reason_and_is_booked(cashier, drawer, counted, difference):
    with pytest.raises(Invalid, match="in the book"):
        count(cashier, counted)
    count(cashier, counted, "Change given wrongly in the morning rush")
    api.close_drawer(place="PAR", drawer=drawer.pk, counted=counted, by=worker("PAR", name="2"), at=AT)
    assert balance("differences:PAR:EUR") == difference
    assert balance("safe:PAR:EUR") == 20_000 + counted
    assert in_order()


def test_a_second_count_that_differs_closes_nothing(cashier, drawer):
    count(cashier, 15_000)
    with pytest.raises(Conflict, match="14999 counted again"):
        api.close_drawer(place="PAR", drawer=drawer.pk, counted=14_999, by=worker("PAR", name="2"), at=AT)
    assert Drawer.objects.get().closed_at is None


def test_nothing_moves_in_a_counted_drawer_until_it_is_given_back(cashier, drawer):
    count(cashier, 15_000)
    ask("UTO-2", place="PAR")
    with pytest.raises(Conflict, match="no open drawer"):
        take(cashier, "UTO-2", "PAR")
    api.reopen_drawer(place="PAR", drawer=drawer.pk, by=worker("PAR", name="2"), at=AT)
    assert take(cashier, "UTO-2", "PAR").number == 2


def test_another_posts_people_find_no_such_drawer(cashier, drawer):
    count(cashier, 15_000)
    for by in (worker("CAI"), worker("CAI", "accountant"), worker("PAR", "visa_officer")):
        for place in ("CAI", "PAR"):
            with pytest.raises(NotFound):
                api.close_drawer(place=place, drawer=drawer.pk, counted=15_000, by=by, at=AT)


def test_the_database_lets_nobody_close_their_own_or_change_what_moved(cashier, drawer):
    with pytest.raises(IntegrityError), transaction.atomic():
        Drawer.objects.filter(pk=drawer.pk).update(closed_by=cashier.person, closed_at=AT, held=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Movement.objects.update(amount=1)


def test_what_was_done_at_a_drawer_stands_in_the_chains_of_who_did_it(cashier, drawer):
    count(cashier, 15_000)
    api.close_drawer(place="PAR", drawer=drawer.pk, counted=15_000, by=worker("PAR", name="2"), at=AT)
    told = [verb for verb, _actor, _body in audit.bodies_about(f"drawer:{drawer.pk}")]
    assert told == ["drawer_opened", "cash_taken", "drawer_counted", "drawer_closed"]
    _chains, findings = audit.verify()
    assert findings == []
