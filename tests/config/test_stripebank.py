"""`legation stripebank`, as an operator runs it: a program of its own, which the adapter speaks to over HTTP."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from legation.config.commands import serve, stripebank
from legation.payments.providers.base import Order
from legation.payments.providers.stripe import account
from legation.payments.providers.stripe.provider import Stripe
from legation.payments.rules import Kind, Money
from legation.payments.testbank.store import Store
from tests.payments.testbank.support import answers
from tests.ports import free_port


@pytest.fixture
def stand_in(tmp_path, settings):
    settings.LEGATION_DEMO, settings.LEGATION_KEYS = True, tmp_path / "keys"
    settings.LEGATION_STRIPE = f"http://127.0.0.1:{free_port()}"
    settings.VAR = tmp_path
    return settings.LEGATION_STRIPE


@pytest.fixture
def process(stand_in, tmp_path):
    own = {"LEGATION_VAR": str(tmp_path), "LEGATION_STRIPE": stand_in, "LEGATION_DEMO": "1"}
    command = [sys.executable, "-m", "legation.config.cli", "stripebank"]
    process = subprocess.Popen(command, env=os.environ | own, stdout=subprocess.DEVNULL)
    port = int(stand_in.rpartition(":")[2])
    for _ in range(300):
        if answers(port):
            break
        time.sleep(0.05)
    yield process
    process.terminate()
    process.wait(10)


def test_it_serves_makes_its_own_keys_and_takes_an_order(process):
    at = datetime.now(UTC) + timedelta(hours=2)
    order = Order("attempt-1", "UTO-1", Money(5000, "EUR"), "http://127.0.0.1:8000/back", "ar", at)
    session = Stripe().create_session(order)
    assert Stripe().close_session(attempt=order.attempt, session=session.name).ended == Kind.EXPIRED


def test_its_faults_are_switched_on_and_off(stand_in, tmp_path, monkeypatch, capsys):
    for name in ("DATABASE", "KEY", "WEBHOOK_SECRET", "WEBHOOK_URL", "ADDRESS"):
        monkeypatch.setenv(f"STRIPEBANK_{name}", "x")
        monkeypatch.delenv(f"STRIPEBANK_{name}")
    assert stripebank.run(["--fault", "provider_down"]) == 0
    assert Store(str(tmp_path / "stripebank.sqlite3")).faults() == {"provider_down": 1.0}
    assert stripebank.run(["--no-faults"]) == 0
    assert stripebank.run(["--fault", "nonsense"]) == 2
    assert stripebank.run(["--operator"]) == 0
    assert f"{stand_in}/operator/" in capsys.readouterr().out


def test_it_does_not_run_beside_a_real_account(settings, capsys):
    settings.LEGATION_DEMO, settings.LEGATION_STRIPE = True, account.API
    assert stripebank.run([]) == 2
    assert "LEGATION_STRIPE" in capsys.readouterr().err


def test_a_demonstration_serves_it_beside_the_rest(stand_in):
    assert ["stripebank"] in serve.parts()
    assert serve.banks()["stripebank"] == stand_in


def test_an_instance_serves_no_bank(settings):
    settings.LEGATION_DEMO, settings.LEGATION_STRIPE = False, account.API
    assert serve.banks() == {}
