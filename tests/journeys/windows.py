"""A window onto the house that notices what a reader must never meet."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, TimeoutError

from tests.journeys.house import House

PATIENCE_MILLISECONDS = 30_000
"""A machine that is busy with something else has found no fault."""
HEIGHTS = {320: 640, 640: 400, 768: 1024, 1280: 800}
# the browser writes a line about every answer from 400 on; a form with mistakes is answered with 422 on purpose
_EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of (400|403|404|422|429)")


@dataclass
class Window:
    """A page in a context of its own, in one language."""

    page: Page
    house: House
    language: str
    pictures: Path
    faults: list[str] = field(default_factory=list)
    steps: int = 0
    scale: "Scale | None" = None
    colours: tuple[str, bool] | None = None

    def __post_init__(self) -> None:
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.house.address, self.house.bank, "data:")):
            self.faults.append(f"asked {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} at {response.url}\n{self.house.errors()}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        of_the_page = message.location["url"].split("#")[0] == self.page.url.split("#")[0]
        if not (of_the_page and _EXPECTED.match(message.text)):
            self.faults.append(f"console: {message.text} ({message.location['url']})")

    def open(self, path: str) -> Response:
        """Open a path below the language: '' is the home page."""
        answer = self.page.goto(f"{self.house.address}/{self.language}/{path}")
        assert answer is not None
        return answer

    @property
    def path(self) -> str:
        """Where we are: the path below the language, or the whole address when not in the house."""
        here = urlsplit(self.page.url)
        prefix = f"/{self.language}/"
        inside = self.page.url.startswith(self.house.address) and here.path.startswith(prefix)
        return here.path.removeprefix(prefix) if inside else self.page.url

    def fill(self, data: dict[str, str]) -> None:
        """Fill in a form by the names of its inputs, whatever they are drawn as."""
        for name, value in data.items():
            found = self.page.locator(f"main [name='{name}']:not([type=hidden])")
            kind = found.first.evaluate("e => e.type")
            if kind in ("radio", "checkbox"):
                self.page.check(f"main [name='{name}'][value='{value}']")
            elif kind == "select-one":
                found.select_option(value)
            else:
                found.fill(value)

    def send(self) -> None:
        """Press the page's one primary button; what is typed is kept before the page goes, so it goes a moment later."""
        with self.page.expect_navigation():
            self.page.click("main .button.primary, form.card button")

    def arrive(self, at: str) -> None:
        """Wait until the page is the one whose address ends so; says where it is instead, and what stands there."""
        try:
            self.page.wait_for_url(f"**/{at}")
        except TimeoutError as error:
            raise AssertionError(f"at {self.page.url}: {self.page.inner_text('main')} {self.faults}") from error

    def until(self, script: str) -> None:
        """Wait until an expression is true, asked from outside: the page's own policy lets nobody evaluate in it."""
        for _time in range(600):
            if self.page.evaluate(script):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never true: {script}")

    def look(self, *, width: int = 1280, scheme: Literal["light", "dark"] = "light", forced: bool = False) -> None:
        """Change how the reader looks at the page without loading it again."""
        if self.page.viewport_size != {"width": width, "height": HEIGHTS[width]}:
            self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        if self.colours != (scheme, forced):
            self.page.emulate_media(color_scheme=scheme, forced_colors="active" if forced else "none")
            self.colours = (scheme, forced)

    def weigh_everything(self) -> None:
        """From now on keep nothing from one page to the next, and know what each weighs."""
        self.scale = Scale(self.page)

    def weight(self) -> int:
        """The bytes that the page took to come, with nothing kept from before."""
        assert self.scale is not None
        self.page.evaluate("document.fonts.ready.then(() => null)")
        return self.scale.bytes

    def picture(self, name: str) -> None:
        """Keep a picture of the whole page."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        # the desk fills the window and keeps its actions in sight: a picture of the whole page would tear it
        whole = not self.page.locator("body.desk").count() or self.page.viewport_size == {"width": 320, "height": 640}
        self.page.screenshot(path=self.pictures / f"{name}.png", full_page=whole)

    def step(self, name: str) -> None:
        """Keep a picture of the next step of a journey, if pictures are wanted."""
        self.steps += 1
        if os.environ.get("LEGATION_PICTURES"):
            self.picture(f"{self.steps:02}-{name}")


class Scale:
    """Weighs what a page loads since it was last asked for, as a browser does that has never been here."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self.wanted: set[str] = set()
        devtools = page.context.new_cdp_session(page)
        devtools.on("Network.requestWillBeSent", self._asked)
        devtools.on("Network.loadingFinished", self._came)
        devtools.send("Network.enable")
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _asked(self, event: dict[str, Any]) -> None:
        if event.get("type") == "Document":
            self.bytes = 0
            self.wanted.clear()
        self.wanted.add(event["requestId"])

    def _came(self, event: dict[str, Any]) -> None:
        # what the page before had asked for may arrive after it
        if event["requestId"] in self.wanted:
            self.bytes += int(event["encodedDataLength"])


def open_context(
    browser: Browser, *, width: int = 1280, script: bool = True, scheme: Literal["light", "dark"] = "light",
    forced: bool = False, state: Any = None, workers: Literal["allow", "block"] = "allow",
) -> BrowserContext:  # fmt: skip
    """A reader with nothing kept from others; `state` carries a sign-in over.

    Without workers every file is fetched as on a first visit.
    """
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]}, java_script_enabled=script, color_scheme=scheme,
        forced_colors="active" if forced else "none", storage_state=state, reduced_motion="reduce", service_workers=workers,
    )  # fmt: skip
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    return context
