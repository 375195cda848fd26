"""Every page in every state, in both directions of writing: can everybody see it, read it and use it?"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.journeys.looks import barriers, look, walk
from tests.journeys.places import NO_PAGE, PLACES, Cast, Place
from tests.journeys.windows import Window

COLOURS = ["color-contrast", "link-in-text-block"]
DIRECTIONS = {"en": "ltr", "ar": "rtl"}


@pytest.fixture(scope="module", params=DIRECTIONS)
def language(request: pytest.FixtureRequest) -> str:
    """The languages that the house speaks."""
    return str(request.param)


@pytest.fixture(scope="module")
def windows(window_maker: Callable[..., Window], language: str) -> Callable[[str | None], Window]:
    """One window for each reader: nobody in particular, or somebody who signed in."""
    kept: dict[str | None, Window] = {}

    def window(officer: str | None) -> Window:
        if officer not in kept:
            kept[officer] = window_maker(language, name="pages", officer=officer)
        return kept[officer]

    return window


@pytest.fixture(scope="module", params=PLACES, ids=lambda place: place.name)
def seen(request: pytest.FixtureRequest, windows: Callable[..., Window], cast: Cast, language: str) -> Iterator[Window]:
    """The page, open before all the tests that look at it."""
    place: Place = request.param
    window = windows(place.officer)
    window.look()
    window.faults.clear()
    place.way(window, cast)
    if os.environ.get("LEGATION_PICTURES"):
        _keep_pictures(window, place)
    yield window
    assert window.faults == []


def _keep_pictures(window: Window, place: Place) -> None:
    for width in (320, 768, 1280):
        window.look(width=width)
        window.picture(f"{place.name}-{window.language}-{width}")
    window.look(scheme="dark")
    window.picture(f"{place.name}-{window.language}-1280-dark")
    window.look()


def test_it_says_its_language_and_direction_and_name(seen: Window) -> None:
    page = seen.page
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == (seen.language, DIRECTIONS[seen.language])
    assert page.title().strip()
    assert page.locator("h1").count() == 1


def test_nobody_is_kept_out_by_it(seen: Window) -> None:
    seen.look(width=320 if seen.language == "ar" else 1280)
    assert barriers(seen.page) == []
    seen.look(scheme="dark")
    assert barriers(seen.page, only=COLOURS) == []


def test_it_fits_a_small_phone(seen: Window) -> None:
    seen.look(width=320)
    assert look(seen.page, "sideways") + look(seen.page, "lost") == []


def test_it_can_be_read_in_letters_of_twice_the_size(seen: Window) -> None:
    seen.look(width=640)  # what is left of 1280 pixels when everything is twice as large
    assert look(seen.page, "sideways") + look(seen.page, "lost") == []
    seen.look()
    seen.page.evaluate("document.documentElement.style.fontSize = '200%'")  # and letters alone
    faults = look(seen.page, "sideways") + look(seen.page, "lost")
    seen.page.evaluate("document.documentElement.style.fontSize = ''")
    assert faults == []


def test_it_keeps_its_edges_in_colours_of_the_readers_own(seen: Window) -> None:
    seen.look(forced=True)
    assert look(seen.page, "edgeless") == []
    seen.page.locator("a[href]:visible").last.focus()
    assert look(seen.page, "focused")[1] == []


def test_it_can_be_walked_through_with_the_keyboard(seen: Window) -> None:
    seen.look()
    assert walk(seen.page) == []


def test_links_within_it_lead_somewhere(seen: Window) -> None:
    assert look(seen.page, "astray") == []


def test_references_in_it_read_from_left_to_right(seen: Window) -> None:
    assert look(seen.page, "turned") == []


def test_every_address_has_its_page_in_this_list() -> None:
    listed = {place.view for place in PLACES if place.view} | set(NO_PAGE)
    assert set(_names(get_resolver().url_patterns)) == listed


def _names(patterns: list[Any]) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _names(each.url_patterns)
        elif isinstance(each, URLPattern):
            yield str(each.name)
