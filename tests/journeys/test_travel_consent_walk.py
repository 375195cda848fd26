"""Two parents, two browsers: one applies, the other signs what stands there, an officer certifies it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.journeys import steps
from tests.journeys.conftest import PASSWORD
from tests.journeys.windows import Window
from tests.procedures.joint import OTHER, PROOF, pages

CONSUL = "consul@utopia.example"
Opener = Callable[..., Window]
pytestmark = pytest.mark.usefixtures("cast")


def test_both_parents_sign_and_an_officer_certifies_it(open_window: Opener) -> None:
    applicant, other = open_window(script=False, width=320), open_window("ar", name="the-other-parent", width=320)
    fill_in(applicant)
    assert not applicant.page.locator("#truth").count(), "nothing to hand in yet"
    applicant.step("who-must-sign")
    press(applicant, "form[action*='/signatures/'] button")
    applicant.step("asked")
    sign_in_by_letter(other, letter(applicant))
    other.step("the-whole-application")
    other.page.check("#declared")
    press(other, "main button[value=yes]")
    other.step("signed")
    applicant.page.reload()
    applicant.step("the-other-has-signed")
    change(applicant)
    assert applicant.page.locator("main .tag.is-referred").count() and not applicant.page.locator("#truth").count()
    applicant.step("changed-after-it-was-signed")
    other.page.reload()
    assert other.page.locator(".notice.is-referred").count()
    other.step("the-answers-were-changed")
    prove(other)
    other.page.check("#declared")
    press(other, "main button[value=yes]")
    applicant.page.reload()
    steps.hand_in(applicant)
    steps.show_card(applicant)
    steps.wait_for(applicant, ".progress .now")
    other.page.reload()
    other.step("how-it-stands")
    certify(open_window)
    steps.wait_for(applicant, steps.DOCUMENT)
    applicant.step("issued")
    other.page.reload()
    other.step("what-was-issued")
    assert other.page.locator("main .panel .ref").count()


def fill_in(window: Window) -> None:
    """The form, page by page, up to the summary."""
    window.open("procedures/travel_consent/")
    window.page.click("main form button")
    for data in pages(datetime.now(UTC)).values():
        window.fill({name: value.lstrip("0") if "-" in name else value for name, value in data.items()})
        window.send()


def letter(window: Window) -> str:
    """The token of the signer's link, out of the captured letter."""
    page = window.page.context.new_page()
    page.goto(f"{window.house.address}/en/messages/")
    page.click(f"main tr:has-text('{OTHER}') a >> nth=0")
    page.wait_for_selector("article")
    found = re.search(r"/sign/([\w-]+)/", page.inner_text("article"))
    page.close()
    assert found
    return found[1]


def sign_in_by_letter(window: Window, token: str) -> None:
    """From the letter to the application."""
    window.open(f"sign/{token}/")
    window.step("the-link-in-the-letter")
    prove(window)


def prove(window: Window) -> None:
    """Show that the letter was meant for oneself."""
    window.fill({"other_document": PROOF})
    window.send()


def change(window: Window) -> None:
    """Somebody else travels with the child."""
    window.page.click("a[href*='/travel/#companion']")
    window.fill({"companion": "Uncle OKORO"})
    window.send()
    while window.path.rstrip("/").rsplit("/", 1)[-1] != "summary":
        window.send()


def certify(open_window: Opener) -> None:
    """An officer sees who signed, and certifies."""
    window = open_window(name="officer-of-consents")
    window.open("desk/")
    window.fill({"email": CONSUL, "password": PASSWORD})
    window.send()
    window.page.wait_for_selector("body.desk")
    window.open("desk/?service=travel_consent")
    window.step("who-signed")
    window.page.keyboard.press("g")
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")


def press(window: Window, selector: str) -> None:
    """One button, and the page it leads to."""
    with window.page.expect_navigation():
        window.page.click(selector)
