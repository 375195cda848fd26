"""Every page in the languages that the other journeys do not walk: nothing missing, nothing left in English."""

from collections.abc import Callable

import pytest
from babel.messages.pofile import read_po

from legation.ground.languages.api import BY_CODE
from tests.journeys.looks import barriers, look
from tests.journeys.places import PLACES, Cast, Place
from tests.journeys.windows import Window
from tools import words

OTHERS = ["ru", "fr", "tr", "az"]
WHOLLY = "ru"  # the longest words; what is written into a page and not into a catalogue is found in any language
MAIN = ("home", "passport-mistakes", "status-found", "verify-valid", "desk")


def sentences(language: str) -> list[str]:
    """What English says in several words, and this language otherwise: the English of it on a page was forgotten."""
    own = {form for message in words.read(language) if message.id for form in words.forms(message)}
    said = [words.key_of(message)[1] for message in words.collected() if message.id]
    for path in (words.DEFINITIONS / "texts").glob("*.en.po"):
        said += [str(message.string) for message in read_po(path.open("rb")) if message.id]
    return [each for each in said if each.count(" ") > 1 and not words.placeholders(each) and each not in own]


@pytest.fixture(params=OTHERS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_page_speaks_it_and_fits_a_small_phone(
    open_window: Callable[..., Window], cast: Cast, language: str
) -> None:
    windows: dict[str | None, Window] = {}
    english, faults = sentences(language), []
    for place in PLACES if language == WHOLLY else (each for each in PLACES if each.direct):
        if place.officer not in windows:
            windows[place.officer] = open_window(language, officer=place.officer)
        window = windows[place.officer]
        window.look()
        place.way(window, cast)
        faults += [f"{place.name}: {fault}" for fault in _faults(window, place, english)]
    assert faults == []


def _faults(window: Window, place: Place, english: list[str]) -> list[str]:
    page = window.page
    html = page.locator("html")
    said = (html.get_attribute("lang"), html.get_attribute("dir"))
    found = [] if said == (window.language, BY_CODE[window.language].direction) else [f"says it is in {said}"]
    # what others wrote stands in their own language
    foreign = place.name in ("messages", "message") or "English" in page.locator(".fallback").all_inner_texts()
    text = page.content() if not foreign else ""
    found += [f"in English: {sentence}" for sentence in english if sentence in text]
    found += ["a text is missing"] if page.locator(".fallback").count() else []
    if place.name in MAIN:
        found += barriers(page)
    window.look(width=320)
    return found + list(look(page, "sideways")) + list(look(page, "lost"))


def test_the_chooser_leads_to_the_same_page_in_all_six_without_a_script(open_window: Callable[..., Window]) -> None:
    window = open_window("ru", width=320, script=False)
    window.open("status/")
    window.page.click(".languages summary")
    names = window.page.locator(".languages details li").all_inner_texts()
    assert names == [language.name for language in BY_CODE.values()]
    assert window.page.locator("[aria-current] bdi:visible").inner_text() == "Русский"
    window.page.click(".languages details >> text=Azərbaycanca")
    window.language = "az"
    assert (window.path, window.page.locator("html").get_attribute("lang")) == ("status/", "az")
