"""What a traveller sees when paying goes wrong: what happened, that nothing is lost, and what to do next."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from legation.config.testcheckout import GOOD_CARD
from tests.journeys import steps
from tests.journeys.conftest import ACCOUNTANT
from tests.journeys.house import House
from tests.journeys.looks import barriers
from tests.journeys.windows import Window

Windows = Callable[..., Window]
POOR, CHALLENGED, SILENT = "4000000000009995", "4000002760003184", "4000009990000112"
WORDS = {
    "en": {
        "poor": "not enough money", "challenge": "could not confirm", "left": "have not paid yet",
        "down": "Not available just now", "silence": "may have gone through", "back": "paid back",
    },
    "ar": {
        "poor": "رصيد كافٍ", "challenge": "التأكد من هويتك", "left": "لم تدفع بعد",
        "down": "غير متاح في الوقت الحالي", "silence": "ربما تمت", "back": "رُدَّ",
    },
}  # fmt: skip
_MAKE = """
import contextlib, io, json
from tests.journeys.cast import handed_in
print(json.dumps([handed_in(seed) for seed in range(700, 714)]))
"""


@pytest.fixture(scope="module")
def unpaid(house: House, cast: dict[str, Any]) -> list[dict[str, Any]]:
    """Travellers who have handed in and not paid. The staff are the cast's: made anew, they would be signed out."""
    assert cast
    return list(json.loads(house.run("-c", _MAKE).splitlines()[-1]))


@pytest.fixture(params=["en", "ar"])
def window(request: pytest.FixtureRequest, open_window: Windows) -> Window:
    """A phone in Arabic, a desk in English."""
    return open_window(request.param, width=320 if request.param == "ar" else 1280)


def switch(house: House, *faults: str) -> None:
    """Have the bank do these wrong from now on."""
    words = [word for fault in faults for word in ("--fault", fault)] or ["--no-faults"]
    house.run("-m", "legation.config.cli", "testbank", *words)
    time.sleep(0.7)


def to_the_bank(window: Window, person: dict[str, Any]) -> None:
    window.open(f"application/{person['token']}/fee/")
    window.send()
    assert window.page.url.startswith(window.house.bank)


def show(window: Window, number: str) -> None:
    window.page.fill("#number", number)
    window.page.fill("#expiry", "12/39")
    window.page.fill("#code", "123")
    window.page.click("form.card button")
    window.page.wait_for_load_state()


def reads(window: Window, word: str) -> None:
    """The page says it, and everybody can use the page."""
    assert WORDS[window.language][word] in window.page.locator("main").inner_text()
    window.step(f"{word}-{window.language}")
    assert barriers(window.page) == []
    window.look(width=320)
    assert window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_card_without_money(window: Window, unpaid: list[dict[str, Any]]) -> None:
    to_the_bank(window, unpaid.pop())
    show(window, POOR)
    reads(window, "poor")
    assert window.page.locator("main .button.primary").count() == 1


def test_a_challenge_that_is_refused_and_then_passed(window: Window, unpaid: list[dict[str, Any]]) -> None:
    to_the_bank(window, unpaid.pop())
    show(window, CHALLENGED)
    window.step("is-it-you")
    assert barriers(window.page) == []
    window.page.click("button[value=no]")
    reads(window, "challenge")
    window.send()
    show(window, CHALLENGED)
    window.page.click("button[value=yes]")
    steps.wait_for(window, steps.DOCUMENT)


def test_a_challenge_that_is_left_alone_goes_on_where_it_stopped(window: Window, unpaid: list[dict[str, Any]]) -> None:
    to_the_bank(window, unpaid.pop())
    show(window, CHALLENGED)
    window.page.click(".cancel")
    window.page.wait_for_load_state()
    reads(window, "left")
    window.send()
    assert window.page.url.split("?")[0].endswith("/challenge")
    window.page.click("button[value=yes]")
    steps.wait_for(window, steps.DOCUMENT)


def test_a_bank_that_does_not_answer(window: Window, house: House, unpaid: list[dict[str, Any]]) -> None:
    window.open(f"application/{unpaid.pop()['token']}/fee/")
    switch(house, "provider_down")
    try:
        window.send()
        reads(window, "down")
        assert all("503" in fault for fault in window.faults), window.faults
        window.faults.clear()
    finally:
        switch(house)
    window.page.click("main .buttons a >> nth=0")
    window.page.wait_for_load_state()
    window.send()
    show(window, GOOD_CARD)
    steps.wait_for(window, steps.DOCUMENT)


def test_silence_after_the_money_was_taken(window: Window, unpaid: list[dict[str, Any]]) -> None:
    to_the_bank(window, unpaid.pop())
    show(window, SILENT)
    reads(window, "silence")
    assert all("504" in fault for fault in window.faults), window.faults
    window.faults.clear()
    window.page.click("main .button")
    window.page.wait_for_url(f"{window.house.address}/**")
    assert not window.page.locator("main a[href$='/fee/']").count(), "nobody is asked to pay twice"
    steps.wait_for(window, steps.DOCUMENT)
    window.step("settled-by-asking")


def test_money_that_came_after_the_withdrawal(
    window: Window, open_window: Windows, unpaid: list[dict[str, Any]]
) -> None:
    person = unpaid.pop()
    to_the_bank(window, person)
    other = open_window(window.language)
    other.open(f"application/{person['token']}/fee/")
    other.page.click("form[action$='/withdraw/'] button")
    other.page.wait_for_load_state()
    show(window, GOOD_CARD)
    steps.wait_for(window, "main .notice.is-granted")
    reads(window, "back")


def test_the_accountant_sees_what_is_left_over(
    open_window: Windows, house: House, unpaid: list[dict[str, Any]]
) -> None:
    assert unpaid is not None
    house.run("-c", _PLANT)
    window = open_window("en")
    window.open("sign-in/")
    window.fill({"email": ACCOUNTANT, "password": "utopia-demo"})
    window.send()
    assert window.path == "accounts/"
    assert "7.77" in window.page.locator("main").inner_text()
    for width in (1280, 320):
        window.look(width=width)
        window.step(f"accounts-{width}")
    assert barriers(window.page) == []
    window.page.click("main table a >> nth=0")
    window.page.wait_for_load_state()
    window.step("unmatched")
    assert barriers(window.page) == []
    window.look()
    window.open("accounts/")
    window.page.goto(window.page.url.replace("/en/", "/ar/"))
    window.step("accounts-ar")
    assert barriers(window.page) == []


_PLANT = """
import django; django.setup()
from datetime import UTC, date, datetime, timedelta
from legation.payments import api
from legation.payments.providers.base import Notice
from legation.payments.rules import Kind, Money
from legation.payments.services.apply_notice import apply_notice
now = datetime.now(UTC)
apply_notice(provider="testbank", notice=Notice("planted", Kind.CAPTURED, "nobody", "cs_x", Money(777, "EUR")), at=now)
api.reconcile(provider="testbank", day=now.date(), at=now + timedelta(days=1))
"""
