"""Somebody registers, books a time and comes to the post; an officer calls them, knows them by their passport, enters them."""

from collections.abc import Callable

import pytest

from tests.journeys.test_registering_abroad import register
from tests.journeys.windows import Window
from tests.procedures.registering import PAGES

Windows = Callable[..., Window]
PASSPORT = PAGES["person"]["passport_number"]
BORN = {name: value for name, value in PAGES["person"].items() if name.startswith("birth_date")}


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 320)])
def test_who_booked_comes_is_called_known_and_entered(open_window: Windows, language: str, width: int) -> None:
    name = f"at-the-post-{language}"
    citizen = open_window(language, width=width, name=name)
    register(citizen)
    citizen.page.click("main a[href$='/visit/'], main form[action$='/visit/'] button")
    citizen.page.wait_for_load_state()
    citizen.step("times")
    citizen.page.click("button[name=time] >> nth=0")
    citizen.page.wait_for_load_state()
    citizen.step("held")
    citizen.page.click("form[action$='/confirm/'] button")
    citizen.page.wait_for_load_state()
    assert citizen.page.locator("main .ref").count()
    citizen.step("booked")

    consul = open_window(language, officer="consul.paris@utopia.example", name=f"{name}-officer")
    consul.open("visits/")
    consul.page.select_option("#service", "registration_abroad")
    consul.page.click("form[action$='/arrive/'] button")
    consul.page.wait_for_load_state()
    consul.page.select_option("#counter", index=1)
    consul.page.click("form[action$='/next/'] button")
    consul.page.wait_for_load_state()
    consul.step("called")
    hall = open_window(language, name=f"{name}-hall")
    hall.open("appointments/PAR/display/")
    assert "W 00" in hall.page.locator("main").inner_text()
    hall.step("hall")
    hall.page.set_viewport_size({"width": 390, "height": 844})
    assert hall.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    consul.open("counter/")
    consul.fill({"number": PASSPORT, **BORN})
    with consul.page.expect_navigation():
        consul.page.press("#number", "Enter")
    consul.step("known")
    consul.page.click("main table a >> nth=0")
    consul.page.wait_for_load_state()
    consul.page.click("form[action$='/enter/'] button")
    consul.page.wait_for_load_state()
    consul.open("visits/")
    consul.page.click("form[action*='/visits/']:has([name=gone]) button:not(.danger)")
    consul.page.wait_for_load_state()
    assert not consul.page.locator("[name=gone]").count()
    consul.step("served")

    citizen.page.click("main details summary")
    citizen.page.click("form[action$='/cancel/'] button")
    citizen.page.wait_for_load_state()
    assert not citizen.page.locator("form[action$='/cancel/']").count()
    citizen.step("cancelled")
