"""Certified papers that a definition describes itself (`documents`): what is said, in which template, until when.

Issuers of the family `paper`: `issues: paper.certificate` issues the document `certificate` of the same definition.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from legation.documents import api as documents
from legation.ground import node
from legation.ground.languages.api import format_date
from legation.ground.profile import profile
from legation.procedures.definitions.issuers import Family, Granted, Issuer, register_family
from legation.procedures.definitions.schema import Definition, Document
from legation.procedures.kinds import show
from legation.procedures.paper_words import languages_of, words_of

FAMILY = "paper"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, so that nothing is misread or misspelt."""
NUMBER_LENGTH = 10


def connect() -> None:
    """Register the family with the engine."""
    register_family(FAMILY, Family(issuer=issuer, content=content))


def issuer(code: str) -> Issuer:
    """The issuer of the document with this code."""
    return Issuer(
        prepare=lambda granted, at: documents.make(order(granted, code, at=at), at=at),
        apply=lambda _granted, made, at: documents.store(made, at=at),
        revoke=lambda reference, reason, at: _revoke(reference, code, reason, at),
    )


def content(definition: Definition, code: str) -> dict[str, Any]:
    """What belongs into the bundle: the template and the words of every such paper, by language."""
    template = template_path(definition.document_named(code).template)
    found = {language: words_of(FAMILY, language) for language in profile().languages}
    return {"template": template.read_text(encoding="utf-8"), "words": found}


def template_path(name: str) -> Path:
    """The file of a template."""
    return Path(settings.LEGATION_DEFINITIONS) / "documents" / f"{name}.typ"


def _revoke(reference: str, code: str, reason: str, at: datetime) -> None:
    documents.revoke(reference=reference, kind=code, reason=reason, at=at)


def last_day(document: Document, answers: Mapping[str, Any], *, decided: date) -> date:
    """The last day a document holds: the earliest of its limits, and never before the day of the decision."""
    limits = [
        date.fromisoformat(answers[limit.removeprefix("answers.")]) if isinstance(limit, str)
        else decided + timedelta(days=limit.days_after)
        for limit in document.valid_until.earliest
    ]  # fmt: skip
    return max(decided, min(limits))


def order(granted: Granted, code: str, *, at: datetime) -> documents.Order:
    """The document as the documents room makes it."""
    opened, ministry = granted.opened, profile().ministry
    document, ours = opened.definition.document_named(code), opened.policy[f"{FAMILY}.{code}"]
    languages = languages_of(granted.language, ours["words"])
    number = node.drawn(ALPHABET, NUMBER_LENGTH)
    issued, until = at.date(), last_day(document, granted.answers, decided=granted.decided_at.date())
    name, state = (names.get(languages[0], names["en"]) for names in (ministry.name, ministry.state))
    title = opened.text(f"document.{code}.title", languages[0])
    data = {
        "languages": list(languages), "title": title, "author": name, "number": number,
        "titles": _each(languages, lambda language: opened.text(f"document.{code}.title", language)),
        "certifies": _each(languages, lambda language: opened.text(f"document.{code}.certifies", language)),
        "ministry": _each(languages, lambda language: ministry.name.get(language, ministry.name["en"])),
        "state": _each(languages, lambda language: ministry.state.get(language, ministry.state["en"])),
        "reference": granted.reference, "address": f"{settings.LEGATION_ADDRESS}/verify".split("://", 1)[-1],
        "issued": _each(languages, lambda language: format_date(issued, language)),
        "valid_until": _each(languages, lambda language: format_date(until, language)),
        "rows": [_row(granted, field, languages) for field in document.says if field in granted.answers],
    }  # fmt: skip
    return documents.Order(
        kind=code, number=number, reference=granted.reference, decision=granted.decision, template=ours["template"],
        data=data, words={one: dict(ours["words"][one]) for one in languages},
        pictures={"check": documents.check_code(number)}, seal=None,
        languages=languages, title=title, author=name, place=state, issued=issued,
        valid_from=min(issued, until), valid_until=until, key=granted.key,
    )  # fmt: skip


def _each(languages: tuple[str, ...], said: Any) -> dict[str, str]:
    return {language: str(said(language)) for language in languages}


def _row(granted: Granted, name: str, languages: tuple[str, ...]) -> dict[str, Any]:
    """A field with its label and its answer in each language."""
    opened, field = granted.opened, granted.opened.fields[name]

    def value(language: str) -> str:
        return printed(show(field, granted.answers[name], language, partial(opened.text, language=language)))

    return {
        "label": _each(languages, lambda language: opened.text(f"field.{name}", language)),
        "value": _each(languages, value),
    }


def printed(text: str) -> str:
    """A text without the letters that the paper's fonts lack."""
    return text if documents.is_printable(text) else "".join(c if documents.is_printable(c) else "?" for c in text)
