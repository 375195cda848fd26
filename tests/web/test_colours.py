"""The colours can be read: AAA for text, 3:1 for what outlines a field or shows the focus."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "legation/web/static/web/legation.css").read_text()
GROUNDS = ("paper", "raised")
TEXT = ("ink", "quiet", "seal", "seal-deep", "granted", "referred", "refused")
OUTLINES = ("edge", "brass")


def tokens(selector: str) -> dict[str, str]:
    block = CSS.split(selector + " {", 1)[1].split("}", 1)[0]
    found = re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", block)
    return {name: value if len(value) == 6 else "".join(c * 2 for c in value) for name, value in found}


LIGHT = tokens(":root")
DARK = tokens(':root[data-theme="dark"]')


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
class TestContrast:
    @pytest.mark.parametrize("ground", GROUNDS)
    @pytest.mark.parametrize("name", TEXT)
    def test_text_is_aaa_on_every_ground(self, theme, name, ground):
        assert contrast(theme[name], theme[ground]) >= 7

    @pytest.mark.parametrize("ground", GROUNDS)
    @pytest.mark.parametrize("name", OUTLINES)
    def test_outlines_and_focus_can_be_seen(self, theme, name, ground):
        assert contrast(theme[name], theme[ground]) >= 3

    @pytest.mark.parametrize("name", ["granted", "referred", "refused", "seal", "brass"])
    def test_ink_is_aaa_on_every_wash(self, theme, name):
        assert contrast(theme["ink"], theme[name + "-wash"]) >= 7

    @pytest.mark.parametrize("name", ["granted", "referred", "refused"])
    def test_a_state_is_aa_on_its_own_wash(self, theme, name):
        assert contrast(theme[name], theme[name + "-wash"]) >= 4.5

    @pytest.mark.parametrize("name", ["seal", "seal-deep"])
    def test_the_words_on_a_button_are_aaa(self, theme, name):
        assert contrast(theme["on-seal"], theme[name]) >= 7

    def test_quiet_ink_is_aa_on_the_sunk_ground(self, theme):
        assert contrast(theme["quiet"], theme["sunk"]) >= 4.5


def test_the_dark_page_is_the_same_by_wish_and_by_setting():
    assert tokens(':root:not([data-theme="light"])') == DARK


def test_both_themes_name_the_same_colours():
    assert LIGHT.keys() == DARK.keys()
