"""A verdict in words: the large one, its reason, how old the list is, and what the document says."""

from typing import Any

from django.utils.translation import gettext as _

from legation.documents.orders import Verdict
from legation.documents.reasons import sentence_for
from legation.ground.languages.api import current, format_date, format_moment


def verdict_word(word: str) -> str:
    """The one word that is shown large."""
    return {
        "valid": _("Valid"),
        "invalid": _("Invalid"),
        "revoked": _("Revoked"),
        "cannot_tell": _("Cannot tell"),
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
    minutes = int(verdict.list_age.total_seconds() // 60)
    told = _("Checked on %(moment)s against a list that is %(minutes)d minutes old.")
    return told % {"moment": moment, "minutes": minutes}


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
        "issuer": _("Issued by"),
    }.get(key, key)


def _value(key: str, value: str) -> str:
    from datetime import date

    if key in ("valid_from", "valid_until", "issued_at", "revoked_at"):
        return format_date(date.fromisoformat(value[:10]), current().code)
    return {
        "evisa": _("E-visa"),
        "single": _("one"),
        "multiple": _("several"),
    }.get(value, value)
