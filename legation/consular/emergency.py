"""The emergency travel document of a single sheet: its TD2 zone, its visible digital seal, its page (ICAO Doc 9303-8).

Registered with the engine as `consular.emergency`; the shape of the page is definitions/documents/emergency.typ.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from legation.documents import api as documents
from legation.documents.seals.errors import SealError
from legation.documents.seals.mrz import Format, Mrz, encode, yymmdd
from legation.documents.seals.visa import EmergencySeal
from legation.ground import node
from legation.ground.errors import Invalid
from legation.ground.files import api as files
from legation.ground.languages.api import format_date
from legation.ground.profile import profile
from legation.ground.states.names import state_name
from legation.procedures.api import Granted, Issuer, languages_of, printed, register_issuer, words_of

NAME, KIND, WORDS = "consular.emergency", "emergency", "paper"
ALPHABET, NUMBER_LENGTH = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 9
CODE = "PU"
"""The document code of a single-sheet emergency travel document (Doc 9303-8 section 4.1.5, since 2026)."""
AFTER_JOURNEY = timedelta(days=7)
"""So long it holds after the day of the journey: a delayed journey is still one."""
NEEDS = {
    "surname": "name", "given_names": "name", "birth_date": "date", "birth_place": "text", "sex": "choice",
    "photo": "photo", "journey_to": "country", "journey_on": "date",
}  # fmt: skip
_SEX = {"female": "F", "male": "M", "other": "X"}


def connect() -> None:
    """Register the issuer with the engine."""
    register_issuer(NAME, Issuer(
        prepare=lambda granted, at: documents.make(order(granted, at=at), at=at),
        apply=lambda _granted, made, at: documents.store(made, at=at),
        revoke=lambda reference, reason, at: documents.revoke(reference=reference, kind=KIND, reason=reason, at=at),
        content=content, needs=NEEDS, choices={"sex": frozenset(_SEX)}, may_lack=frozenset({"given_names"}),
    ))  # fmt: skip


def content() -> dict[str, Any]:
    """What belongs into the bundle: the page, its words by language, the format of its seal."""
    template = Path(settings.LEGATION_DEFINITIONS) / "documents" / "emergency.typ"
    words = {language: found for language in profile().languages if (found := words_of(WORDS, language))}
    return {"template": template.read_text(encoding="utf-8"), "words": words, "seal": profile().seals.get(KIND, "vds")}


def zone(answers: Mapping[str, Any], *, number: str, until: date, state: str) -> tuple[str, str]:
    """The two lines of the machine readable zone (TD2, Doc 9303-6 section 4.2).

    Raises:
        Invalid: a field cannot be written; the message names it.
    """
    fields = Mrz(
        format=Format.TD2, document_code=CODE, issuer=state, number=number, nationality=state,
        birth=yymmdd(date.fromisoformat(answers["birth_date"])), sex=_SEX[answers["sex"]], expiry=yymmdd(until),
        primary=answers["surname"], secondary=answers.get("given_names", ""),
    )  # fmt: skip
    try:
        upper, lower = encode(fields)
    except SealError as error:
        raise Invalid(f"no machine readable zone: {error}") from error
    return upper, lower


def order(granted: Granted, *, at: datetime) -> documents.Order:
    """The document as the documents room makes it: for one journey, a week longer than its day."""
    ours, ministry, answers = granted.opened.policy[NAME], profile().ministry, granted.answers
    languages, number = languages_of(granted.language, ours["words"]), node.drawn(ALPHABET, NUMBER_LENGTH)
    issued = at.date()
    until = max(issued, date.fromisoformat(answers["journey_on"])) + AFTER_JOURNEY
    lines = zone(answers, number=number, until=until, state=documents.issuing_state())
    words, name = ours["words"], ministry.name.get(languages[0], ministry.name["en"])
    title = words[languages[0]]["emergency.title"]
    data = {
        "languages": list(languages), "title": title, "author": name, "number": number, "mrz": list(lines),
        "ministry": _each(languages, lambda one: ministry.name.get(one, ministry.name["en"])),
        "state": _each(languages, lambda one: ministry.state.get(one, ministry.state["en"])),
        "address": f"{settings.LEGATION_ADDRESS}/verify".split("://", 1)[-1],
        "rows": _rows(granted, languages, words, issued=issued, until=until), "reference": granted.reference,
    }  # fmt: skip
    return documents.Order(
        kind=KIND, number=number, reference=granted.reference, decision=granted.decision, template=ours["template"],
        data=data, words={one: dict(words[one]) for one in languages},
        pictures={"photo": files.fetch(answers["photo"]["file"], key=granted.key)}, seal=EmergencySeal(lines),
        languages=languages, title=title, author=name, place=ministry.state.get(languages[0], ministry.state["en"]),
        issued=issued, valid_from=issued, valid_until=until, key=granted.key, seal_format=ours["seal"],
    )  # fmt: skip


def _rows(
    granted: Granted, languages: tuple[str, ...], words: Mapping[str, Any], *, issued: date, until: date
) -> list[dict[str, Any]]:
    """Label and value of each line of the page, by language."""
    answers, text = granted.answers, granted.opened.text
    born, state = date.fromisoformat(answers["birth_date"]), profile().ministry.state

    def asked(field: str, value: Any) -> dict[str, Any]:
        return {"label": _each(languages, partial(text, f"field.{field}")), "value": _each(languages, value)}

    def ours(key: str, value: Any) -> dict[str, Any]:
        return {"label": _each(languages, lambda one: words[one][key]), "value": _each(languages, value)}

    return [
        asked("surname", lambda _one: printed(answers["surname"])),
        asked("given_names", lambda _one: printed(answers.get("given_names", ""))),
        ours("emergency.nationality", lambda one: state.get(one, state["en"])),
        asked("birth_date", partial(format_date, born)),
        asked("birth_place", lambda _one: printed(answers["birth_place"])),
        asked("sex", lambda one: text(f"choice.sex.{answers['sex']}", one)),
        ours("issued", partial(format_date, issued)), ours("valid_until", partial(format_date, until)),
        ours("emergency.journey", lambda one: state_name(answers["journey_to"], one)),
    ]  # fmt: skip


def _each(languages: tuple[str, ...], said: Any) -> dict[str, str]:
    return {language: str(said(language)) for language in languages}
