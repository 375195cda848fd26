"""Whether somebody may board or enter with a document: asked by number and passport, answered with a word and a reason.

What is compared is what the seal says (Doc 9303-7 section 9.1), so no case is opened for it. Who asked is recorded by
the case's reference; number and passport are not.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Count, Q

from legation.documents.models import Crossing, Document
from legation.documents.reasons import CORRECTED
from legation.documents.seals import formats, mrz
from legation.documents.seals.errors import FormatError, SealError
from legation.documents.seals.visa import VisaSeal
from legation.ground.audit.api import record_access
from legation.ground.errors import NotAllowed
from legation.ground.tokens.api import Holder
from legation.ground.tokens.scopes import CHECK

Answer = Literal["ok", "not_ok", "cannot_tell"]
Reason = Literal[
    "in_force", "not_yet", "expired", "revoked", "replaced", "used_up", "passport_differs", "nationality_differs",
    "unknown_number", "no_seal",
]  # fmt: skip
_ANSWERS: dict[Reason, Answer] = {"in_force": "ok", "unknown_number": "cannot_tell", "no_seal": "cannot_tell"}
_SEALED_PASSPORT = 9  # characters of a passport number that a seal holds


@dataclass(frozen=True)
class Asked:
    """One question: numbers as they are printed, nationality in the three letters of a passport or empty."""

    document: str
    passport: str
    nationality: str = ""


@dataclass(frozen=True)
class Told:
    """The whole answer."""

    answer: Answer
    reason: Reason


def check_travel(questions: Sequence[Asked], *, by: Holder, at: datetime) -> list[Told]:
    """Answer questions in their order, with three queries for all, and write down that they were asked.

    Raises:
        NotAllowed: the token is not for this.
    """
    if CHECK not in by.scopes:
        raise NotAllowed(f"{by.actor} may not check")
    rows = documents_of(question.document for question in questions)
    used = entries_used({row.reference for row in rows.values()})
    pairs = [(rows.get(bare(question.document)), question) for question in questions]
    told = [
        Told(_ANSWERS.get(reason, "not_ok"), reason) for reason in (judge(row, asked, used, at) for row, asked in pairs)
    ]
    _record(by, told, sorted({row.reference for row, _asked in pairs if row}), at)
    return told


def judge(row: Document | None, asked: Asked, used: Counter[str], at: datetime) -> Reason:
    """Why one may or may not travel with a document; `used` counts entries by reference."""
    if row is None:
        return "unknown_number"
    try:
        visa = visa_of(row)
        nationality = mrz.decode(visa.mrz).fields.nationality
    except SealError:
        return "no_seal"
    if bare(asked.passport)[:_SEALED_PASSPORT] != visa.passport:
        return "passport_differs"
    if asked.nationality and asked.nationality.upper() != nationality:
        return "nationality_differs"
    return _state(row, visa, used, at)


def visa_of(row: Document) -> VisaSeal:
    """What the seal of a document says. Raises `SealError` when it has none, or one of another kind of document."""
    content = formats.content_of(formats.parse(bytes(row.seal)))
    if not isinstance(content, VisaSeal):
        raise FormatError("the seal is not that of a visa")
    return content


def _state(row: Document, visa: VisaSeal, used: Counter[str], at: datetime) -> Reason:
    today = at.date()
    if row.revoked_at:
        return "replaced" if row.revocation_reason == CORRECTED else "revoked"
    if row.valid_until < today:
        return "expired"
    if today < row.valid_from:
        return "not_yet"
    return "used_up" if entries_left(visa, used[row.reference]) == 0 else "in_force"


def entries_left(visa: VisaSeal, used: int) -> int | None:
    """How often one may still enter; None for any number of times, and where the seal does not say."""
    return max(0, visa.entries - used) if visa.entries else None


def documents_of(numbers: Iterable[str]) -> dict[str, Document]:
    """The documents with these numbers, however they are typed, by their bare number."""
    return {row.number: row for row in Document.objects.filter(number__in={bare(number) for number in numbers})}


def entries_used(references: Iterable[str]) -> Counter[str]:
    """Entries by reference: those with a document that was corrected since count for the one that replaces it."""
    entries = Crossing.objects.filter(Q(document__reference__in=set(references)), direction="entry")
    return Counter(dict(entries.values_list("document__reference").annotate(count=Count("pk"))))


def bare(number: str) -> str:
    """A number without what people put between its letters."""
    return "".join(letter for letter in number.upper() if letter.isascii() and letter.isalnum())


def _record(by: Holder, told: list[Told], references: list[str], at: datetime) -> None:
    answers = dict(Counter(f"{each.answer}:{each.reason}" for each in told))
    subject = references[0] if len(told) == 1 and references else ""
    body = {"asked": len(told), "answers": answers} | ({"references": references} if len(told) > 1 else {})
    record_access(actor=by.actor, verb="checked_travel", at=at, subject=subject, body=body)
