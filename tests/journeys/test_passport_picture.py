"""A picture of the passport fills in the first page, without script and on a telephone; the traveller compares and goes on."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from legation.config.bench.mrz_photo.specimens import Specimen, specimen
from legation.documents.api import can_read_passports
from legation.documents.seals.mrz import decode
from tests.journeys import steps
from tests.journeys.windows import Window

pytestmark = pytest.mark.skipif(not can_read_passports(), reason="tesseract is not installed")

Windows = Callable[..., Window]


def photograph(window: Window, picture: bytes) -> None:
    window.page.click("main details.panel summary")
    window.page.set_input_files("#passport_picture", {"name": "page.jpg", "mimeType": "image/jpeg", "buffer": picture})
    window.step("picture-chosen")
    window.page.click("main details.panel button")
    window.page.wait_for_selector(".notice")


@pytest.fixture(scope="module")
def page() -> Specimen:
    return specimen(3, today=datetime.now(UTC).date(), harm=0.5)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_picture_fills_in_the_page_that_asks_for_the_passport(
    open_window: Windows, language: str, page: Specimen
) -> None:
    window, person = open_window(language, script=False, width=320), steps.somebody(401, by_rule=True)
    steps.ask_whether_a_visa_is_needed(window, person)
    photograph(window, page.picture)
    window.step("read")
    said = decode(page.lines).fields
    assert window.page.input_value("#surname") == said.primary
    assert window.page.input_value("#passport_number") == said.number
    assert window.page.locator(".notice.is-granted").count() == 1
    window.send()
    assert window.path.endswith("/trip/")


def test_a_picture_that_cannot_be_read_says_what_to_do(open_window: Windows) -> None:
    window, person = open_window("en"), steps.somebody(402, by_rule=True)
    steps.ask_whether_a_visa_is_needed(window, person)
    photograph(window, person.photo * 1)
    window.step("unread")
    assert "too small" in window.page.locator(".notice.is-refused").inner_text()
    assert window.page.input_value("#surname") == ""
