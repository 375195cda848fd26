"""A family and an agency apply in the browser: one declaration, one payment, and from then on each person's own way."""

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from legation.config.samples import Traveller
from tests.journeys import steps
from tests.journeys.conftest import OFFICER
from tests.journeys.windows import Window

Windows = Callable[..., Window]
SHARED = ("arrival", "departure", "address", "email", "phone")
"""What the e-visa asks once for all who travel together."""
ALL_HAVE_PAPERS = "main .stack:not(:has(> .panel:not(:has(.button.primary)))) > .panel"
"""Panels of persons, where each of them has a document to open."""
PERSON = "main section.panel >> nth={}"
SEEDS = {"en": 400, "ar": 420}


def companion(seed: int, *, by_rule: bool = True) -> Traveller:
    """Somebody who travels with others, and what is asked of them alone."""
    person = steps.somebody(seed, by_rule=by_rule)
    own = {
        page: {name: said for name, said in data.items() if name.partition("-")[0] not in SHARED}
        for page, data in person.pages.items()
    }
    return replace(person, pages=own)


def begin(window: Window, person: Traveller) -> None:
    """The first traveller's form, from the home page to the summary."""
    steps.ask_whether_a_visa_is_needed(window, person)
    for page in person.pages:
        steps.answer(window, person, page)


def join(window: Window, person: Traveller) -> None:
    """Another traveller, from a page that offers to add one to the list of all."""
    window.page.click("main a[href$='/persons/add/']")
    window.fill({name: person.known[name] for name in ("nationality", "purpose", "document_kind")})
    window.step("another-traveller")
    window.send()
    for page in person.pages:
        steps.answer(window, person, page)
    window.step("everybody")


def hand_in(window: Window, *people: Traveller) -> None:
    """Everybody's form, and the one declaration for all."""
    begin(window, people[0])
    for person in people[1:]:
        join(window, person)
    window.page.click("main a[href$='/summary/']")
    for person in people:
        assert person.passport in window.page.inner_text("main")
    steps.hand_in(window)


@pytest.fixture(params=["en", "ar"])
def window(request: pytest.FixtureRequest, open_window: Windows) -> Window:
    """A tablet in English, a small phone in Arabic, both without script."""
    window = open_window(request.param, script=False, width=768 if request.param == "en" else 320)
    window.pictures /= request.param
    return window


def test_a_family_of_three_gets_three_visas_and_one_is_corrected(window: Window, open_window: Windows) -> None:
    first = SEEDS[window.language]
    hand_in(window, steps.somebody(first, by_rule=True), companion(first + 1), companion(first + 2))
    steps.show_card(window)
    steps.wait_for(window, ALL_HAVE_PAPERS)
    window.step("three-visas")
    cases = window.page.locator("main .panel .ref").all_inner_texts()
    assert len(set(cases)) == 3
    desk = open_window("en", officer=OFFICER)
    desk.open(f"desk/{cases[1]}/?list=issued")
    desk.page.keyboard.press("c")
    desk.page.fill("details[open] [name$=surname]", "Sforza")
    desk.step("corrects")
    with desk.page.expect_navigation():
        desk.page.click("details[open] .button.primary")
    window.page.reload()
    steps.wait_for(window, ALL_HAVE_PAPERS)
    window.step("one-corrected")
    assert "Sforza" in window.page.locator(PERSON.format(1)).inner_text()
    window.page.click(f"{PERSON.format(1)} >> .button.secondary")
    window.step("the-corrected-one")
    assert "Sforza" in window.page.locator("main").inner_text() and window.page.locator(steps.DOCUMENT).count() == 1


