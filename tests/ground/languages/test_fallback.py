"""What a language lacks is said in English, and never silently."""

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from legation.ground.languages.fallback import in_page, in_plain, is_marked, marked

LABELLED = '<span class="fallback" lang="en" dir="ltr">Hand in <small>(English)</small></span>'


def test_in_a_page_it_has_its_language_its_direction_and_a_label() -> None:
    assert in_page(f"<p>{marked('Hand in')}</p>") == f"<p>{LABELLED}</p>"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<button aria-label="{}">x</button>', '<button aria-label="Hand in (English)">x</button>'),
        ("<title>{}</title>", "<title>Hand in (English)</title>"),
        ('<option value="a" selected>{}</option>', '<option value="a" selected>Hand in (English)</option>'),
        ("<textarea>{}</textarea>", "<textarea>Hand in (English)</textarea>"),
    ],
)
def test_where_no_element_can_stand_the_label_does(html: str, said: str) -> None:
    assert in_page(html.format(marked("Hand in"))) == said


def test_in_a_mail_the_label_stands_behind_it() -> None:
    assert in_plain(f"1. {marked('Hand in')}!") == "1. Hand in (English)!"


@pytest.mark.parametrize("text", ["\ue000", "\ue001 \ue000", "\ue000<i>x</i>\ue001", "\ue000\ue000x\ue001"])
def test_no_mark_is_left_over_whatever_a_stranger_sends(text: str) -> None:
    assert not is_marked(in_page(f"<p>{text}</p>")) and not is_marked(in_plain(text))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_gettext_marks_what_a_catalogue_lacks(language: str) -> None:
    with translation.override(language):
        assert in_plain(gettext("No catalogue has this.")) == "No catalogue has this. (English)"
        assert in_plain(pgettext("a context", "Nor this")) == "Nor this (English)"
        assert in_plain(ngettext("%(num)s owl", "%(num)s owls", 3) % {"num": 3}) == "3 owls (English)"


def test_in_english_nothing_is_missing() -> None:
    with translation.override("en"):
        assert gettext("No catalogue has this.") == "No catalogue has this."
