"""A national abroad registers with a family: on a small phone, and in Arabic without script; a consul enters them."""

from collections.abc import Callable

import pytest

from tests.journeys.looks import look
from tests.journeys.windows import Window
from tests.procedures.registering import PAGES, member, scan

Windows = Callable[..., Window]
WAY = ("person", "parents", "abroad", "family", "children", "emergency", "contact")


def _fill_in(window: Window, page: str) -> None:
    """One page, looked at before it is sent."""
    assert window.path.endswith(f"/{page}/"), window.path
    if page == "family":
        return _family(window)
    window.fill({name: value for name, value in PAGES[page].items() if value})
    if page == "contact":
        window.page.set_input_files("#proof", {"name": "lease.pdf", "mimeType": "application/pdf", "buffer": scan()})
    _save(window, page)
    return None


def _family(window: Window) -> None:
    """Three added, the wrong one taken away, a mistake in a row mended."""
    rows = (("spouse", "Brûlé", "1980"), ("other", "Wrong", "1999"), ("child", "Müller", "2031"))
    for number, row in enumerate(rows):
        window.page.click("button[name=add]")
        window.page.wait_for_selector(f"[name=members-{number}-surname]")
        window.fill({name: value for name, value in member(number, *row).items() if value})
    window.step("family-of-three")
    window.page.click("button[name=remove][value=members-1]")
    window.page.wait_for_selector("[name=members-2-surname]", state="detached")
    assert window.page.input_value("[name=members-1-surname]") == "Müller"
    window.page.press("[name=members-1-surname]", "Enter")
    window.page.wait_for_selector(".errors a[href='#members-1-born-day']")
    window.step("family-mistake")
    window.fill({"members-1-born-year": "2015"})
    _save(window, "family")


def _save(window: Window, page: str) -> None:
    assert look(window.page, "sideways") + look(window.page, "lost") == [], page
    window.step(page)
    window.send()


def register(window: Window) -> None:
    """From the page of the register to what was handed in."""
    begin(window)
    window.fill({"truth": "yes"})
    window.send()


def begin(window: Window) -> None:
    """From the page of the register to the summary."""
    window.open("procedures/registration_abroad/?country=FRA")
    window.step("where")
    window.page.click("form[method=post].panel .button")
    window.page.wait_for_load_state()
    for page in WAY:
        _fill_in(window, page)


@pytest.mark.parametrize(("language", "script"), [("en", True), ("ar", False)])
def test_a_family_registers_on_a_small_phone_and_a_consul_enters_them(
    open_window: Windows, language: str, script: bool
) -> None:
    window = open_window(language, script=script, width=320)
    begin(window)
    assert look(window.page, "sideways") + look(window.page, "lost") == []
    text = window.page.locator("main").inner_text()
    assert "MUELLER" in text and "Brûlé" in text and "Wrong" not in text
    window.step("summary")
    window.fill({"truth": "yes"})
    window.send()
    assert window.page.locator("main .ref").count()
    window.step("handed-in")
    consul = open_window(language, officer="consul.paris@utopia.example")
    consul.open("desk/?service=registration_abroad")
    assert "MUELLER" in consul.page.locator("main").inner_text()
    consul.step("desk")
    consul.page.click("form[action$='/enter/'] button")
    consul.page.wait_for_load_state()
