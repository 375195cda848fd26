"""The templates obey the content security policy, and every component renders."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from legation.web.kept import kept
from legation.web.options import option_tags

TEMPLATES = Path(__file__).parents[2] / "legation/web/jinja2"
PATHS = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
FORBIDDEN = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=\"|javascript:")


def environment() -> Environment:
    house = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    house.install_null_translations(newstyle=True)
    house.globals.update(
        static=lambda path: "/static/" + path, url=lambda *args: "#", option_tags=option_tags, kept=kept
    )
    return house


def frame(language: str) -> dict[str, object]:
    return {
        "site": SimpleNamespace(name="Ministry", ribbon="Specimen", home_url="/"),
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "languages": [SimpleNamespace(code=language, name="Name", url="#", current=True)],
        "nav": [],
        "csrf_input": "",
    }


@pytest.mark.parametrize("path", PATHS)
def test_a_template_has_no_inline_style_or_script(path):
    assert FORBIDDEN.findall((TEMPLATES / path).read_text()) == []


@pytest.mark.parametrize("path", [path for path in PATHS if not path.endswith("components.html")])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_renders_in_both_directions(path, language):
    page = environment().get_template(path).render(frame(language))
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page


def test_what_a_person_writes_is_escaped():
    ui = environment().get_template("web/components.html").module
    assert "<b>" not in ui.text_field("name", "Name", "<b>", error="<b>") + ui.summary_list([("<b>", "<b>", None)])


def test_an_error_is_tied_to_its_field():
    ui = environment().get_template("web/components.html").module
    field = ui.text_field("number", "Number", help="On top", error="Too short")
    assert 'aria-invalid="true"' in field and 'aria-describedby="number-help number-error"' in field


def test_every_id_of_a_page_is_its_own():
    page = environment().get_template("web/gallery.html").render(frame("en"))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
