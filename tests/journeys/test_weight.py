"""What a first visit costs somebody on a bad line, and whom it tells."""

from collections.abc import Callable

import pytest

from legation.ground.languages.api import LANGUAGES
from tests.journeys.places import PLACES, Cast, Place
from tests.journeys.windows import Window

MOST_BYTES = 60_000
MOST_BYTES_OF_THE_READER = 650_000
CODES = [language.code for language in LANGUAGES]


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


def test_the_page_that_reads_barcodes_is_the_one_heavy_page(open_window: Callable[..., Window]) -> None:
    """Most of it is the reader; it is fetched once and kept."""
    window = open_window("en")

    def go() -> None:
        window.open("verify/device/")
        window.page.wait_for_selector("#device[data-ready][data-fetched]")

    assert MOST_BYTES < weigh(window, go) < MOST_BYTES_OF_THE_READER


@pytest.mark.parametrize("language", CODES)
def test_every_other_page_is_light_and_asks_nobody_else(
    open_window: Callable[..., Window], cast: Cast, language: str
) -> None:
    heavy, windows = {}, {}
    for place in _opened_at_once():
        if place.officer not in windows:
            windows[place.officer] = open_window(language, officer=place.officer, workers="block")
        window = windows[place.officer]
        weight = weigh(window, lambda: place.way(window, cast))  # noqa: B023 - called at once
        if weight >= MOST_BYTES:
            heavy[place.name] = weight
    assert heavy == {}


def _opened_at_once() -> list[Place]:
    return [place for place in PLACES if place.direct and place.name != "verify-device"]
