"""A document is legalised in the browser: asked for, answered, proposed, confirmed by another officer, issued."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tests.journeys import steps
from tests.journeys.conftest import PASSWORD
from tests.journeys.windows import Window

FIRST, SECOND = "consul@utopia.example", "consul.second@utopia.example"
Opener = Callable[..., Window]
pytestmark = pytest.mark.usefixtures("cast")


def a_scan() -> dict[str, Any]:
    file = BytesIO()
    Image.new("RGB", (1000, 1400), "white").save(file, "JPEG")
    return {"name": "diploma.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def day(name: str, value: str) -> dict[str, str]:
    year, month, of_month = value.split("-")
    return {f"{name}-day": of_month, f"{name}-month": str(int(month)), f"{name}-year": year}


def test_two_officers_legalise_a_diploma_after_a_question(open_window: Opener) -> None:
    applicant, year = open_window(script=False, width=320), datetime.now(UTC).year
    hand_in(applicant, year)
    assert "€3.00" in applicant.page.locator("main").inner_text()
    steps.show_card(applicant)
    steps.wait_for(applicant, ".progress .now")
    one, other = desk(open_window, FIRST, "first-officer"), desk(open_window, SECOND, "second-officer")
    one.open("desk/?service=legalisation")
    steps.wait_for(one, ".case-head")
    one.page.keyboard.press("a")
    one.page.check("main [name=asked][value=issued_by]")
    one.page.fill("main [name=note]:visible", "Which faculty issued it?")
    one.page.click("details[open] .button.primary")
    steps.wait_for(applicant, "a[href$='/do/answer/']")
    applicant.step("asked")
    applicant.page.click("a[href$='/do/answer/']")
    applicant.fill({"issued_by": "University of Amaurot, Faculty of Law"})
    applicant.send()
    one.open("desk/?service=legalisation")
    assert "Faculty of Law" in one.page.locator("main").inner_text()
    with one.page.expect_navigation():
        press(one, "p")
    other.open("desk/?service=legalisation&list=proposed")
    other.step("proposal")
    with other.page.expect_navigation():
        press(other, "g")
    steps.wait_for(applicant, steps.DOCUMENT)
    applicant.step("issued")
    assert "without a fee" in applicant.page.locator("main").inner_text()


def press(window: Window, key: str) -> None:
    """A key of the desk, and the confirmation it leads to."""
    window.page.keyboard.press(key)
    window.page.keyboard.press("Enter")


def hand_in(window: Window, year: int) -> None:
    """The form, page by page, and on to the fee."""
    window.open("procedures/legalisation/")
    window.step("about")
    window.page.click("main form button")
    passport = {"surname": "OKORO", "given_names": "ADA", "sex": "female", "passport_number": "A1234567"}
    window.fill(passport | day("birth_date", "1990-04-03") | day("passport_expiry", f"{year + 5}-05-01"))
    window.send()
    window.page.set_input_files("#scan", a_scan())
    paper = {
        "paper_kind": "diploma",
        "issued_by": "University of Amaurot",
        "used_in": "FRA",
        "pages": "4",
        "copies": "2",
    }
    window.fill(paper | day("paper_date", "2024-06-30"))
    window.step("the-document")
    window.send()
    window.fill({"speed": "usual", "standing": "none"})
    window.send()
    window.fill({"email": "ada@example.org"})
    window.send()
    steps.hand_in(window)


def desk(open_window: Opener, email: str, name: str) -> Window:
    """The desk of an officer who signed in."""
    window = open_window(name=name)
    window.open("desk/")
    window.fill({"email": email, "password": PASSWORD})
    window.send()
    window.page.wait_for_selector("body.desk")
    return window
