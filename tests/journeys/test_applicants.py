"""Travellers come back to what they began, and find what they lack. See also test_six_languages."""

from collections.abc import Callable

from tests.journeys import steps
from tests.journeys.windows import Window

POOR_CARD = "4000 0000 0000 9995"
Windows = Callable[..., Window]


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
    assert subjects.count() == 3, "received, receipt, issued"
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
