"""A country nobody designed for runs from files alone: the tutorial is followed to the letter, and people come."""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.journeys import steps
from tests.journeys.conftest import PASSWORD, PICTURES
from tests.journeys.house import ROOT, House, new_house
from tests.journeys.windows import Window, open_context

GUIDE = ROOT / "docs" / "guides" / "a-country-of-your-own.md"
OFFICER = "consular_officer@qnw.example"
Opener = Callable[..., Window]


@pytest.fixture(scope="module")
def islands() -> Iterator[House]:
    """The Nawras Islands, made and opened by the commands of the tutorial."""
    made = new_house()
    for name, there in (("definitions", ROOT), ("docs", ROOT), (".venv", Path(sys.prefix).parent)):
        (made.folder / name).symlink_to(there / (Path(sys.prefix).name if name == ".venv" else name))
    commands = "".join(re.findall(r"```sh\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL))
    try:
        made.start_by(["bash", "-ec", commands], cwd=made.folder)
        yield made
    finally:
        made.stop()


@pytest.fixture
def opened(islands: House, browser: Any) -> Iterator[Opener]:
    """Windows onto the islands, in Arabic unless told otherwise; none may meet a fault."""
    windows: list[Window] = []

    def make(language: str = "ar", name: str = "own-country", **look: Any) -> Window:
        windows.append(Window(open_context(browser, **look).new_page(), islands, language, PICTURES / name))
        return windows[-1]

    yield make
    for window in windows:
        window.page.context.close()
    assert [fault for window in windows for fault in window.faults] == []


def test_the_ministry_greets_strangers_in_its_own_language(islands: House) -> None:
    with urlopen(islands.address) as answer:
        page = answer.read().decode()
    assert urlsplit(answer.url).path == "/ar/"
    assert 'dir="rtl"' in page and "وزارة البحار والجيران" in page


def test_a_guest_pays_in_three_decimals_and_gets_a_paper_in_arabic_first(opened: Opener, tmp_path: Path) -> None:
    window, person = opened(script=False, width=320), steps.somebody(301, by_rule=True)
    steps.ask_whether_a_visa_is_needed(window, person)
    for page in ("passport", "trip", "contact"):
        steps.answer(window, person, page)
    steps.hand_in(window)
    assert "7.500" in window.page.locator("main").inner_text()
    steps.show_card(window)
    steps.wait_for(window, steps.DOCUMENT)
    window.step("issued")
    visa = steps.download_visa(window, tmp_path)
    assert b"/Lang(ar" in visa.read_bytes()
    steps.picture_of(visa, window)
    assert steps.verdict(window, number=visa.stem) in steps.GENUINE


def test_a_service_of_its_own_goes_from_the_home_page_to_an_officers_yes(opened: Opener) -> None:
    window, person = opened(name="own-service"), steps.somebody(302, by_rule=True)
    window.open("")
    window.step("home")
    window.fill({"q": "بئر"})
    window.send()
    window.page.get_by_role("link", name="تصريح بئر").click()
    window.step("about")
    window.page.click("main form button")
    window.fill(person.pages["passport"])
    window.send()
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    parts = {f"wanted_by-{part}": str(getattr(tomorrow, part)) for part in ("day", "month", "year")}
    window.fill({"request": "بئر خلف المنارة", **parts})
    window.send()
    window.fill({"email": "guest@example.org"})
    window.send()
    steps.hand_in(window)
    assert "2.250" in window.page.locator("main").inner_text()
    steps.show_card(window)
    _an_officer_grants_it(opened("en", name="own-officer"))
    steps.wait_for(window, ".progress .granted")
    window.step("granted")


def _an_officer_grants_it(desk: Window) -> None:
    desk.open("desk/")
    desk.fill({"email": OFFICER, "password": PASSWORD})
    desk.send()
    desk.page.wait_for_selector(".case-head")
    desk.step("queue")
    assert "بئر خلف المنارة" in desk.page.locator("main").inner_text()
    desk.page.keyboard.press("g")
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")
