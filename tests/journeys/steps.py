"""What people do in the house, each as one step: answer, upload, pay, wait, look up."""

import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from legation.config.samples import Traveller, portrait, traveller
from legation.config.testcheckout import GOOD_CARD
from tests.journeys.windows import Window

PATIENCE_SECONDS = 30


def somebody(seed: int, *, by_rule: bool) -> Traveller:
    """An invented traveller whom the rules grant, or whom an officer sees."""
    return traveller(seed, today=datetime.now(UTC).date(), by_rule=by_rule)


def ask_whether_a_visa_is_needed(window: Window, person: Traveller) -> None:
    """The first screen, from the home page on, and its offer taken."""
    window.open("")
    window.page.click(f"main a[href='/{window.language}/visa/']")
    window.step("do-i-need-a-visa")
    window.fill({name: person.known[name] for name in ("nationality", "purpose")})
    window.page.click("main form[method=get] button")
    window.page.wait_for_selector("#answer-title")
    window.step("the-answer")
    window.page.click("#answer form button")
    window.page.wait_for_selector("[name=surname]")


def answer(window: Window, person: Traveller, page: str) -> None:
    """One page of the form, with a portrait where one is asked for."""
    window.fill(person.pages[page])
    if page == "contact":
        window.page.set_input_files(
            "#photo", {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": portrait(person.photo_seed)}
        )
    window.step(f"{page}-filled-in")
    window.send()


def hand_in(window: Window) -> None:
    """The summary, the declaration, and on to the fee."""
    window.step("summary")
    window.fill({"truth": "yes"})
    window.send()
    window.step("fee")


def show_card(window: Window, number: str = GOOD_CARD) -> None:
    """From the fee's page to the test bank, and what comes back."""
    window.send()
    assert window.page.url.startswith(window.house.bank)
    window.page.fill("#number", number)
    window.page.fill("#expiry", "12/39")
    window.page.fill("#code", "123")
    window.step("test-bank")
    window.send()
    window.page.wait_for_url(f"{window.house.address}/**")
    window.step("back-from-the-bank")


def wait_for(window: Window, selector: str) -> None:
    """Reload, as somebody without script would, until the page has it."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not window.page.locator(selector).count():
        assert time.monotonic() < until, f"no {selector} at {window.page.url}"
        time.sleep(0.2)
        window.page.reload()


def download_visa(window: Window, folder: Path) -> Path:
    """The PDF, by the page's own button."""
    with window.page.expect_download() as coming:
        window.page.click(DOCUMENT)
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    return file


GENUINE = ("valid", "waiting")
"""What the house says of a visa that holds: valid, or waiting for its first day."""

DOCUMENT = "main .panel .button.primary"
"""The button that opens an issued document, on the page of its application."""


def verdict(window: Window, *, number: str = "", file: Path | None = None) -> str:
    """What the house says of a document: valid, waiting, invalid, revoked or unknown."""
    window.open("verify/")
    if file is not None:
        window.page.set_input_files("#file", file)
    window.fill({"number": number} if number else {})
    window.send()
    window.step(f"verified-by-{file.suffix[1:] if file else 'number'}")
    classes = window.page.locator("section.verdict").get_attribute("class") or ""
    return classes.rpartition("is-")[2]


def picture_of(visa: Path, window: Window) -> Path:
    """The visa as somebody would photograph it, kept among the window's pictures."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("no pdftoppm here")
    window.pictures.mkdir(parents=True, exist_ok=True)
    picture = window.pictures / "visa.png"
    subprocess.run(["pdftoppm", "-r", "200", "-png", "-singlefile", visa, picture.with_suffix("")], check=True)
    return picture


def look_up(window: Window, reference: str, passport: str) -> None:
    """The state of an application, by what a traveller has at hand."""
    window.open("status/")
    window.fill({"reference": reference, "passport": passport})
    window.send()


def reference_on(window: Window) -> str:
    """The reference that the page shows."""
    return window.page.locator("main .over .ref").inner_text()
