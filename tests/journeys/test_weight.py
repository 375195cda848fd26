"""What a first visit costs somebody on a bad line, and whom it tells."""

import re
from collections.abc import Callable

import pytest

from tests.journeys.places import PLACES, Cast, Place
from tests.journeys.windows import Window

MOST_BYTES = 60_000
# an Arabic page that also shows a name or the browser's own words needs the faces of both scripts
MOST_BYTES_OF_BOTH = 80_000
MOST_BYTES_OF_THE_READER = 650_000
PUBLIC = [place for place in PLACES if place.officer is None and place.name not in ("messages", "message")]


def weigh(window: Window, go: Callable[[], object]) -> int:
    """The bytes that travel over the wire while `go` happens with nothing kept from before."""
    sizes: list[float] = []
    devtools = window.page.context.new_cdp_session(window.page)
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    devtools.send("Network.enable")
    devtools.send("Network.clearBrowserCache")
    go()
    window.page.evaluate("document.fonts.ready.then(() => null)")
    devtools.detach()
    assert sizes
    return int(sum(sizes))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_first_page_is_light_and_asks_nobody_else(open_window: Callable[..., Window], language: str) -> None:
    window = open_window(language)
    assert weigh(window, lambda: window.open("")) < MOST_BYTES


def test_the_page_that_reads_barcodes_is_the_one_heavy_page(open_window: Callable[..., Window]) -> None:
    """Most of it is the reader; it is fetched once and kept."""
    window = open_window("en")

    def go() -> None:
        window.open("verify/device/")
        window.page.wait_for_selector("#device[data-ready][data-fetched]")

    assert MOST_BYTES < weigh(window, go) < MOST_BYTES_OF_THE_READER


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_public_page_is_light(open_window: Callable[..., Window], cast: Cast, language: str) -> None:
    window, heavy = open_window(language), {}
    for place in _opened_at_once():
        weight = weigh(window, lambda: place.way(window, cast))  # noqa: B023 - called at once
        if weight >= (MOST_BYTES_OF_BOTH if _shows_both_scripts(window) else MOST_BYTES):
            heavy[place.name] = weight
    assert heavy == {}


def _shows_both_scripts(window: Window) -> bool:
    main = window.page.locator("main")
    latin = re.search("[A-Za-z]", main.inner_text()) or main.locator("input[type=file]").count()
    return window.language == "ar" and bool(latin)


def _opened_at_once() -> list[Place]:
    return [place for place in PUBLIC if place.direct and place.name != "verify-device"]
