"""The e-visa as a document: what was granted, typed; the order it becomes; and how the engine issues and revokes it.

Registered with the engine as `visa.evisa`. What stands on the paper is in `issuing_page`, its shape in
definitions/documents/evisa.typ.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from legation.documents import api as documents
from legation.documents.seals.errors import SealError
from legation.documents.seals.mrz import Format, Mrz, encode, yymmdd
from legation.documents.seals.visa import STAY_UNTIL_EXPIRY, Stay, VisaSeal
from legation.ground import node
from legation.ground.errors import Invalid
from legation.ground.files import api as files
from legation.ground.profile import profile
from legation.ground.states.codes import mrz_code
from legation.procedures.api import Granted, Issuer, languages_of, register_issuer, words_of
from legation.visa.issuing_page import Visa, page

NAME, KIND = "visa.evisa", "evisa"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, so that nothing is misread or misspelt."""
NUMBER_LENGTH = 9
"""What the document number of an MRV-A holds (Doc 9303-7 section 4.2.2)."""
NEEDS = {
    "surname": "name", "given_names": "name", "nationality": "country", "birth_date": "date", "sex": "choice",
    "passport_number": "document_number", "passport_expiry": "date", "document_kind": "choice", "purpose": "choice",
    "arrival": "date", "photo": "photo",
}  # fmt: skip
"""The answers that `visa_of` and the paper take from an application."""

_CODE = "V"
_FORMAT = "vds"  # of a seal where the profile, or a bundle older than the choice, names none
_SEX = {"female": "F", "male": "M", "other": "X"}
_ENTRIES = {"single": 1, "multiple": 0}
_MOST_DAYS = 255  # of a stay in a seal (Doc 9303-7 section 9.1)
_PASSPORT_ROOM = 9


def connect() -> None:
    """Register the issuer with the engine."""
    register_issuer(NAME, Issuer(
        prepare=prepare, apply=apply, revoke=revoke, content=content, needs=NEEDS, facts=frozenset({"visa.policy"}),
        choices={"sex": frozenset(_SEX)}, may_lack=frozenset({"given_names", "photo"}),
    ))  # fmt: skip


def content() -> dict[str, Any]:
    """What belongs into the bundle: the paper's template, its words by language, the format of its seal."""
    template = Path(settings.LEGATION_DEFINITIONS) / "documents" / "evisa.typ"
    words = {language: found for language in profile().languages if (found := words_of(KIND, language))}
    seal_format = profile().seals.get(KIND, _FORMAT)
    return {"template": template.read_text(encoding="utf-8"), "words": words, "seal": seal_format}


def prepare(granted: Granted, at: datetime) -> documents.Made:
    """Make the e-visa of a committed decision; it may be made again, with another number.

    Raises:
        Invalid: a name or a number cannot stand in a machine readable zone.
        Unavailable: the signer does not answer; try again.
    """
    return documents.make(order(granted, number=new_number(), at=at), at=at)


def apply(granted: Granted, made: documents.Made, at: datetime) -> str:
    """Enter the e-visa in the register; gives its number, the first one's when this is a repetition."""
    return documents.store(made, at=at)


def revoke(reference: str, reason: str, at: datetime) -> None:
    """Revoke the e-visas of a case."""
    documents.revoke(reference=reference, kind=KIND, reason=reason, at=at)


def new_number() -> str:
    """A random visa number; the register refuses one that is taken, and the next attempt draws another."""
    return node.drawn(ALPHABET, NUMBER_LENGTH)


def validity(answers: Mapping[str, Any], *, decided: date, days: int) -> tuple[date, date]:
    """First and last day of the visa, both included.

    It begins on the day of arrival that was asked for, or on the day of the decision if that is later, and lasts
    `days` days, but not beyond the passport it belongs to: a delayed flight does not cost the visa, an early one
    is a question for a correction.
    """
    begins = max(date.fromisoformat(answers["arrival"]), decided)
    ends = min(begins + timedelta(days=days - 1), date.fromisoformat(answers["passport_expiry"]))
    return begins, max(begins, ends)


def visa_of(granted: Granted, *, number: str, issued: date) -> Visa:
    """What was granted, typed."""
    answers, policy = granted.answers, granted.facts["policy"]
    begins, ends = validity(answers, decided=granted.decided_at.date(), days=policy["validity_days"])
    return Visa(
        number=number, reference=granted.reference, issued=issued, surname=answers["surname"],
        given_names=answers.get("given_names", ""), nationality=answers["nationality"],
        birth=date.fromisoformat(answers["birth_date"]), sex=answers["sex"],
        passport=answers["passport_number"].upper(), passport_until=date.fromisoformat(answers["passport_expiry"]),
        document_kind=answers["document_kind"], purpose=answers["purpose"], entries=policy["entries"],
        stay_days=policy["stay_days"], valid_from=begins, valid_until=ends,
    )  # fmt: skip


def zone(visa: Visa, *, state: str) -> tuple[str, str]:
    """The two lines of the machine readable zone (MRV-A, Doc 9303-7 section 4.2).

    Raises:
        Invalid: a field cannot be written; the message names it.
    """
    fields = Mrz(
        format=Format.MRV_A, document_code=_CODE, issuer=state, number=visa.number,
        nationality=mrz_code(visa.nationality), birth=yymmdd(visa.birth), sex=_SEX[visa.sex],
        expiry=yymmdd(visa.valid_until), primary=visa.surname, secondary=visa.given_names,
    )  # fmt: skip
    try:
        upper, lower = encode(fields)
    except SealError as error:
        raise Invalid(f"no machine readable zone for {visa.reference}: {error}") from error
    return upper, lower


def seal(visa: Visa, lines: tuple[str, str]) -> VisaSeal:
    """What the barcode says (Doc 9303-7 section 9.1). A stay too long to be counted there lasts as long as the visa."""
    stay = Stay(days=visa.stay_days) if visa.stay_days <= _MOST_DAYS else STAY_UNTIL_EXPIRY
    passport = "".join(letter for letter in visa.passport if letter.isascii() and letter.isalnum())
    return VisaSeal(
        mrz=lines, stay=stay, passport=passport[:_PASSPORT_ROOM], entries=_ENTRIES[visa.entries],
        valid_from=visa.valid_from,
    )  # fmt: skip


def order(granted: Granted, *, number: str, at: datetime) -> documents.Order:
    """The e-visa as the documents room makes it."""
    ours, ministry = granted.opened.policy[NAME], profile().ministry
    visa = visa_of(granted, number=number, issued=at.date())
    lines = zone(visa, state=documents.issuing_state())
    languages = languages_of(granted.language, ours["words"])
    data = page(visa, lines, languages=languages, words=ours["words"], choices=granted.opened.words)
    photo = granted.answers.get("photo")
    name, state = (names.get(languages[0], names["en"]) for names in (ministry.name, ministry.state))
    return documents.Order(
        kind=KIND, number=number, reference=granted.reference, decision=granted.decision, template=ours["template"],
        data={**data, "photo": bool(photo)}, words={one: dict(ours["words"][one]) for one in languages},
        pictures={"photo": files.fetch(photo["file"], key=granted.key)} if photo else {},
        seal=seal(visa, lines), languages=languages, title=data["title"], author=name, place=state,
        issued=visa.issued, valid_from=visa.valid_from, valid_until=visa.valid_until, key=granted.key,
        statement=(("entries", visa.entries), ("stay_days", str(visa.stay_days))),
        seal_format=ours.get("seal", _FORMAT),
    )  # fmt: skip
