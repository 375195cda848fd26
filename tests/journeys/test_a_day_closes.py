"""The head of a post closes a day: visitors read why, whoever is booked then is told in their calendar, and moves."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.journeys.conftest import HEAD
from tests.journeys.windows import Window

Windows = Callable[..., Window]
WHY = {"en": "The boiler is being repaired", "ar": "تصليح التدفئة"}


def press(window: Window, selector: str) -> None:
    with window.page.expect_navigation():
        window.page.click(selector)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 320)])
def test_a_head_closes_a_day_and_the_booked_person_is_told_and_moves(
    open_window: Windows, language: str, width: int
) -> None:
    name = f"a-day-closes-{language}"
    visitor = open_window(language, width=width, name=name)
    visitor.open("appointments/HQ/legalisation/")
    visitor.fill({"passport": f"U77{language}", "name": "Raphael, H.", "email": f"raphael.{language}@example.org"})
    stamp = visitor.page.locator("button[name=time]").last.get_attribute("value") or ""
    day = date.fromisoformat(stamp[:10])
    press(visitor, f"button[name=time][value='{stamp}']")
    press(visitor, "form[action$='/confirm/'] button")
    visitor.step("booked")

    head = open_window(language, officer=HEAD, name=f"{name}-head")
    head.open("post/HQ/hours/")
    head.step("hours")
    head.fill({"first-day": str(day.day), "first-month": str(day.month), "first-year": str(day.year)})
    if language == "en":
        head.page.click("main form:has([name=first-day]) details summary")
    head.fill({"why-en": WHY["en"], "why-ar": WHY["ar"]})
    press(head, "main form:has([name=first-day]) button")
    assert WHY[language] in head.page.inner_text("main")
    head.step("closed")
    head.open("post/HQ/")
    assert head.page.locator("main a[href$='/post/HQ/appointments/']").count() == 2  # one of them says how many
    head.step("post")
    press(head, "main section a[href$='/post/HQ/appointments/']")
    assert "Raphael, H." in head.page.inner_text("main")
    head.step("to-be-moved")
    press(head, "main tbody a >> nth=0")
    assert head.page.locator("button[name=time]").count()
    head.step("move")

    told = open_window(language, width=width, name=f"{name}-told")
    told.open("posts/HQ/")
    assert WHY[language] in told.page.inner_text("main")
    told.step("public")
    told.open("messages/")
    press(told, f"main tr:has-text('raphael.{language}@example.org') a >> nth=0")
    assert WHY[language] in told.page.inner_text("article")
    told.step("letter")

    visitor.page.reload()
    assert visitor.page.locator(".notice.is-referred").count()
    visitor.step("must-be-moved")
    press(visitor, "main a[href$='/move/']")
    assert not visitor.page.locator(f"button[name=time][value^='{stamp[:10]}']").count()
    press(visitor, "button[name=time] >> nth=0")
    assert not visitor.page.locator(".notice.is-referred").count()
    visitor.step("moved")
    head.open("post/HQ/appointments/")
    assert "Raphael, H." not in head.page.inner_text("main")
    head.open("post/HQ/hours/")
    press(head, f"button[name=clear][value='{day.isoformat()}']")
    assert WHY[language] not in head.page.inner_text("main")
