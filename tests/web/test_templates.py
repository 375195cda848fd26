"""Templates are compiled once for each language: constants are filled in then, what differs by reader is not."""

import os
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.utils import translation
from jinja2 import DictLoader
from markupsafe import Markup

from legation.config import templates
from legation.config.templates import CompiledEnvironment, KeptPages, html


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


def test_what_one_process_has_compiled_another_reads(tmp_path, monkeypatch):
    def page() -> str:
        environment = made(word=lambda: "good morning")
        environment.loader, environment.bytecode_cache = DictLoader({"page": "{{ word() }}"}), KeptPages(tmp_path)
        return environment.get_template("page").render()

    assert page() == "good morning"
    monkeypatch.setattr(CompiledEnvironment, "_generate", lambda *_asked: pytest.fail("it was compiled again"))
    assert page() == "good morning"


def test_other_words_are_compiled_into_a_folder_of_their_own_and_the_old_ones_are_forgotten_after_a_day(
    tmp_path, monkeypatch
):
    old = KeptPages(tmp_path).directory
    monkeypatch.setattr(templates, "_edition", lambda: "new")
    assert KeptPages(tmp_path).directory == str(tmp_path / "new")
    assert Path(old).exists()  # a process that is not started anew yet may read them
    os.utime(old, (0, 0))
    assert KeptPages(tmp_path).directory == str(tmp_path / "new")
    assert not Path(old).exists()


def test_where_nothing_can_be_written_a_template_is_compiled_all_the_same(tmp_path):
    (tmp_path / "file").write_text("")
    environment = made()
    environment.loader, environment.bytecode_cache = DictLoader({"page": "read"}), KeptPages(tmp_path / "file")
    assert environment.get_template("page").render() == "read"
