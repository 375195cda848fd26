"""Travellers get their visa: in Arabic without script, and on a small phone with a card that is refused first."""

from collections.abc import Callable
from pathlib import Path

from tests.journeys import steps
from tests.journeys.windows import Window

POOR_CARD = "4000 0000 0000 9995"
Windows = Callable[..., Window]


def test_an_applicant_gets_a_visa_in_arabic_without_script(open_window: Windows, tmp_path: Path) -> None:
    window, person = open_window("ar", script=False, width=768), steps.somebody(101, by_rule=True)
    steps.ask_whether_a_visa_is_needed(window, person)
    _write_a_name_in_digits_and_mend_it(window)
    for page in ("passport", "trip", "contact"):
        assert window.path.endswith(f"/{page}/")
        steps.answer(window, person, page)
    steps.hand_in(window)
    steps.show_card(window)
    assert not window.page.locator("main a[href$='/fee/']").count(), "nobody is asked to pay twice"
    steps.wait_for(window, steps.DOCUMENT)
    window.step("issued")
    visa = steps.download_visa(window, tmp_path)
    assert visa.read_bytes().startswith(b"%PDF-")
    assert steps.verdict(window, file=visa) in steps.GENUINE
    assert steps.verdict(window, number=visa.stem) in steps.GENUINE
    assert steps.verdict(window, file=steps.picture_of(visa, window)) in steps.GENUINE


def _write_a_name_in_digits_and_mend_it(window: Window) -> None:
    window.fill({"surname": "12345", "birth_date-day": "31", "birth_date-month": "2", "birth_date-year": "1990"})
    window.send()
    window.step("passport-mistakes")
    assert window.page.locator("#surname[aria-invalid=true]").input_value() == "12345"
    assert window.page.locator(".errors a[href='#birth_date-day']").count() == 1


def test_an_applicant_on_a_small_phone_comes_back_and_pays_in_the_end(open_window: Windows) -> None:
    window, person = open_window("en", width=320), steps.somebody(102, by_rule=True)
    steps.ask_whether_a_visa_is_needed(window, person)
    steps.answer(window, person, "passport")
    link = window.page.locator("main aside a").first.get_attribute("href")
    later = open_window("en", width=320)
    later.steps = window.steps
    later.page.goto(f"{later.house.address}{link}")
    assert later.path.endswith("/trip/")
    for page in ("trip", "contact"):
        steps.answer(later, person, page)
    steps.hand_in(later)
    steps.show_card(later, POOR_CARD)
    assert later.page.locator("main .notice.is-refused").count() == 1
    steps.show_card(later)
    steps.wait_for(later, steps.DOCUMENT)
    _find_it_by_reference_and_in_the_messages(later, person.passport)


def _find_it_by_reference_and_in_the_messages(window: Window, passport: str) -> None:
    reference = steps.reference_on(window)
    steps.look_up(window, reference, passport)
    window.step("found-by-reference")
    assert steps.reference_on(window) == reference
    assert window.page.locator(steps.DOCUMENT).count() == 1
    window.open("messages/")
    subjects = window.page.locator("main td a").filter(has_text=reference)
    assert subjects.count() == 2
    subjects.first.click()
    window.step("message")
    assert reference in window.page.locator("article").inner_text()


def test_what_a_form_is_missing_is_found_from_the_summary(open_window: Windows, cast: dict) -> None:
    window = open_window("en")
    window.open(f"application/{cast['drafter']['token']}/summary/")
    for link in window.page.locator("main .change a").all():
        address, _, place = (link.get_attribute("href") or "").partition("#")
        answer = window.page.request.get(f"{window.house.address}{address}").text()
        assert f'id="{place}"' in answer
