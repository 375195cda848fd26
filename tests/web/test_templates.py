"""Templates are compiled once for each language: constants are filled in then, what differs by reader is not."""

import pytest
from django.template.loader import get_template
from django.utils import translation
from markupsafe import Markup

from legation.config.templates import CompiledEnvironment, html


def made(**constant: object) -> CompiledEnvironment:
    environment = CompiledEnvironment(autoescape=True)
    environment.constant = constant  # type: ignore[assignment]
    environment.globals.update(constant)
    return environment


def test_what_is_constant_is_asked_once_and_not_at_each_page() -> None:
    asked = []
    environment = made(word=lambda name: asked.append(name) or Markup(f"<b>{name}</b>"))
    template = environment.from_string("{{ word('a') }}{{ word(other) }}")
    assert [template.render(other=each) for each in ("x", "y")] == ["<b>a</b><b>x</b>", "<b>a</b><b>y</b>"]
    assert asked == ["a", "x", "y"]


@pytest.mark.parametrize(("value", "shown"), [("<i>", "&lt;i&gt;"), (Markup("<i>"), "<i>"), (7, "7"), (None, "None")])
def test_only_markup_stands_as_it_is(value: object, shown: str) -> None:
    assert html(value) == shown
    assert made().from_string("{{ value }}").render(value=value) == shown


def test_each_language_has_templates_of_its_own() -> None:
    found = {}
    for code in ("en", "ar", "en"):
        with translation.override(code):
            page = get_template("config/error.html")  # any page with words
            found.setdefault(code, set()).add(id(page.template))
    assert all(len(each) == 1 for each in found.values())
    assert found["en"] != found["ar"]
