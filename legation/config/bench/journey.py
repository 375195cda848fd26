"""One traveller's way to an e-visa, as their browser walks it."""

import re
from urllib.parse import urlencode

from legation.config.bench.browser import Browser, Page, Unexpected
from legation.config.samples import Traveller
from legation.config.testcheckout import GOOD_CARD

CARD = {"number": GOOD_CARD, "expiry": "12/39", "code": "123"}
_APPLICATION = re.compile(r"/application/([^/]+)/(?:([\w-]+)/)?$")
_PICTURE = re.compile(rb'src="([^"]+/picture/photo/(?:\?small)?)"')


async def travel(browser: Browser, base: str, person: Traveller, photo: bytes) -> str:
    """Walk from the first screen to the page that says it is paid; gives the token of the application.

    Raises:
        Unexpected: a page was not the one that should come.
    """
    page = await browser.get(f"{base}/en/visa/?{urlencode(person.known)}", "first screen")
    page = await browser.submit(page, f"{base}/en/visa/apply/", person.known, "apply")
    token, place = where(page)
    while place in person.pages:
        if b'name="photo"' in page.body:
            page = await browser.upload(page, person.pages[place], {"photo": photo}, place)
        else:
            page = await browser.submit(page, page.url, person.pages[place], place)
        before, (_token, place) = place, where(page)
        if place == before:
            raise Unexpected(f"{place}: it came again")
    page = await _hand_in(browser, base, page)
    await _pay(browser, page, token)
    return token


async def _hand_in(browser: Browser, base: str, page: Page) -> Page:
    """The summary with its picture, then the declaration."""
    _expect(page, "summary")
    picture = _PICTURE.search(page.body)
    if picture is None:
        raise Unexpected("summary: no picture")
    await browser.get(base + picture[1].decode(), "picture")
    return await browser.submit(page, page.url, {"truth": "yes"}, "hand in")


async def _pay(browser: Browser, page: Page, token: str) -> None:
    """The fee, the bank's page, and back to the state of the case."""
    _expect(page, "fee")
    bank = await browser.submit(page, page.url, {}, "to the bank")
    if not bank.path.startswith("/pay/"):
        raise Unexpected(f"to the bank: it led to {bank.path}")
    page = await browser.submit(bank, bank.url, CARD, "card")
    if where(page) != (token, "paid"):
        raise Unexpected(f"card: it led back to {page.path}")


def where(page: Page) -> tuple[str, str]:
    """Token and page of the application that an address names; the page is empty for the state of the case."""
    found = _APPLICATION.search(page.path)
    if found is None:
        raise Unexpected(f"no application at {page.path}")
    return found[1], found[2] or ""


def _expect(page: Page, place: str) -> None:
    if where(page)[1] != place:
        raise Unexpected(f"{place} was to come, {page.path} came")
