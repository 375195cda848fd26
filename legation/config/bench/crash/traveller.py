"""A traveller who does not give up: what fails is looked at, then sent again. What they were promised is kept."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from legation.config.bench.browser import Browser, Page, Unexpected
from legation.config.bench.crash.faults import Lot
from legation.config.bench.journey import where
from legation.config.samples import Traveller

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

    `lot` is how they pay.
    """

    def __init__(self, browser: Witness, person: Traveller, photo: bytes) -> None:
        self.browser, self.person, self._photo, self._base = browser, person, photo, ""
        self.token, self.failures = "", 0
        self.lot = Lot()
        self._shown, self._open_page = 0, ""
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
        if self._open_page:
            await self._pay_late()
        self.browser.promises.append((time.time(), page.path, page.path))
        return True

    async def _pay(self, page: Page) -> None:
        bank = await self.browser.submit(page, page.url, {}, "to the bank")
        if not bank.path.startswith("/pay/"):
            self._page = bank
        elif self.lot.late:
            self._open_page = bank.url
            away = page.url.replace("/fee/", "/withdraw/")
            self._page = await self.browser.submit(page, away, {}, "withdraw")
        else:
            self._page = await self._show_card(bank)

    async def _pay_late(self) -> None:
        """Pay on the page that stayed open, unless that is done."""
        bank = await self.browser.get(self._open_page, "open page")
        if b"<form" in bank.body:
            await self._show_card(bank)

    async def _show_card(self, bank: Page) -> Page:
        """The next card, and the proof that it is theirs if the bank asks for it."""
        if not bank.path.endswith("/challenge"):
            card = self.lot.cards[min(self._shown, len(self.lot.cards) - 1)]
            shown = {"number": card, "expiry": "12/39", "code": "123"}
            bank = await self.browser.submit(bank, bank.url, shown, "card")
            self._shown += 1
        if bank.path.endswith("/challenge"):
            return await self.browser.submit(bank, bank.url, {"answer": "yes"}, "proof")
        return bank
