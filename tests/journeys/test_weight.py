"""What a first visit costs somebody on a bad line, and whom it tells."""

from collections.abc import Callable

import pytest

from tests.journeys.places import PLACES, Cast, Place
from tests.journeys.windows import Window

MOST_BYTES = 60_000
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


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_public_page_is_light(open_window: Callable[..., Window], cast: Cast, language: str) -> None:
    window, heavy = open_window(language), {}
    for place in _opened_at_once():
        weight = weigh(window, lambda: place.way(window, cast))  # noqa: B023 - called at once
        if weight >= MOST_BYTES:
            heavy[place.name] = weight
    assert heavy == {}


def _opened_at_once() -> list[Place]:
    return [place for place in PUBLIC if place.direct]
