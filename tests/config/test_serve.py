"""`legation serve`: a dozen programs that begin as copies of one, each under its own name; one that dies is replaced."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.journeys.house import House, new_house

PATIENCE_SECONDS = 60
pytestmark = [pytest.mark.slow, pytest.mark.once]


@pytest.fixture(scope="module")
def house(static_files: None) -> Iterator[House]:
    house = new_house()
    house.start()
    yield house
    house.stop()


def titles(house: House) -> dict[int, str]:
    """pid -> what each program of a house is called, the one that serves left out."""
    found = {}
    for each in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if os.getpgid(int(each.name)) == house.process.pid != int(each.name):
                found[int(each.name)] = (each / "cmdline").read_bytes().decode().replace("\0", " ").strip()
    return found


def of(house: House, name: str) -> int:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        for pid, title in titles(house).items():
            if title == name:
                return pid
        time.sleep(0.1)
    raise AssertionError(f"{name} is not among {sorted(titles(house).values())}")


@pytest.mark.parametrize("name", ["legation work", "legation sign", "legation log write"])
def test_one_that_is_killed_is_started_again(house: House, name: str) -> None:
    before = of(house, name)
    os.kill(before, signal.SIGKILL)
    until = time.monotonic() + PATIENCE_SECONDS
    while of(house, name) == before and time.monotonic() < until:
        time.sleep(0.1)
    assert of(house, name) != before
    assert f"{name.split()[1]} ended with -9; starting it again" in house.log()


def test_each_counts_for_itself_and_all_end_with_the_one_that_serves(house: House) -> None:
    web = house.folder / "metrics" / "web"
    assert [each.name for each in web.glob("counter_*.db")], "the web process has counted its answers"
    house.process.terminate()
    assert house.process.wait(PATIENCE_SECONDS) == 0
    assert titles(house) == {}
