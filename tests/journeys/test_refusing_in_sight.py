"""The form in which an officer says why they refuse is in sight once it is asked for, without a script too."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import OFFICER
from tests.journeys.windows import Window

Windows = Callable[..., Window]


@pytest.mark.parametrize("width", [320, 1280])
def test_the_form_of_a_refusal_opens_where_the_officer_looks(
    open_window: Windows, cast: dict[str, Any], width: int
) -> None:
    window = open_window("en", officer=OFFICER, width=width, script=False, name="refusing-in-sight")
    window.open(f"desk/{cast['referred']['case']}/")
    window.page.click("details.decide > summary.danger")
    first = window.page.locator("details.decide[open] input[type=checkbox] >> nth=0").bounding_box()
    height = window.page.viewport_size["height"]
    assert first is not None and first["y"] >= 0 and first["y"] + first["height"] <= height
