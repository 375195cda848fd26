"""An officer serves ten people in a row by keys alone: known, paid for in cash, granted, printed, handed over, next."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import PASSWORD
from tests.journeys.house import House
from tests.journeys.waiting import OFFICER
from tests.journeys.windows import Window

Windows = Callable[..., Window]
MOST_KEYS = 15
"""For one person, with the times an officer looks again whether the house has done its part."""


class Hands:
    """What an officer presses; there is no mouse. `reader` types what stands in a passport, as a scanner does."""

    def __init__(self, window: Window) -> None:
        self.window, self.pressed, self.counts = window, 0, Counter[str]()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed += 1
            self.counts[key] += 1
            self.window.page.keyboard.press(key)

    def go(self, *keys: str) -> None:
        """Press keys of which the last leads to another page."""
        self.press(*keys[:-1])
        with self.window.page.expect_navigation():
            self.press(keys[-1])

    def until(self, key: str) -> None:
        """Look again until something has this key."""
        while not self.window.page.locator(f"[data-key={key}]").count():
            self.pressed += 1  # F5, which a page without a frame of a browser has not
            self.window.page.wait_for_timeout(200)
            self.window.page.reload()


def serve(hands: Hands, lines: str, name: str, *, picture: bool) -> int:
    """Everything for one person; gives how many keys it took."""
    before, window = hands.pressed, hands.window
    window.until("document.activeElement.id === 'lines'")
    window.page.keyboard.insert_text(lines)
    hands.go("Tab", "Enter")
    assert name in window.page.inner_text("h1")
    show = window.step if picture else lambda _name: None
    show("known")
    hands.go("m")
    window.until("document.activeElement !== document.body")
    show("payment")
    hands.go("Enter")
    show("receipt")
    hands.go("w")
    hands.go("j", "Enter")
    hands.until("g")
    show("case")
    hands.go("g", "Enter")
    hands.until("h")
    show("to-hand-over")
    with window.page.expect_download() as paper:
        hands.press("p")
    assert paper.value.path().read_bytes().startswith(b"%PDF")
    hands.go("h", "Enter")
    assert not window.page.locator("[data-key=h]").count()
    show("handed-over")
    hands.go("n")
    return hands.pressed - before


@pytest.fixture
def waiting(house: House, cast: Any) -> list[str]:
    return json.loads(house.run("-m", "tests.journeys.waiting"))


def test_ten_people_are_served_in_a_row_by_keys_alone(
    open_window: Windows, waiting: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    window = open_window(name="by-keys-alone")
    window.open("counter/")
    window.fill({"email": OFFICER, "password": PASSWORD})
    window.send()
    window.open("counter/")
    window.step("counter")
    hands, begun = Hands(window), time.monotonic()
    keys = []
    for number, lines in enumerate(waiting):
        given = re.split("<+", lines.splitlines()[0])[2]
        keys.append(serve(hands, lines, given, picture=not number))
    seconds = time.monotonic() - begun
    with capsys.disabled():
        print(f"\n{len(keys)} people in {seconds:.0f} s; keys for each: {keys}")  # noqa: T201 — what this test measures
    assert len(keys) == 10 and max(keys) <= MOST_KEYS
