"""Every journey in every language, with pictures when they are wanted (LEGATION_PICTURES=1: build/pictures)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from legation.ground.languages.api import BY_CODE
from tests.journeys import steps
from tests.journeys.conftest import CITIZEN, OFFICER, PASSWORD
from tests.journeys.windows import Window

Windows = Callable[..., Window]
pytestmark = pytest.mark.parametrize("language", BY_CODE)
POOR_CARD = "4000 0000 0000 9995"
SEED = 150
ON_A_DESK = ("en", "ar")


@pytest.fixture
def window(open_window: Windows, language: str) -> Window:
    """A reader without script, on a small phone or a tablet, whose pictures stand together by language."""
    window = open_window(language, script=False, width=768 if language in ON_A_DESK else 320)
    window.pictures /= language
    return window


def test_a_traveller_gets_a_visa_without_script(window: Window, tmp_path: Path, language: str) -> None:
    person = steps.somebody(SEED + list(BY_CODE).index(language), by_rule=True)
    steps.ask_whether_a_visa_is_needed(window, person)
    _write_a_name_in_digits_and_mend_it(window)
    for page in ("passport", "trip", "contact"):
        assert window.path.endswith(f"/{page}/")
        steps.answer(window, person, page)
    steps.hand_in(window)
    steps.show_card(window, POOR_CARD)
    assert window.page.locator("main .notice.is-refused").count() == 1
    steps.show_card(window)
    assert not window.page.locator("main a[href$='/fee/']").count(), "nobody is asked to pay twice"
    steps.wait_for(window, steps.DOCUMENT)
    window.step("issued")
    visa = steps.download_visa(window, tmp_path)
    assert visa.read_bytes().startswith(b"%PDF-")
    assert steps.verdict(window, number=visa.stem) in steps.GENUINE
    if language in ON_A_DESK:
        assert steps.verdict(window, file=visa) in steps.GENUINE
        assert steps.verdict(window, file=steps.picture_of(visa, window)) in steps.GENUINE


def _write_a_name_in_digits_and_mend_it(window: Window) -> None:
    window.fill({"surname": "12345", "birth_date-day": "31", "birth_date-month": "2", "birth_date-year": "1990"})
    window.send()
    window.step("passport-mistakes")
    assert window.page.locator("#surname[aria-invalid=true]").input_value() == "12345"
    assert window.page.locator(".errors a[href='#birth_date-day']").count() == 1


def test_an_officer_signs_in_looks_and_is_asked_for_a_reason(open_window: Windows, cast: dict, language: str) -> None:
    desk = open_window(language)
    desk.pictures /= language
    desk.open("desk/")
    desk.step("sign-in")
    desk.fill({"email": OFFICER, "password": PASSWORD})
    desk.send()
    desk.open(f"desk/{cast['referred']['case']}/")
    desk.step("case")
    desk.page.keyboard.press("x")
    desk.step("x-asks-for-reasons")
    desk.page.click("details.decide form .button.danger")
    desk.page.wait_for_selector("details.decide[open] [role=alert]")
    desk.step("no-reason")


def test_a_citizen_goes_from_their_account_into_an_application_and_its_data(
    open_window: Windows, cast: dict, language: str
) -> None:
    citizen = open_window(language, officer=CITIZEN, width=320)
    citizen.pictures /= language
    citizen.open("account/")
    citizen.step("my-applications")
    citizen.page.click("form[action*='/account/applications/'] button >> nth=0")
    citizen.page.wait_for_selector("main .over .ref")
    citizen.step("one-of-them")
    citizen.open(f"application/{cast['issued']['token']}/data/")
    citizen.step("its-data")
    assert citizen.page.locator("form:has(#erasure)").count() == 1


def test_the_chooser_leads_to_the_same_page_without_a_script(window: Window, language: str) -> None:
    window.open("status/")
    window.page.click(".languages summary")
    names = window.page.locator(".languages details li").all_inner_texts()
    assert names == [each.name for each in BY_CODE.values()]
    other = BY_CODE["az" if language != "az" else "ru"]
    window.page.click(f".languages details >> text={other.name}")
    window.language = other.code
    assert (window.path, window.page.locator("html").get_attribute("lang")) == ("status/", other.code)
