"""A traveller who does not give up: what fails is looked at, then sent again. What they were promised is kept."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from legation.config.bench.browser import Browser, Page, Unexpected
from legation.config.bench.journey import where
from legation.config.samples import Traveller
from legation.config.testcheckout import GOOD_CARD

PATIENCE_SECONDS = 180
Promise = tuple[float, str, str]
"""When; the path that was posted to; the path it led to. For what was seen on a page, the two are the same."""


@dataclass
class Witness(Browser):
    """A browser that remembers every form that was answered by the way onward: there lies a promise."""

    promises: list[Promise] = field(default_factory=list)

    async def _send(self, method: str, url: str, step: str, body: bytes = b"", kind: str = "") -> Page:
        page = await super()._send(method, url, step, body, kind)
        if method == "POST" and page.status in (302, 303):
            onward = urljoin(url, page.headers["location"][0])
            self.promises.append((time.time(), urlsplit(url).path, urlsplit(onward).path))
        return page


class Stubborn:
    """One traveller on their way, who goes on from wherever they are.

    Args:
        cards: What they show, one after the other if one is refused; the last one is shown ever after.
    """

    def __init__(self, browser: Witness, person: Traveller, photo: bytes, cards: Sequence[str] = (GOOD_CARD,)) -> None:
        self.browser, self.person, self._photo, self._base = browser, person, photo, ""
        self._cards = list(cards)
        self.token, self.failures = "", 0
        self._page: Page | None = None

    async def travel(self, base: str) -> bool:
        """Walk at `base` to the page that says it is paid; False if that was not reached within PATIENCE_SECONDS."""
        self._base = base
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                if await self._step():
                    return True
            except (Unexpected, OSError, EOFError, TimeoutError, ValueError):
                self.failures += 1
                self._page = None
                self.browser.close()
                await asyncio.sleep(random.uniform(0.3, 1.5))  # noqa: S311 — how long people wait
        return False

    async def _step(self) -> bool:
        """Do the next thing; gives whether it was the last."""
        page, self._page = self._page or await self._look(), None
        token, place = where(page)
        self.token = token
        if place in self.person.pages:
            files = {"photo": self._photo} if b'name="photo"' in page.body else {}
            self._page = await self.browser.upload(page, self.person.pages[place], files, place)
        elif place == "summary":
            self._page = await self.browser.submit(page, page.url, {"truth": "yes"}, "hand in")
        elif place == "fee":
            await self._pay(page)
        else:
            return await self._is_paid()
        return False

    async def _look(self) -> Page:
        """Where things stand; for who has no application yet, the beginning."""
        if not self.token:
            self.token = self._promised_token()
        if self.token:
            return await self.browser.get(f"{self._base}/en/application/{self.token}/", "look")
        known = self.person.known
        page = await self.browser.get(f"{self._base}/en/visa/?{urlencode(known)}", "first screen")
        return await self.browser.submit(page, f"{self._base}/en/visa/apply/", known, "apply")

    def _promised_token(self) -> str:
        """The link that was handed out, even if its page did not come any more."""
        led = [onward for _at, path, onward in self.browser.promises if path.endswith("/apply/")]
        return led[-1].split("/application/")[1].split("/")[0] if led else ""

    async def _is_paid(self) -> bool:
        page = await self.browser.get(f"{self._base}/en/application/{self.token}/fee/", "look at the fee")
        if where(page)[1] == "fee":
            self._page = page
            return False
        self.browser.promises.append((time.time(), page.path, page.path))
        return True

    async def _pay(self, page: Page) -> None:
        bank = await self.browser.submit(page, page.url, {}, "to the bank")
        if not bank.path.startswith("/pay/"):
            self._page = bank
            return
        card = self._cards.pop(0) if len(self._cards) > 1 else self._cards[0]
        shown = {"number": card, "expiry": "12/39", "code": "123"}
        self._page = await self.browser.submit(bank, bank.url, shown, "card")
