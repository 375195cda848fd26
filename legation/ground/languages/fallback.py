"""A text that a language lacks is shown in English, and says so.

Where a text is looked up, nobody knows where it will stand: on a page, in an attribute, in a mail. So it travels
between two marks, characters of private use (Unicode, section 23.5) that no text of ours holds, and who sends the
page or the mail off turns the marks into what fits there.
"""

import re
from collections.abc import Callable
from gettext import NullTranslations

SOURCE = "en"
"""The language that texts are written in first."""
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKED = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}<]*){_CLOSE}")
# a tag, or an element that holds text alone; then a marked text
_PIECE = re.compile(r"(<(title|option|textarea)\b.*?</\2>|<[^>]*>)|" + _MARKED.pattern, re.DOTALL)
_SAID = "English"
_CONTEXT = "\x04"  # what gettext puts between a context and a message


def marked(text: str) -> str:
    """An English text that stands for one that is missing."""
    return f"{_OPEN}{text}{_CLOSE}" if text else text


def is_marked(text: str | bytes) -> bool:
    """Whether there is a marked text in it."""
    return _OPEN in text if isinstance(text, str) else _OPEN.encode() in text


def in_plain(text: str) -> str:
    """Plain text with '(English)' after what is."""
    return re.sub(f"[{_OPEN}{_CLOSE}]", "", _MARKED.sub(rf"\1 ({_SAID})", text))


def in_page(html: str) -> str:
    """HTML in which what is English has its language and direction and a visible label; attributes get the label."""

    def shown(piece: re.Match[str]) -> str:
        if piece[1]:
            return in_plain(piece[1])
        return f'<span class="fallback" lang="{SOURCE}" dir="ltr">{piece[3]} <small>({_SAID})</small></span>'

    return in_plain(_PIECE.sub(shown, html))


class _Marking(NullTranslations):
    """What is asked when a catalogue lacks a message."""

    def gettext(self, message: str) -> str:
        return marked(message.rpartition(_CONTEXT)[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return marked(msgid1 if n == 1 else msgid2)


def mark_what_is_missing() -> None:
    """From now on gettext marks what a language lacks; Django itself gives the English text and says nothing."""
    from django.utils.translation import trans_real

    english: Callable[..., None] = trans_real.DjangoTranslation._add_fallback

    def add_fallback(self: trans_real.DjangoTranslation, localedirs: list[str] | None = None) -> None:
        if self.language().startswith(SOURCE):
            english(self, localedirs)
        else:
            self.add_fallback(_Marking())

    trans_real.DjangoTranslation._add_fallback = add_fallback  # type: ignore[method-assign]
