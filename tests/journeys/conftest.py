"""One running house, one browser, and a new window for every test."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import ARGUMENTS, CHROMIUM
from tests.journeys.house import ROOT, House, new_house
from tests.journeys.windows import Window, open_context

PASSWORD = "utopia-demo"
CONSUL, CONSUL_IN_PARIS = "consul@utopia.example", "consul.paris@utopia.example"
CENTRAL = "central@utopia.example"
REGISTRAR, ELECTORAL = "registrar.paris@utopia.example", "electoral@utopia.example"
OFFICER, OFFICER_IN_CAIRO, STRANGER = (f"{name}@utopia.example" for name in ("officer", "officer.cairo", "nobody"))
WITH_PICTURES = bool(os.environ.get("LEGATION_PICTURES"))
PICTURES = ROOT / "build" / "pictures"
"""Where pictures are kept, if LEGATION_PICTURES=1 asks for them."""

ADMINISTRATOR = "administrator@utopia.example"
ACCOUNTANT, ACCOUNTANT_IN_CAIRO = (f"{name}@utopia.example" for name in ("accountant", "accountant.cairo"))
CASHIER, CASHIER_IN_PARIS = (f"cashier.{post}@utopia.example" for post in ("cairo", "paris"))
HEAD, HEAD_IN_CAIRO = "head@utopia.example", "head.cairo@utopia.example"
CITIZEN, NEWCOMER = "citizen:traveller6@example.org", "citizen:newcomer@example.org"
RIGHT_TO_LEFT, LEFT_TO_RIGHT = "ar", ("en", "fr", "tr", "az", "ru")
DIRECTIONS = ("en", "ar")
"""The two languages in which most journeys can be walked."""
IN_SIX = ("test_every_page", "test_six_languages")
"""What is walked in six."""
Windows = Callable[..., Window]
Cast = dict[str, Any]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every journey needs a browser, and says so. Each page is walked in Arabic and in one language more, the next page
    in the next one; a journey from left to right or from right to left, the next one the other way; all in every
    language if asked to.
    """
    if not config.getoption("--every-language"):
        left = {item for item in items if not _page_has_its_turn(item)}
        if not WITH_PICTURES:
            left |= _other_way(items)
        config.hook.pytest_deselected(items=list(left))
        items[:] = [item for item in items if item not in left]
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason=f"no Chromium at {CHROMIUM}"))


def _page_has_its_turn(item: pytest.Item) -> bool:
    from tests.journeys.places import PLACES  # it takes its names from here

    asked = getattr(item, "callspec", None) and item.callspec.params  # type: ignore[attr-defined]
    if item.path.stem != "test_every_page" or not asked:
        return True
    turn = PLACES.index(asked["place"]) % len(LEFT_TO_RIGHT)
    return asked["language"] in (RIGHT_TO_LEFT, LEFT_TO_RIGHT[turn])


def _other_way(items: list[pytest.Item]) -> set[pytest.Item]:
    """Of every journey that can be walked from left to right and from right to left, the one whose turn it is not."""
    found: dict[tuple[Any, ...], dict[str, list[pytest.Item]]] = {}
    for item in items:
        parts = item.callspec.id.split("-") if getattr(item, "callspec", None) else []  # type: ignore[attr-defined]
        said = [each for each in parts if each in DIRECTIONS]
        if Path(__file__).parent in item.path.parents and item.path.stem not in IN_SIX and len(said) == 1:
            # a language comes with its own size of window
            kind = [each for each in parts if each not in said and not each.isdigit()]
            found.setdefault((item.path, item.originalname, *kind), {}).setdefault(said[0], []).append(item)  # type: ignore[attr-defined]
    both = [walks for walks in found.values() if len(walks) == len(DIRECTIONS)]
    return {item for turn, walks in enumerate(both) for item in walks[DIRECTIONS[turn % 2]]}


# of the package, not of the session: a running browser would stand in the way of the database tests that follow
@pytest.fixture(scope="package")
def house() -> Iterator[House]:
    """The product, running."""
    made = new_house()
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="package")
def cast(house: House) -> Cast:
    """Staff, and travellers at every stage of their way."""
    return house.cast()


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """One browser for all."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="package")
def signed_in(house: House, browser: Any, cast: Cast) -> Callable[[str], Any]:
    """The cookies of somebody who signed in once, by e-mail address."""
    kept: dict[str, Any] = {}

    def state(email: str) -> Any:
        if email not in kept:
            context = open_context(browser)
            page = context.new_page()
            if email.startswith("citizen:"):
                enter_by_link(page, house.address, email.removeprefix("citizen:"))
                kept[email] = context.storage_state()
                context.close()
                return kept[email]
            page.goto(f"{house.address}/en/sign-in/")
            page.fill("#email", email)
            page.fill("#password", PASSWORD)
            page.press("#password", "Enter")
            page.wait_for_url(re.compile("/(desk|accounts|till|administration|figures|post|electoral)/"))
            kept[email] = context.storage_state()
            context.close()
        return kept[email]

    return state


def ask_for_link(page: Any, house: str, address: str) -> str:
    """Ask for a link to an address, and take it out of the mailbox."""
    page.goto(f"{house}/en/account/sign-in/")
    page.fill("#email", address)
    page.press("#email", "Enter")
    page.wait_for_selector("main a[href$='/messages/']")
    page.goto(f"{house}/en/messages/")
    page.click(f"main tr:has-text('{address}'):has-text('Your link to sign in') a >> nth=0")
    page.wait_for_selector("article")
    return re.search(r"https?://\S+/enter/\S+", page.inner_text("article"))[0]  # type: ignore[index]


def enter_by_link(page: Any, house: str, address: str) -> None:
    """Sign in as a citizen does."""
    page.goto(ask_for_link(page, house, address))
    page.click("main form button")
    page.wait_for_url(re.compile("/account/$"))


@pytest.fixture(scope="module")
def window_maker(house: House, browser: Any, signed_in: Callable[[str], Any]) -> Iterator[Windows]:
    """Opens windows that live as long as the module; what they noticed is read at the end."""
    opened: list[Window] = []

    def make(language: str = "en", *, name: str = "", officer: str | None = None, **look: Any) -> Window:
        context = open_context(browser, state=officer and signed_in(officer), **look)
        window = Window(context.new_page(), house, language, PICTURES / name)
        opened.append(window)
        return window

    yield make
    for window in opened:
        window.page.context.close()


@pytest.fixture
def open_window(house: House, browser: Any, signed_in: Callable[[str], Any], request: Any) -> Iterator[Windows]:
    """Opens windows onto the house; the test fails if one of them met a fault."""
    opened: list[Window] = []
    folder = PICTURES / request.node.name.split("[")[0].removeprefix("test_")

    def make(language: str = "en", *, name: str = "", officer: str | None = None, **look: Any) -> Window:
        context = open_context(browser, state=officer and signed_in(officer), **look)
        opened.append(Window(context.new_page(), house, language, PICTURES / name if name else folder))
        return opened[-1]

    yield make
    faults = [fault for window in opened for fault in window.faults]
    for window in opened:
        window.page.context.close()
    assert faults == []
