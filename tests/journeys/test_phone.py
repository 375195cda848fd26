"""The site on a phone: installed, on a bad line, told by a line on the screen."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from legation.config.samples import Traveller
from tests.journeys.conftest import PICTURES
from tests.journeys.house import House
from tests.journeys.steps import ask_whether_a_visa_is_needed, somebody
from tests.journeys.windows import Window, open_context

Windows = Callable[..., Window]


@pytest.fixture
def phone(house: House, browser: Any) -> Iterator[Callable[..., Window]]:
    """A phone; losing the line is what is tested, so what the browser says of it is no fault."""
    contexts = []

    def make(language: str = "en", *, script: str = "") -> Window:
        context = open_context(browser, width=320)
        if script:
            context.add_init_script(script)
        contexts.append(context)
        return Window(context.new_page(), house, language, PICTURES / "phone")

    yield make
    for context in contexts:
        context.close()


def begun(window: Window) -> Traveller:
    """On the first page of a form."""
    person = somebody(31, by_rule=True)
    ask_whether_a_visa_is_needed(window, person)
    window.page.wait_for_selector("form[data-keeping]")
    return person


def kept(window: Window) -> None:
    window.page.wait_for_selector("[data-kept] [data-when=kept]:not([hidden])")


def with_worker(window: Window, path: str = "") -> None:
    """Open a page, and wait until the worker is there."""
    window.open(path)
    window.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    window.until("navigator.serviceWorker.controller !== null")


def test_what_was_typed_is_there_again_when_the_page_was_lost(phone: Windows) -> None:
    window = phone("en")
    begun(window)
    window.fill({"surname": "Sforza", "passport_number": "X1234567", "birth_date-day": "27"})
    kept(window)
    window.picture("kept")
    here, context = window.page.url, window.page.context
    window.page.close()
    window.page = context.new_page()
    window.page.goto(here)
    window.page.wait_for_selector("[data-when=restored]:not([hidden])")
    window.picture("restored")
    assert window.page.input_value("[name=surname]") == "Sforza"
    assert window.page.input_value("[name='birth_date-day']") == "27"
    assert window.page.input_value("[name=passport_number]") == ""  # whoever finds the phone finds no key to the status
    window.page.click("[data-forget]")
    window.page.wait_for_selector("[data-when=forgotten]:not([hidden])")
    assert window.page.input_value("[name=surname]") == ""
    window.page.reload()
    window.page.wait_for_selector("form[data-keeping]")
    assert window.page.input_value("[name=surname]") == "" and stored(window) == []


def stored(window: Window) -> list[Any]:
    """What lies on the device of forms."""
    return window.page.evaluate("""() => new Promise((resolve) => {
      const asked = indexedDB.open("legation-kept", 1);
      asked.onsuccess = () => { const all = asked.result.transaction("pages").objectStore("pages").getAll(); all.onsuccess = () => resolve(all.result); };
    })""")  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_sent_without_a_line_is_sent_when_it_is_back_and_then_forgotten(phone: Windows, language: str) -> None:
    window = phone(language)
    person = begun(window)
    window.fill(person.pages["passport"])
    window.page.context.set_offline(True)
    window.until("!navigator.onLine")  # a browser that is busy believes in a line a while longer
    window.page.click("main form .button.primary")
    window.page.wait_for_selector("[data-when=waits]:not([hidden])")
    window.picture(f"waits-{language}")
    window.page.context.set_offline(False)
    window.arrive("trip/")
    window.page.wait_for_selector("form[data-keeping]")
    assert stored(window) == []
    window.page.go_back()
    window.page.reload()
    assert window.page.input_value("[name=surname]") == person.pages["passport"]["surname"]


def test_a_page_that_the_line_swallowed_is_sent_again_by_itself(phone: Windows) -> None:
    """The phone believes that it has a line, and has none."""
    window = phone("en", script="Object.defineProperty(navigator, 'onLine', {get: () => true})")
    with_worker(window)
    person = begun(window)
    window.fill(person.pages["passport"])
    window.send()
    window.page.wait_for_selector("form[data-keeping]")
    window.fill(person.pages["trip"])
    window.page.context.set_offline(True)
    window.page.click("main form .button.primary")
    window.page.wait_for_selector("[data-again]")
    window.page.context.set_offline(False)
    window.arrive("contact/")


def test_a_page_with_something_secret_waits_for_its_person(phone: Windows) -> None:
    """What is not kept cannot be sent again by itself; the rest is filled in."""
    window = phone("en")
    with_worker(window)
    person = begun(window)
    window.fill(person.pages["passport"])
    window.page.context.set_offline(True)
    window.until("!navigator.onLine")  # a browser that is busy believes in a line a while longer
    window.page.click("main form .button.primary")
    window.page.wait_for_selector("[data-when=waits]:not([hidden])")
    window.open("status/")
    window.page.context.set_offline(False)
    window.page.wait_for_selector("[name=reference]")
    context, (kept_page,) = window.page.context, stored(window)
    window.page.close()
    window.page = context.new_page()
    window.page.goto(f"{window.house.address}/en{kept_page['place']}")
    window.page.wait_for_selector("[data-when=restored]:not([hidden])")
    assert window.page.input_value("[name=passport_number]") == ""
    assert window.page.input_value("[name=surname]") == person.pages["passport"]["surname"]


def test_an_answer_that_needs_another_look_is_shown_as_the_house_says(phone: Windows) -> None:
    window = phone("en")
    begun(window)
    window.fill({"surname": "S4", "given_names": "Giulia"})
    kept(window)
    window.page.click("main form .button.primary")
    window.page.wait_for_selector(".errors")
    window.page.wait_for_selector("form[data-keeping]")
    assert window.page.input_value("[name=surname]") == "S4" and not window.page.is_visible("[data-when=waits]")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_without_a_line_a_page_says_so_in_the_readers_language(phone: Windows, language: str) -> None:
    window = phone(language)
    with_worker(window)
    window.page.context.set_offline(True)
    answer = window.open("status/")
    assert answer.status == 503 and window.page.get_attribute("html", "lang") == language
    assert window.page.evaluate("getComputedStyle(document.querySelector('.button')).borderRadius") == "4px"
    window.picture(f"offline-{language}")
    window.page.context.set_offline(False)
    window.page.wait_for_selector("[name=reference]")


def test_the_worker_keeps_static_files_and_no_page_about_anybody(phone: Windows) -> None:
    window = phone("en")
    with_worker(window)
    begun(window)
    addresses = window.page.evaluate("""async () => {
      const found = [];
      for (const name of await caches.keys()) for (const each of await (await caches.open(name)).keys()) found.push(new URL(each.url).pathname);
      return found;
    }""")  # fmt: skip
    assert {f"/{code}/offline/" for code in ("en", "fr", "tr", "az", "ru", "ar")} <= set(addresses)
    assert [path for path in addresses if not re.match(r"/static/|/[a-z]{2}/offline/$", path)] == []


def test_it_and_the_worker_that_checks_documents_do_not_disturb_each_other(phone: Windows) -> None:
    window = phone("en")
    with_worker(window)
    window.open("verify/device/")
    window.page.wait_for_selector("#device[data-ready][data-fetched]")
    window.until("navigator.serviceWorker.controller?.scriptURL.includes('/verify/')")
    scopes = window.page.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => all.map((one) => new URL(one.scope).pathname))"
    )
    assert sorted(scopes) == ["/", "/en/verify/"]
    with_worker(window)
    assert "/verify/" not in window.page.evaluate("navigator.serviceWorker.controller.scriptURL")
    window.page.context.set_offline(True)
    window.open("verify/device/")
    window.page.wait_for_selector("#device[data-ready]")
    window.open("status/")
    assert window.page.locator("[data-again]").count()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_browser_finds_nothing_that_stands_in_the_way_of_installing_it(phone: Windows, language: str) -> None:
    window = phone(language)
    with_worker(window)
    devtools = window.page.context.new_cdp_session(window.page)
    found = devtools.send("Page.getAppManifest")
    assert found["errors"] == []
    manifest = json.loads(found["data"])
    assert (manifest["lang"], manifest["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert {(icon["purpose"], icon["sizes"]) for icon in manifest["icons"]} == {
        (purpose, f"{size}x{size}") for purpose in ("any", "maskable") for size in (192, 512)}  # fmt: skip
    errors = [each["errorId"] for each in devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert [each for each in errors if each != "in-incognito"] == []  # a test's context is a private window


# a browser whose push service is Utopia's own
BROWSER = """
Object.defineProperty(Notification, "requestPermission", {value: async () => "granted"});
PushManager.prototype.subscribe = async (options) => ({toJSON: () => (%s), unsubscribe: async () => { window.gone = true; }});
PushManager.prototype.getSubscription = async () => null;
"""


def test_a_line_on_the_screen_is_asked_for_on_the_page_of_ways(phone: Windows, house: House) -> None:
    said = json.loads(house.run("-m", "tests.journeys.phones"))
    window = phone("en", script=BROWSER % json.dumps(said))
    begun(window)
    window.page.click("aside a[href$='/ways/']")
    window.page.check("[data-push] input")
    window.page.wait_for_selector("#push-place[data-done=true]", state="attached")
    window.picture("ways")
    window.send()
    assert window.page.is_checked("[data-push] input")


def test_a_push_service_that_we_do_not_use_is_refused_and_said(phone: Windows, house: House) -> None:
    said = json.loads(house.run("-m", "tests.journeys.phones"))
    said["endpoint"] = "https://push.example.net/push/x"
    window = phone("en", script=BROWSER % json.dumps(said))
    begun(window)
    window.page.click("aside a[href$='/ways/']")
    window.page.locator("[data-push] input").click()
    window.page.wait_for_selector("[data-push-refused]:not([hidden])")
    assert not window.page.is_checked("[data-push] input") and window.page.evaluate("window.gone")
