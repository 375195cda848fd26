"""The stand-in is a program of its own."""

import subprocess
import sys

import pytest

from legation.payments.testbank.stripe.config import from_environment

LOADED = """
import sys, legation.payments.testbank.stripe.app
print([name for name in sys.modules if name.split(".")[0] in ("django", "stripe")
       or name.startswith("legation.") and not "legation.payments.testbank".startswith(name)
       and not name.startswith("legation.payments.testbank")])
"""
GOOD = {"STRIPEBANK_DATABASE": "x", "STRIPEBANK_KEY": "sk_test_x", "STRIPEBANK_WEBHOOK_SECRET": "whsec_x"}


def test_it_loads_nothing_of_django_nor_of_the_house_nor_of_stripe():
    result = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("name", GOOD)
def test_it_does_not_start_without_what_it_needs(name):
    with pytest.raises(RuntimeError, match=name):
        from_environment(GOOD | {name: ""})


def test_it_takes_no_live_key():
    with pytest.raises(RuntimeError, match="sk_test_"):
        from_environment(GOOD | {"STRIPEBANK_KEY": "sk_live_x"})
