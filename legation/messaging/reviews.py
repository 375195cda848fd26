"""A message in words that nobody named in the profile has reviewed says so, as pages do. Who knows, `config` joins."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

LONGEST_MARK = 18
"""In characters: as many are kept free at the end of a short message, in every language."""
_asked: list[Callable[[str], bool]] = []


def connect(is_unreviewed: Callable[[str], bool]) -> None:
    """Ask `is_unreviewed(language)` from now on."""
    _asked[:] = [is_unreviewed]


def in_mail(text: str, language: str) -> str:
    """A mail, with a last line if its words are not reviewed."""
    if not _unreviewed(language):
        return text
    with override(language):
        said = str(_("These texts have not yet been reviewed by a person whom the ministry has named."))
    return f"{text}\n\n-- \n{said}"


def in_short(text: str, language: str) -> str:
    """An SMS or a line on a locked screen, with two words at its end if its words are not reviewed."""
    if not text or not _unreviewed(language):
        return text
    with override(language):
        said = pgettext("at the end of a short message", "[not reviewed]")
    return f"{text} {said}"


def _unreviewed(language: str) -> bool:
    return bool(_asked) and _asked[0](language)
