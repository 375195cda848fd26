"""A verdict in words: the large one, its reason, how old the list is, and what the document says."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from legation.documents.orders import Verdict, Word
from legation.documents.reasons import sentence_for
from legation.ground.languages.api import current, format_date, format_moment


def word_and_kind(word: Word, reason: str) -> tuple[str, str]:
    """The word that is shown large, and the look that goes with it: a colour and a sign of the design system.

    A document whose first day has not come must neither read nor look as if it were valid.
    """
    if reason == "not_yet":
        return _("Not valid yet"), "waiting"
    return {
        "valid": (_("Valid"), "valid"),
        "invalid": (_("Invalid"), "invalid"),
        "revoked": (_("Revoked"), "revoked"),
        "cannot_tell": (_("Cannot tell"), "unknown"),
    }[word]


def reason_sentence(verdict: Verdict) -> str:
    """Why, in a sentence."""
    return str(sentence_for(verdict.reason))


def age_sentence(verdict: Verdict) -> str:
    """When it was checked, and against a list of which age."""
    moment = format_moment(verdict.checked_at, current().code)
    if verdict.list_age is None:
        return _("Checked on %(moment)s.") % {"moment": moment}
    if verdict.list_age.total_seconds() < 1:
        return _("Checked on %(moment)s against the register itself.") % {"moment": moment}
    minutes = max(0, int(verdict.list_age.total_seconds() // 60))
    hours = minutes // 60
    if hours < 1:
        told = ngettext("a list that is %(n)d minute old", "a list that is %(n)d minutes old", minutes)
        age = told % {"n": minutes}
    elif hours < 48:
        age = ngettext("a list that is %(n)d hour old", "a list that is %(n)d hours old", hours) % {"n": hours}
    else:
        days = hours // 24
        age = ngettext("a list that is %(n)d day old", "a list that is %(n)d days old", days) % {"n": days}
    return _("Checked on %(moment)s against %(list)s.") % {"moment": moment, "list": age}


def statement_rows(verdict: Verdict) -> list[tuple[str, Any]]:
    """What the document says, with terms in the reader's language; unknown keys show as they are."""
    return [(_term(key), _value(key, value)) for key, value in verdict.statement]


def _term(key: str) -> str:
    return {
        "kind": _("Document"),
        "number": _("Number"),
        "entries": _("Entries"),
        "stay_days": _("Longest stay in days"),
        "valid_from": _("Valid from"),
        "valid_until": _("Valid until"),
        "issued_at": _("Issued on"),
        "revoked_at": _("Revoked on"),
        "replaced_by": _("Replaced by"),
        "issuer": _("Issued by"),
    }.get(key, key)


def _value(key: str, value: str) -> str:
    from datetime import date

    if key in ("valid_from", "valid_until", "issued_at", "revoked_at"):
        return format_date(date.fromisoformat(value[:10]), current().code)
    return {
        "evisa": _("E-visa"),
        "visa": _("Visa"),
        "emergency": _("Emergency travel document"),
        "single": _("one"),
        "multiple": _("several"),
    }.get(value, value)