def test_one_of_a_family_withdraws_one_is_refused_and_one_travels(window: Window, open_window: Windows) -> None:
    first = SEEDS[window.language] + 10
    refused = companion(first + 1, by_rule=False)
    hand_in(window, steps.somebody(first, by_rule=True), refused, companion(first + 2))
    window.page.click("main p a[href*='/application/']")
    window.step("before-payment")
    window.page.click(f"{PERSON.format(2)} >> .button.quiet")
    window.step("one-withdrew")
    window.page.click("aside a >> nth=-1")
    window.page.click("main a.button.primary")
    window.step("the-fee-of-two")
    steps.show_card(window)
    steps.wait_for(window, f"{PERSON.format(0)} >> .button.primary")
    case = window.page.locator("main .panel .ref").nth(1).inner_text()
    desk = open_window("en", officer=OFFICER)
    desk.open(f"desk/{case}/")
    desk.step("with-whom-it-came")
    desk.page.keyboard.press("x")
    desk.page.check("details[open] [name=reasons] >> nth=0")
    with desk.page.expect_navigation():
        desk.page.click("details[open] form .button.danger")
    steps.wait_for(window, f"{PERSON.format(1)} >> .tag.is-refused")
    window.step("each-their-own")
    assert window.page.locator("main .panel .button.primary").count() == 1


def cells(person: Traveller, **other: str) -> dict[str, str]:
    """A traveller as a row of the agency's table."""
    said = person.known | {name: value for page in person.pages.values() for name, value in page.items()}
    for name in ("birth_date", "passport_expiry"):
        said[name] = "-".join(said[f"{name}-{part}"].zfill(2) for part in ("year", "month", "day"))
    return said | other


def table(heads: list[str], *rows: dict[str, str]) -> dict[str, Any]:
    """The template filled in: its heads bear the columns' keys in brackets."""
    out = io.StringIO()
    keys = [head.rpartition("[")[2].strip("]") for head in heads]
    csv.writer(out).writerows([heads, *([row.get(key, "") for key in keys] for row in rows)])
    return {"name": "travellers.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode()}


def upload(window: Window, name: str, file: dict[str, Any]) -> None:
    """Send a file of the list's page."""
    window.page.set_input_files(f"#{name}", file)
    with window.page.expect_navigation():
        window.page.click(f"form:has(#{name}) button")


def template(window: Window) -> list[str]:
    """The heads of the table that the page gives."""
    with window.page.expect_download() as coming:
        window.page.click("main a[href$='/list/template/']")
    text = coming.value.path().read_text("utf-8-sig")
    # what stands between columns is what spreadsheets of the language expect
    return next(csv.reader(io.StringIO(text), delimiter=";" if ";" in text else ","))


def portraits(*people: Traveller) -> dict[str, Any]:
    """Everybody's picture, named by passport number."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for person in people:
            archive.writestr(f"{person.passport}.jpg", person.photo)
    return {"name": "pictures.zip", "mimeType": "application/zip", "buffer": out.getvalue()}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_agency_sends_a_list_with_faults_then_repaired_with_pictures_and_pays(
    open_window: Windows, language: str
) -> None:
    window = open_window(language, officer="citizen:agency@example.org", width=1280 if language == "en" else 320)
    window.pictures /= language
    first = SEEDS[language] + 5
    people = [companion(first + number) for number in (1, 2, 3)]
    begin(window, steps.somebody(first, by_rule=True))
    window.page.click("main a[href$='/list/']")
    window.step("the-list")
    heads = template(window)
    bad = cells(people[0], birth_date="03/04/1990"), cells(people[1], nationality="Atlantis"), cells(people[2])
    upload(window, "list", table(heads, *bad))
    window.step("faults")
    assert window.page.locator("main tbody tr > :first-child").all_inner_texts() == ["2", "3"]
    with window.page.expect_download() as coming:
        window.page.click("form[action$='/list/faults/'] button")
    assert len(list(csv.reader(io.StringIO(coming.value.path().read_text("utf-8-sig"))))) == 3
    upload(window, "list", table(heads, *map(cells, people)))
    window.step("pictures-are-missing")
    assert window.page.locator("main .panel .tag.is-waiting").count() == 3
    window.page.click("main a[href$='/list/']")
    upload(window, "pictures", portraits(*people))
    window.step("everybody")
    window.page.click("main a[href$='/summary/']")
    steps.hand_in(window)
    steps.show_card(window)
    steps.wait_for(window, ALL_HAVE_PAPERS)
    window.step("four-visas")
    assert window.page.locator("main .panel").count() == 4
