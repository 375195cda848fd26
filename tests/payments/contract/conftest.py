"""One bank of each protocol, and a merchant's ear."""

import pytest

from legation.payments.providers import registry
from legation.payments.providers.stripe.provider import Stripe
from tests.payments.contract.houses import HOUSES, StripeHouse
from tests.payments.testbank.support import Receiver


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.stop()


def _open(house, tmp_path, receiver, settings, monkeypatch):
    monkeypatch.setitem(registry._providers, "stripe", Stripe())
    return house(tmp_path, receiver, settings)


@pytest.fixture(params=HOUSES, ids=lambda house: house.name)
def house(request, tmp_path, receiver, settings, monkeypatch):
    house = _open(request.param, tmp_path, receiver, settings, monkeypatch)
    yield house
    house.close()


@pytest.fixture
def stripe(tmp_path, receiver, settings, monkeypatch):
    """Only the one that speaks Stripe's."""
    house = _open(StripeHouse, tmp_path, receiver, settings, monkeypatch)
    yield house
    house.close()
