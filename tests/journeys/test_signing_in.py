"""Coming in with a passkey that a browser's own authenticator holds, and by a link, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import OFFICER_IN_CAIRO, enter_by_link
from tests.journeys.windows import Window

PASSWORD = "utopia-demo"


@pytest.fixture
def authenticator() -> Callable[[Window], tuple[Any, str]]:
    """Plugs a device into a window: it holds discoverable credentials and has recognised its user."""

    def plug(window: Window, *, verified: bool = True) -> tuple[Any, str]:
        devtools = window.page.context.new_cdp_session(window.page)
        devtools.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                   "isUserVerified": verified, "automaticPresenceSimulation": True}  # fmt: skip
        return devtools, devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    return plug


def test_an_officer_makes_a_passkey_and_comes_back_with_it_alone(
    open_window: Callable[..., Window], cast: Any, authenticator: Any
) -> None:
    window = open_window()
    devtools, device = authenticator(window)
    window.open("sign-in/")
    window.fill({"email": OFFICER_IN_CAIRO, "password": PASSWORD})
    window.send()
    window.open("passkeys/")
    window.page.fill("#name", "The office computer")
    window.page.click("form[data-passkey] button")
    window.page.wait_for_selector("input[value='The office computer']")
    window.step("a-passkey")
    held = devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert len(held) == 1 and held[0]["isResidentCredential"] and held[0]["rpId"] == "localhost"

    window.page.context.clear_cookies()
    window.open("sign-in/")
    window.page.click("form[data-passkey] button")
    window.page.wait_for_url(re.compile("/desk/"))

    window.page.context.clear_cookies()
    window.open("sign-in/")
    window.fill({"email": OFFICER_IN_CAIRO, "password": PASSWORD})
    window.send()
    window.step("the-second-factor")
    window.page.click("form[data-passkey] button")
    window.page.wait_for_url(re.compile("/desk/"))
    window.open("passkeys/")
    window.page.click("button[name=remove]")
    window.page.wait_for_selector("text=You have no passkey yet.")


def test_a_device_that_does_not_know_its_user_lets_nobody_in(
    open_window: Callable[..., Window], cast: Any, authenticator: Any
) -> None:
    window = open_window()
    authenticator(window, verified=False)
    enter_by_link(window.page, window.house.address, "careless@example.org")
    window.open("account/passkeys/")
    assert not window.page.locator("[data-problem]").is_visible()
    window.page.fill("#name", "A device")
    window.page.click("form[data-passkey] button")
    window.page.wait_for_selector("[data-problem]:visible")
    assert window.page.locator("input[name=which]").count() == 0


def test_a_citizen_comes_in_by_link_then_by_passkey(
    open_window: Callable[..., Window], cast: Any, authenticator: Any
) -> None:
    window = open_window("ar")
    authenticator(window)
    enter_by_link(window.page, window.house.address, "traveller6@example.org")
    window.open("account/")
    window.step("my-applications")
    window.open("account/passkeys/")
    window.page.fill("#name", "هاتفي")
    window.page.click("form[data-passkey] button")
    window.page.wait_for_selector("input[value='هاتفي']")
    window.page.context.clear_cookies()
    window.open("account/sign-in/")
    window.page.click("form[data-passkey] button")
    window.page.wait_for_url(re.compile("/ar/account/$"))
    window.page.click("form[action*='/account/applications/'] button >> nth=0")
    window.page.wait_for_url(re.compile("/ar/application/"))


def test_without_script_the_page_says_so_and_the_link_works(open_window: Callable[..., Window], cast: Any) -> None:
    window = open_window(script=False)
    window.open("account/sign-in/")
    assert window.page.locator("noscript p").count() == 1
    assert not window.page.locator("form[data-passkey]").is_visible()
    enter_by_link(window.page, window.house.address, "noscript@example.org")
