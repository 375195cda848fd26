"""What a first visit to the one heavy page costs somebody on a bad line; test_every_page weighs all others."""

from collections.abc import Callable

from tests.journeys.test_every_page import MOST_BYTES
from tests.journeys.windows import Window

MOST_BYTES_OF_THE_READER = 650_000


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
