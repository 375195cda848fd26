"""A demonstration that is made again leaves alone who exists, and has a witness of its own."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from django.contrib.auth import authenticate

from legation.config import demo_witness
from legation.config.commands import demo, serve
from legation.ground.people.api import Person
from legation.ground.posts.api import roles_of
from legation.ground.posts.models import Assignment
from legation.ground.transparency.witnesses import policy
from tests.ports import free_port


@pytest.mark.django_db
@pytest.mark.usefixtures("utopia")
def test_who_exists_keeps_their_name_password_and_posts() -> None:
    demo.make_staff()
    officer = Person.objects.get(email="officer@utopia.example")
    officer.name = "Hythloday, Raphael"
    officer.set_password("a password of my own")
    officer.save()
    Assignment.objects.filter(person=officer).delete()
    demo.make_staff()
    kept = Person.objects.get(pk=officer.pk)
    assert (kept.name, kept.check_password("a password of my own"), roles_of(kept)) == ("Hythloday, Raphael", True, {})
    assert authenticate(email="accountant@utopia.example", password=demo.PASSWORD) is not None


@pytest.fixture
def named(tmp_path: Path, settings: Any, instance_keys: None) -> Path:
    """The demonstration's witness, named in a policy."""
    settings.VAR, settings.LEGATION_DEMO = tmp_path, True
    settings.LEGATION_WITNESSES = tmp_path / "witnesses.policy"
    settings.LEGATION_ADDRESS = f"http://127.0.0.1:{free_port()}"
    demo_witness.name_it()
    return tmp_path / "witnesses.policy"


def test_the_demonstration_names_its_witness_and_serves_it(named: Path) -> None:
    (witness,) = policy().witnesses.values()
    assert policy().quorum == "w1" and witness.address == demo_witness.address()
    assert demo_witness.command() in serve.parts()


def test_the_program_that_is_served_has_the_key_that_is_named(named: Path) -> None:
    command = [sys.executable, "-m", "legation.config.cli", *demo_witness.command()]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ)
    try:
        until, said = time.monotonic() + 90, ""
        while not said and time.monotonic() < until:
            with suppress(OSError), urlopen(demo_witness.address(), timeout=2) as answer:
                said = answer.read().decode().strip()
        assert said == str(policy().witnesses["w1"].verifier)
    finally:
        process.terminate()
        process.wait(10)


def test_made_again_it_is_the_same_witness_and_a_policy_of_ones_own_stays(named: Path) -> None:
    before = named.read_text()
    demo_witness.name_it()
    assert named.read_text() == before
    named.write_text("quorum none\n")
    demo_witness.name_it()
    assert named.read_text() == "quorum none\n"
    assert demo_witness.command() == [] and demo_witness.address() == ""


def test_only_a_demonstration_serves_it(named: Path, settings: Any) -> None:
    settings.LEGATION_DEMO = False
    assert demo_witness.command() == [] and not any(part[0] == "witness" for part in serve.parts())
