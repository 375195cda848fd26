"""Cash on its way to the centre and back: in transit until somebody else says what arrived; a difference is booked."""

import pytest

from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.payments.till import api
from legation.payments.till.models import Consignment
from tests.payments.till.support import AT, balance, in_order, stock, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    """A bag of 200 euro from Paris, whose safe then holds 100."""
    stock("PAR", 30_000)
    return api.consign(place="PAR", amount=20_000, way="bag", slip="B-17", by=worker("PAR"), at=AT)


def confirm(row, by, arrived=20_000, reason="", place="PAR"):
    return api.confirm_consignment(place=place, number=row.pk, arrived=arrived, reason=reason, by=by, at=AT)


def test_what_was_sent_is_in_transit_until_the_centre_says_that_it_arrived(sent):
    assert (balance("safe:PAR:EUR"), balance("transit:PAR:EUR")) == (10_000, 20_000)
    assert in_order()
    confirm(sent, worker("HQ", "accountant"))
    assert (balance("transit:PAR:EUR"), balance("bank:EUR")) == (0, -10_000)
    assert in_order()


def test_what_is_missing_is_booked_as_a_difference_with_a_reason(sent):
    centre = worker("HQ", "accountant")
    with pytest.raises(Invalid):
        confirm(sent, centre, arrived=19_000)
    confirm(sent, centre, arrived=19_000, reason="The bag was torn")
    assert (balance("differences:PAR:EUR"), balance("transit:PAR:EUR")) == (1000, 0)
    assert in_order()


def test_only_the_centre_confirms_and_only_once(sent):
    for by in (worker("PAR"), worker("PAR", "accountant"), worker("PAR", name="2")):
        with pytest.raises(NotAllowed):
            confirm(sent, by)
    with pytest.raises(NotFound):
        confirm(sent, worker("CAI", "accountant"))
    confirm(sent, worker("HQ", "accountant"))
    with pytest.raises(Conflict):
        confirm(sent, worker("HQ", "accountant"))


def test_whoever_sent_it_does_not_confirm_it():
    centre = worker("HQ", "accountant")
    row = api.consign(place="PAR", amount=500, way="bank", slip="1", by=centre, at=AT, outward=False)
    with pytest.raises(NotAllowed):
        confirm(row, centre, arrived=500)
    with pytest.raises(NotAllowed):
        api.consign(place="PAR", amount=500, way="bank", slip="2", by=worker("PAR"), at=AT, outward=False)


def test_a_number_is_used_once_and_the_safe_gives_what_it_has(sent):
    with pytest.raises(Conflict, match="used before"):
        api.consign(place="PAR", amount=1, way="bag", slip="B-17", by=worker("PAR"), at=AT)
    with pytest.raises(Conflict, match="holds 10000"):
        api.consign(place="PAR", amount=10_001, way="bag", slip="B-18", by=worker("PAR"), at=AT)
    assert Consignment.objects.filter(outward=True).count() == 1 and in_order()
