"""Officers decide with the keyboard alone; nobody else sees their desk."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys import steps
from tests.journeys.conftest import OFFICER, OFFICER_IN_CAIRO, PASSWORD
from tests.journeys.windows import Window

Windows = Callable[..., Window]


def press(window: Window, *keys: str) -> None:
    """Press keys one after another."""
    for key in keys:
        window.page.keyboard.press(key)


def open_case(window: Window) -> str:
    """The reference of the case on the desk."""
    return window.page.locator(".case-head .ref").inner_text()


@pytest.fixture
def desk(open_window: Windows) -> Window:
    """An officer who has just signed in, without touching anything but keys."""
    window = open_window("en")
    window.open("desk/")
    while window.page.evaluate("document.activeElement.id") != "email":
        press(window, "Tab")
    window.page.keyboard.type(OFFICER)
    press(window, "Tab")
    window.page.keyboard.type(PASSWORD)
    press(window, "Enter")
    window.page.wait_for_selector(".case-head")
    window.step("queue")
    return window


def test_an_officer_grants_and_refuses_by_keyboard_and_travellers_see_it(
    desk: Window, open_window: Windows, cast: dict
) -> None:
    _grant_the_second_in_the_queue(desk, cast["queue"][1]["case"])
    _refuse_the_first_with_a_reason(desk, cast["queue"][0]["case"])
    traveller = open_window("en", width=320)
    steps.look_up(traveller, cast["queue"][1]["reference"], cast["queue"][1]["passport"])
    assert traveller.page.locator(".progress .granted, .progress .now").count() == 1
    steps.look_up(traveller, cast["queue"][0]["reference"], cast["queue"][0]["passport"])
    traveller.step("refused")
    assert traveller.page.locator(".progress .refused").count() == 1
    assert traveller.page.locator(steps.DOCUMENT).count() == 0


def _grant_the_second_in_the_queue(desk: Window, expected: str) -> None:
    press(desk, "j")
    desk.step("j-moves-on")
    with desk.page.expect_navigation():
        press(desk, "Enter")
    assert open_case(desk) == expected
    press(desk, "g")
    desk.step("g-brings-grant-to-hand")
    assert desk.page.evaluate("document.activeElement.dataset.key") == "g"
    with desk.page.expect_navigation():
        press(desk, "Enter")
    assert open_case(desk) != expected


def _refuse_the_first_with_a_reason(desk: Window, expected: str) -> None:
    assert open_case(desk) == expected
    press(desk, "x", "Tab", "Space", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab")
    desk.page.keyboard.type("Please send the letter of your host.")
    desk.step("x-asks-for-reasons")
    with desk.page.expect_navigation():
        press(desk, "Tab", "Enter")
    assert open_case(desk) != expected


def test_a_refusal_without_a_reason_is_asked_for_again(desk: Window) -> None:
    refused = open_case(desk)
    press(desk, "x", *["Tab"] * 7)
    with desk.page.expect_navigation():
        press(desk, "Enter")
    desk.step("no-reason")
    assert open_case(desk) == refused
    assert desk.page.locator(
        "details.decide[open] [role=alert]:focus, details.decide[open] :focus [role=alert]"
    ).count()


def test_an_issued_visa_is_revoked_and_everybody_can_tell(
    desk: Window, open_window: Windows, cast: dict, tmp_path: Path
) -> None:
    one, stranger = cast["spare"], open_window("en")
    steps.look_up(stranger, one["reference"], one["passport"])
    visa = steps.download_visa(stranger, tmp_path)
    assert steps.verdict(stranger, number=visa.stem) in steps.GENUINE
    desk.open(f"desk/{one['case']}/?list=issued")
    press(desk, "v", "Tab", "Space", *["Tab"] * 7)
    with desk.page.expect_navigation():
        press(desk, "Enter")
    assert steps.verdict(stranger, number=visa.stem) == "revoked"
    assert steps.verdict(stranger, file=visa) == "revoked"
    assert steps.verdict(stranger, file=steps.picture_of(visa, stranger)) == "revoked"


def test_nobody_gets_to_the_desk_without_signing_in(open_window: Windows, cast: dict) -> None:
    window = open_window("en")
    for path in ("desk/", f"desk/{cast['referred']['case']}/", f"desk/{cast['referred']['case']}/picture/photo/"):
        window.open(path)
        assert window.path == "sign-in/"


def test_an_officer_of_another_post_sees_none_of_it(open_window: Windows, cast: dict) -> None:
    window = open_window("en", officer=OFFICER_IN_CAIRO)
    window.open("desk/")
    assert window.page.locator("[data-row]").count() == 0
    for path in (f"desk/{cast['referred']['case']}/", f"desk/{cast['referred']['case']}/picture/photo/"):
        assert window.open(path).status == 404
