"""The reference profiles are more than tables: somebody applies for a visa of theirs, in the ministry's own language, and pays."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from legation.config.samples import Traveller, traveller
from tests.journeys import steps
from tests.journeys.conftest import PICTURES
from tests.journeys.house import House, new_house
from tests.journeys.windows import Window, open_context

ASKS_ONLINE = {"tr": "CHN", "az": "AUS"}
"""profile -> a nationality whose answer there is an e-visa."""


def _somebody(seed: int) -> Traveller:
    return traveller(seed, today=datetime.now(UTC).date())


@pytest.fixture(scope="module", params=["tr", "az"])
def reference(request: Any) -> Iterator[House]:
    """A house of another profile."""
    made = new_house()
    made.settings["LEGATION_PROFILE"] = request.param
    try:
        made.start()
        yield made
    finally:
        made.stop()


def test_a_traveller_applies_and_pays_and_an_officer_has_the_case(reference: House, browser: Any) -> None:
    code = reference.settings["LEGATION_PROFILE"]
    window = Window(open_context(browser, width=320).new_page(), reference, code, PICTURES / f"profile-{code}")
    person = next(one for one in map(_somebody, range(500, 700)) if one.known["nationality"] == ASKS_ONLINE[code])
    steps.ask_whether_a_visa_is_needed(window, person)
    for page in ("passport", "trip", "contact"):
        steps.answer(window, person, page)
    steps.hand_in(window)
    steps.show_card(window)
    steps.wait_for(window, ".progress .now")
    window.step("with-an-officer")
    assert steps.reference_on(window).startswith({"tr": "TUR-", "az": "AZE-"}[code])
    window.page.context.close()
    assert window.faults == []
