"""Every page, in every state and in every language: can everybody see it, read it, use it, and afford it?"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from legation.ground.languages.api import BY_CODE, LANGUAGES
from tests.journeys.conftest import PICTURES, WITH_PICTURES
from tests.journeys.looks import COLOURS, barriers, look, walk
from tests.journeys.places import NO_PAGE, PLACES, Cast, Place
from tests.journeys.sentences import left_in_english
from tests.journeys.windows import Window, open_context

ON_A_PHONE = ("ar", "fr", "az")
"""Languages whose pages are examined for barriers on a small phone; the others on a desk."""
IN_THE_DARK = ("en", "ar")
"""Languages whose pages have their colours examined, the dark ones too: they are the same in each."""
MOST_BYTES = 60_000
HEAVY = ("verify-device", "messages")
"""The page that reads barcodes is the one heavy page; test_weight has it. What a demonstration has mailed stands on one
page in every language, which brings every face."""


@pytest.fixture(scope="module", params=[language.code for language in LANGUAGES])
def language(request: pytest.FixtureRequest) -> str:
    """The languages that the house speaks."""
    return str(request.param)


@pytest.fixture(scope="module")
def windows(house: Any, browser: Any, signed_in: Callable[[str], Any]) -> Iterator[Callable[..., Window]]:
    """One window for each reader, whatever they read in: nobody in particular, or somebody who signed in."""
    kept: dict[str | None, Window] = {}

    def window(officer: str | None, language: str) -> Window:
        if officer not in kept:
            context = open_context(browser, state=officer and signed_in(officer), workers="block")
            kept[officer] = Window(context.new_page(), house, language, PICTURES / "pages")
            kept[officer].weigh_everything()
        kept[officer].language = language
        return kept[officer]

    yield window
    for each in kept.values():
        each.page.context.close()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_everybody_can_see_read_and_use_it(
    place: Place, windows: Callable[..., Window], cast: Cast, language: str
) -> None:
    window = windows(place.officer, language)
    window.look()
    window.faults.clear()
    place.way(window, cast)
    weight = window.weight()
    found = [f"weighs {weight}"] if weight >= MOST_BYTES and place.name not in HEAVY else []
    found += [*_words(window, place), *look(window.page, "astray"), *look(window.page, "turned"), *walk(window.page)]
    found += [*_edges(window), *_room(window), *_barriers(window)]
    if WITH_PICTURES:
        _keep_pictures(window, place)
    assert found + window.faults == []


def _words(window: Window, place: Place) -> list[str]:
    """It says its language, its direction and its name, and nothing in another language."""
    page = look(window.page, "itself")
    right = [window.language, BY_CODE[window.language].direction]
    found = [] if page["said"] == right else [f"says it is in {page['said']}"]
    found += [] if page["title"] else ["has no title"]
    found += [] if page["names"] == 1 else ["has not one name"]
    # what others wrote stands in their own language, what is for programs in English, a post's copy in the ministry's
    if place.name not in ("messages", "message", "api", "till-receipt") and "English" not in page["labels"]:
        found += left_in_english(page["html"], window.language)
    return found + (["a text is missing"] if page["labels"] else [])


def _barriers(window: Window) -> list[str]:
    """Nobody is kept out by it."""
    window.look(width=320 if window.language in ON_A_PHONE else 1280)
    found = barriers(window.page, colours=window.language in IN_THE_DARK)
    if window.language in IN_THE_DARK:
        window.look(scheme="dark", width=320 if window.language in ON_A_PHONE else 1280)
        found += [f"in the dark: {each}" for each in barriers(window.page, only=COLOURS)]
    return found


def _room(window: Window) -> list[str]:
    """It fits a small phone, and letters of twice the size."""
    found = []
    # 640 is what is left of 1280 pixels when everything is twice as large
    for width, letters in ((1280, "200%"), (640, ""), (320, "")):
        window.look(width=width)
        window.page.evaluate("size => { document.documentElement.style.fontSize = size; }", letters)
        found += [f"{width} {letters}: {each}" for each in look(window.page, "roomless")]
    return found


def _edges(window: Window) -> list[str]:
    """It keeps its edges in colours of the reader's own."""
    window.look(forced=True)
    found = list(look(window.page, "edgeless"))
    window.page.locator("a[href]:visible").last.focus()
    return found + list(look(window.page, "focused")[1])


def _keep_pictures(window: Window, place: Place) -> None:
    for width in (320, 1280):
        window.look(width=width)
        window.picture(f"{place.name}-{window.language}-{width}")
    window.look(scheme="dark")
    window.picture(f"{place.name}-{window.language}-1280-dark")
    window.look()


def test_every_address_has_its_page_in_this_list() -> None:
    listed = {place.view for place in PLACES if place.view} | set(NO_PAGE)
    assert set(_names(get_resolver().url_patterns)) == listed


def _names(patterns: list[Any]) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _names(each.url_patterns)
        elif isinstance(each, URLPattern):
            yield str(each.name)
