"""The test bank's page as a payer sees it."""

import pytest

from tests.chromium import ARGUMENTS, CHROMIUM
from tests.payments.testbank.support import GOOD, ORDER, Receiver, RunningBank

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here")]


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    bank = RunningBank(tmp_path_factory.mktemp("bank"))
    yield bank
    bank.stop()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def asked(browser):
    """Opens a page in a window of that look, and keeps the addresses it asks for."""
    contexts = []

    def open_page(address, **look):
        contexts.append(browser.new_context(viewport={"width": 320, "height": 640}, **look))
        page = contexts[-1].new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def complaints(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_every_state_of_the_page(asked, bank, language, scheme):
    page = asked(bank.order(language=language, return_url=f"{bank.address}/health"), color_scheme=scheme)
    address = page.url
    assert (complaints(page), fits(page)) == ([], True)
    page.click("button")
    assert page.locator("[aria-invalid=true]").count() == 3
    assert (complaints(page), fits(page)) == ([], True)
    for field, value in GOOD.items():
        page.fill(f"#{field}", value)
    page.click("button")
    assert page.url == f"{bank.address}/health"
    page.goto(address)
    assert (complaints(page), fits(page)) == ([], True)


def test_it_works_without_script_and_asks_no_other_host(asked, bank):
    page = asked(bank.order(return_url=f"{bank.address}/health"), java_script_enabled=False)
    for field, value in GOOD.items():
        page.fill(f"#{field}", value)
    page.click("button")
    assert page.url == f"{bank.address}/health"
    assert all(url.startswith(bank.address) for url in page.asked)


def test_its_policy_lets_the_payer_go_back_to_a_merchant_elsewhere(asked, bank):
    merchant = Receiver()
    page = asked(bank.order(return_url=f"{merchant.url}?paid"))
    for field, value in GOOD.items():
        page.fill(f"#{field}", value)
    page.click("button")
    assert page.url == f"{merchant.url}?paid"
    merchant.stop()


def test_the_link_in_the_summary_leads_to_the_field(asked, bank):
    page = asked(bank.order())
    page.click("button")
    page.click(".summary a >> nth=1")
    assert page.evaluate("document.activeElement.id") == "expiry"


def test_cancelling_leads_back(asked, bank):
    page = asked(bank.order(return_url=f"{bank.address}/health"))
    page.click(".cancel")
    assert page.url == f"{bank.address}/health"


def test_the_page_changes_language_on_request(asked, bank):
    page = asked(bank.order())
    page.click(".mast a")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert ORDER["order"] in page.content()
