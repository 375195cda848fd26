"""What makes us refuse to use an address or a key."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from legation.ground.errors import Unavailable
from legation.payments.providers.stripe import account

LIVE, TEST = "sk_live_x", "sk_test_x"


def configured(settings, *, demo, address=account.API, key=LIVE):
    settings.LEGATION_DEMO, settings.LEGATION_STRIPE = demo, address
    account.key_path().write_text(key)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8002", "https://api.stripe.com.evil.example", "http://api.stripe.com"]
)
def test_only_stripes_own_address_will_do_outside_a_demonstration(settings, address):
    configured(settings, demo=False, address=address)
    with pytest.raises(ImproperlyConfigured, match=r"api\.stripe\.com"):
        account.check_address()


@pytest.mark.parametrize(
    "address", ["http://bank.example", "ftp://127.0.0.1", "http://127.0.0.1/v1", "x", "http://127.0.0.1.example"]
)
def test_a_demonstration_speaks_to_stripe_or_this_machine(settings, address):
    configured(settings, demo=True, address=address)
    with pytest.raises(ImproperlyConfigured):
        account.check_address()


@pytest.mark.parametrize("address", [account.API, "http://127.0.0.1:8002", "http://localhost:1", "http://[::1]:8002"])
def test_a_demonstration_takes_test_keys_only(settings, address):
    configured(settings, demo=True, address=address, key=TEST)
    account.check_address()
    assert account.api_key() == TEST
    for key in (LIVE, "rk_live_x", "pk_test_x", ""):
        account.key_path().write_text(key)
        with pytest.raises(Unavailable):
            account.client()


@pytest.mark.parametrize("key", [TEST, "rk_test_x", "pk_live_x", ""])
def test_a_test_key_settles_no_real_fee(settings, key):
    configured(settings, demo=False, key=key)
    with pytest.raises(Unavailable):
        account.client()


def test_a_key_that_is_not_there_is_said(settings):
    configured(settings, demo=False)
    account.key_path().unlink()
    with pytest.raises(Unavailable, match=r"stripe\.key is missing"):
        account.client()
    with pytest.raises(Unavailable, match=r"stripe\.webhook is missing"):
        account.webhook_secrets()


def test_a_missing_library_is_said(settings, monkeypatch):
    configured(settings, demo=False)
    monkeypatch.setattr(account, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match=r"legation\[stripe\]"):
        account.check_address()


def test_no_address_of_the_client_is_another_than_ours(settings):
    configured(settings, demo=True, address="http://127.0.0.1:9", key=TEST)
    addresses = account.client()._requestor._options.base_addresses
    assert len(addresses) == 4
    assert set(addresses.values()) == {"http://127.0.0.1:9"}


def test_pages_are_stripes_or_the_accounts_own(settings):
    configured(settings, demo=False)
    assert account.pages() == "https://checkout.stripe.com"
    settings.LEGATION_STRIPE_PAGES = "https://pay.ministry.example"
    assert account.pages() == "https://pay.ministry.example"


def started(**environment):
    """An instance that starts with these settings, and what it says."""
    own = {"DJANGO_SETTINGS_MODULE": "legation.config.settings", "LEGATION_DEMO": ""} | environment
    code = "import sys, django; django.setup(); print('loaded:', 'stripe' in sys.modules)"
    return subprocess.run(
        [sys.executable, "-c", code], env=os.environ | own, capture_output=True, text=True, check=False
    )


def test_the_library_is_not_loaded_before_it_is_needed():
    assert started(LEGATION_STRIPE=account.API, LEGATION_PROVIDER="stripe").stdout == "loaded: False\n"


def test_an_instance_does_not_start_with_what_it_cannot_use():
    assert "can only be https://api.stripe.com" in started(LEGATION_STRIPE="http://127.0.0.1:8002").stderr
    assert "LEGATION_PROVIDER is stripe, which is not set up" in started(LEGATION_PROVIDER="stripe").stderr


def test_a_demonstrations_own_keys_never_replace_others(settings):
    configured(settings, demo=True, address="http://127.0.0.1:8002", key=TEST)
    assert account.create_stand_in_secrets()  # the other one
    assert account.key_path().read_text() == TEST
    assert not account.create_stand_in_secrets()
    assert account.webhook_path().stat().st_mode & 0o077 == 0
