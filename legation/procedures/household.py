"""The people for whom somebody applies, as their account shows them: who they are is read from what they handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from legation.documents.api import DocumentView
from legation.ground.errors import NotFound
from legation.ground.people.api import Citizen
from legation.procedures.answers import open_answers
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Case
from legation.procedures.selectors import cases_of_account

_NAMES = ("given_names", "surname")
KNOWN = (
    *_NAMES,
    "birth_date",
    "birth_place",
    "sex",
    "nationality",
    "identity_number",
    "passport_number",
    "passport_expiry",
)
"""Fields by which forms ask who somebody is: a new application for them begins with these."""


@dataclass(frozen=True)
class Relative:
    """One person: their name, their newest case, and the documents that hold.

    `documents`: each with what it is, in the reader's words, and the reference of its application.
    """

    name: str
    case: str
    documents: list[tuple[str, DocumentView, str]]


def household(cases: list[Case], issued: Mapping[str, list[DocumentView]], language: str) -> list[Relative]:
    """Everybody whom these cases are about, the newest first; of the same name and birthday it is one person.

    Args:
        cases: an account's, newest first, drafts among them.
        issued: reference of a case -> what was issued in it.
    """
    found: dict[tuple[str, ...], Relative] = {}
    for case in cases:
        opened, answers = open_bundle(case.bundle_id), open_answers(case)
        named = set(opened.definition.subject_name) <= set(_NAMES) and answers.get("surname") and case.count
        if not named:
            continue
        who = tuple(str(answers.get(name, "")) for name in (*_NAMES, "birth_date"))
        relative = found.setdefault(who, Relative(name_of(answers), case.reference, []))
        papers = [each for each in issued.get(case.reference, []) if not each.revoked_at]
        title = opened.text("title", language)
        relative.documents.extend((title, each, case.application.reference) for each in papers)
    return list(found.values())


def name_of(answers: Mapping[str, Any]) -> str:
    """What a person is called, or nothing where that is not known."""
    return " ".join(str(answers[name]) for name in _NAMES if answers.get(name))


def known_of(citizen: Citizen | None, reference: str) -> dict[str, str]:
    """What is known of somebody for whom a citizen has applied before, by field code; nothing without a reference.

    Args:
        reference: of a case of theirs in this account.

    Raises:
        NotFound: there is none.
    """
    if not reference:
        return {}
    cases = cases_of_account(citizen) if citizen else []
    case = next((each for each in cases if each.reference == reference and each.count), None)
    if case is None:
        raise NotFound(f"case {reference}")
    answers = open_answers(case)
    return {name: str(answers[name]) for name in KNOWN if answers.get(name)}
