"""A post is cut off: it makes an emergency document, a border without a network accepts it, the centre learns of it later."""

import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from legation.config.samples import portrait
from tests.journeys.conftest import PASSWORD, PICTURES
from tests.journeys.cut_off import CLI, Post
from tests.journeys.house import House
from tests.journeys.test_checking_on_the_device import choose, cut_off, opened
from tests.journeys.windows import Window, open_context

CONSUL = "consul.cairo@utopia.example"
LOST = {"number": "X1234567", "birth_date-day": "12", "birth_date-month": "8", "birth_date-year": "1984"}
LEAVES = (datetime.now(UTC) + timedelta(days=3)).date()
TOLD = {
    "surname": "Hythlo", "given_names": "Ada", "birth_place": "Amaurot", "sex": "female",
    "identity_number": LOST["number"], **{name: value for name, value in LOST.items() if name != "number"},
    "without_passport": "stolen", "identity_proof": "copy",
    "journey_to": "UTO", "journey_through-none": "yes", "journey_on-day": str(LEAVES.day),
    "journey_on-month": str(LEAVES.month), "journey_on-year": str(LEAVES.year), "carrier": "Anyder Air",
    "email": "ada@example.org", "phone": "",
}  # fmt: skip
"""What is typed into the whole form, and what is asked next because it was stolen."""
OF_THE_THEFT = {"lost_on-day": "1", "lost_on-month": "11", "lost_on-year": "2026", "police_report": "Cairo 4711"}


@pytest.fixture
def post(house: House, cast: dict[str, Any]) -> Iterator[Post]:
    """The machine of the post in Cairo, standing by."""
    made = Post(house, "CAI")
    try:
        made.open()
        yield made
    finally:
        made.close()


@pytest.fixture
def window_at(browser: Any) -> Iterator[Callable[..., Window]]:
    """Opens windows onto either machine; what the browser says of a network that is cut is no fault."""
    made: list[Window] = []

    def open_one(house: House, language: str, *, width: int = 1280) -> Window:
        context = open_context(browser, width=width)
        made.append(Window(context.new_page(), house, language, PICTURES / f"cut-off-{language}"))
        return made[-1]

    yield open_one
    cut = ("ERR_INTERNET_DISCONNECTED", "An unknown error occurred when fetching the script")
    faults = [fault for window in made for fault in window.faults if not any(word in fault for word in cut)]
    for window in made:
        window.page.context.close()
    assert faults == []


def ticket() -> bytes:
    """A photo of a ticket."""
    out = io.BytesIO()
    Image.new("RGB", (900, 1200), (240, 240, 230)).save(out, "JPEG")
    return out.getvalue()


def signed_in(window: Window) -> Window:
    window.open("desk/")
    window.fill({"email": CONSUL, "password": PASSWORD})
    window.send()
    return window


def says_that_the_line_is_gone(officer: Window) -> None:
    officer.open("line/")
    officer.step("stands-by")
    with officer.page.expect_navigation():
        officer.page.click("main form button")
    assert not officer.page.locator("main form").count()
    officer.step("cut-off")


def issue(officer: Window) -> str:
    """At the counter, for somebody whose passport was stolen; gives the reference of the case."""
    officer.open("counter/")
    officer.fill(LOST)
    with officer.page.expect_navigation():
        officer.page.press("#number", "Enter")
    officer.page.select_option("#procedure", "emergency_document")
    with officer.page.expect_navigation():
        officer.page.click("form[action$='/begin/'] button")
    officer.page.wait_for_url(re.compile("/whole/$"))
    officer.fill(TOLD)
    for where, name, picture in (("#ticket_scan", "ticket.jpg", ticket()), ("#photo", "ada.jpg", portrait(7))):
        officer.page.set_input_files(where, {"name": name, "mimeType": "image/jpeg", "buffer": picture})
    officer.step("whole")
    officer.send()
    officer.page.wait_for_url(re.compile(r"/whole/\?follows$"))
    officer.fill(OF_THE_THEFT)
    officer.step("theft")
    officer.send()
    officer.page.check("#truth")
    officer.step("summary")
    officer.send()
    officer.open("counter/person/")
    officer.step("known")
    with officer.page.expect_navigation():
        officer.page.click("main table a[href*='/desk/'] >> nth=0")
    reference = officer.page.locator(".case-head .ref").inner_text()
    officer.step("case")
    officer.page.keyboard.press("g")
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Enter")
    return reference


def printed(officer: Window) -> bytes:
    """The document, as soon as the post's own signer has sealed it."""
    for _time in range(60):
        officer.open("counter/person/")
        if officer.page.locator("[data-key=p]").count():
            break
        officer.page.wait_for_timeout(500)
    officer.step("to-hand-over")
    with officer.page.expect_download() as paper:
        officer.page.click("[data-key=p]")
    return Path(paper.value.path()).read_bytes()


def checked_by_command(post: Post, pdf: bytes) -> dict[str, Any]:
    """`legation verify` with the lists that were carried there: at the post's own machine, which asks nobody."""
    file = post.stick / "paper.pdf"
    file.write_bytes(pdf)
    return dict(json.loads(post.house.run(*CLI, "verify", str(file), "--lists", str(post.stick / "lists"), "--json")))


@pytest.mark.parametrize("language", ["en"])
def test_an_emergency_document_made_at_a_post_that_is_cut_off_is_accepted_offline_and_known_at_the_centre_later(
    post: Post, house: House, window_at: Callable[..., Window], language: str
) -> None:
    border = window_at(house, language, width=768)
    opened(border)
    cut_off(border)
    officer = signed_in(window_at(post.house, language))
    says_that_the_line_is_gone(officer)
    reference = issue(officer)
    pdf = printed(officer)

    said = checked_by_command(post, pdf)
    assert (said["word"], said["kind"]) == ("valid", "emergency")
    number = said["number"]
    assert choose(border, "paper.pdf", "application/pdf", pdf) == "valid"
    assert number in border.page.inner_text("#facts") and "HYTHLO" in border.page.inner_text("#facts")
    assert border.page.locator("#traveller").is_hidden()
    border.step("accepted-at-the-border")

    asked = window_at(house, language)
    assert word_of(asked, number) != "valid"
    asked.step("not-known-online-yet")
    assert post.carried() == {"packages": 1, "conflicts": []}
    assert word_of(asked, number) == "valid"
    asked.step("known-online")
    centre = signed_in(window_at(house, language))
    centre.open(f"desk/{reference}/")
    assert number in centre.page.inner_text("main")
    centre.step("in-its-case-at-the-centre")


def word_of(window: Window, number: str) -> str:
    """What /verify at the centre says of a number."""
    window.open("verify/")
    window.page.fill("#number", number)
    window.page.press("#number", "Enter")
    window.page.wait_for_selector("main section.verdict")
    return (window.page.locator("main section.verdict").get_attribute("class") or "").rpartition("is-")[2]
