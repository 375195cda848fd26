"""The page of the stand-in as a payer sees it who is refused and asked."""

import pytest

from tests.chromium import CHROMIUM
from tests.payments.contract.houses import serve
from tests.payments.testbank.support import GOOD
from tests.payments.testbank.test_in_a_browser import asked, browser, complaints, fits

__all__ = ["asked", "browser"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here")]


def fill(page, **other):
    for name, value in (GOOD | other).items():
        page.fill(f"#{name}", value)
    page.click("button[type=submit]")


@pytest.mark.parametrize(("language", "locale"), [("en", "en-GB"), ("ar", "ar-EG")])
def test_everybody_can_pay_after_a_refused_card_and_a_challenge(visitor, asked, language, locale):
    with serve(visitor.bank) as address:
        path = visitor.open(success_url=f"{address}/health", cancel_url=f"{address}/health")
        page = asked(address + path, locale=locale)
        assert page.locator("html").get_attribute("lang") == language
        fill(page, number="4000000000009995")
        assert page.locator("[aria-invalid=true]").count() == 1
        assert (complaints(page), fits(page)) == ([], True)
        fill(page, number="4000002500003155")
        assert (complaints(page), fits(page)) == ([], True)
        page.click("button[value=yes]")
        assert page.url == f"{address}/health"
        assert all(one.startswith(address) for one in page.asked)
