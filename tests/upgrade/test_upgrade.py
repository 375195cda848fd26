"""A house of an earlier issue comes forward to today, on this database: its proofs hold, and its cases go on.

The fixtures were made by `tools/old_house.py`, with the code of 5da043f (the end of issue 2: before disputes and holders)
and of 8a4ca65 (the end of issue 3).
"""

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[2]
FIXTURES = sorted(Path(__file__).parent.glob("*.json.xz"))


@pytest.fixture(params=FIXTURES, ids=lambda path: path.name.split(".")[0])
def house(request: pytest.FixtureRequest, tmp_path: Path, scratch_database: str) -> tuple[Path, dict[str, str]]:
    """The fixture, and the surroundings of an empty instance on the kind of database that is tested."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEGATION_")}
    shutil.copytree(settings.STATIC_ROOT, tmp_path / "static")  # packed already
    # the issuance log bears the name of the address it was kept at
    own = {
        "LEGATION_ADDRESS": "http://127.0.0.1:8790",
        "LEGATION_VAR": str(tmp_path),
        "LEGATION_DEMO": "1",
        "LEGATION_DATABASE": scratch_database,
    }
    return request.param, kept | own | {"DJANGO_SETTINGS_MODULE": "legation.config.settings"}


@pytest.fixture
def scratch_database(tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of its own."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'legation.sqlite3'}"
        return
    import psycopg

    place, name = urlsplit(os.environ["LEGATION_DATABASE"]), f"upgrade_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(place.geturl(), autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    yield place._replace(path=f"/{name}").geturl()
    with psycopg.connect(place.geturl(), autocommit=True) as line:
        line.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


def run(surroundings: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_an_earlier_house_comes_forward_and_goes_on(house: tuple[Path, dict[str, str]]) -> None:
    fixture, surroundings = house
    found: dict[str, Any] = json.loads(run(surroundings, "tests.upgrade.house", str(fixture)).splitlines()[-1])
    assert found["findings"] == [] and found["chains"] > 3
    assert found["before"] == ["revoked", "valid"], "documents of then are what they were"
    assert (found["status"], found["made"]) == ("issued", "valid"), "a case of then was decided and issued today"
    assert found["ledger"] == {} and set(found["sums"]) == {0}


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name.split(".")[0])
def test_a_fixture_stays_small(fixture: Path) -> None:
    assert fixture.stat().st_size < 200_000
