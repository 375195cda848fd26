"""Somebody whom the electoral office enters on a roll: who came in person, or whom a court ordered to be entered.

An entry is of a case: it is struck, left and objected to by what its definition says. So the office begins that case at
the post and fills its form in; the post decides, and every rule of an entry holds for it as for any other.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from legation.consular import presence
from legation.consular.voters import NAME
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.people.api import Actor
from legation.procedures import api as procedures
from legation.roll import api as roll

IN_PERSON, BY_COURT = "in_person", "court"
MOST_WORDS = 2000


def why() -> dict[str, Any]:
    """Why the office enters somebody, in words."""
    return {IN_PERSON: _("They came in person"), BY_COURT: _("A court ordered it")}


def begin(*, place: str, typed: Mapping[str, str], language: str, by: Actor, at: datetime) -> str:
    """Begin the case of whoever is to be entered at a post; gives the token of its form.

    Raises:
        NotAllowed: `by` is not of the electoral office.
        NotFound: nothing leads to a roll now.
        Invalid: `fields` says what is missing or cannot be read, or that this post enters nobody.
        Conflict: this person stands on a roll, or their application is in hand.
    """
    roll.check_office(by)
    opened = next((each for each in procedures.offered(at=at) if _enters(each)), None)
    if opened is None:
        raise NotFound("no procedure enters on a roll")
    who, name = _read(typed, at)
    procedure = opened.definition.procedure
    _check_new(procedure, who, at)
    # in the language of their letters, not of whoever types
    with override(language):
        said = f"{why()[typed['why']]}. {typed.get('words', '').strip()[:MOST_WORDS]}".strip()
    details = who.details() | {"identity_number": who.number} | name
    try:
        token = procedures.start_at(
            procedure=procedure, post=place, details=details, why=said, purpose="roll", by=by, language=language, at=at
        )
    except Invalid as error:
        raise Invalid(str(error), reader=_("This post enters nobody on its roll.")) from error
    return token


def _enters(opened: Any) -> bool:
    return any(NAME in each.issued() for each in opened.definition.transitions)


def _read(typed: Mapping[str, str], at: datetime) -> tuple[presence.Present, dict[str, str]]:
    wrong: dict[str, Any] = {}
    name = {each: " ".join(typed.get(each, "").split())[:60] for each in ("surname", "given_names")}
    if typed.get("why") not in why():
        wrong["why"] = _("Choose a reason.")
    elif typed["why"] == BY_COURT and not typed.get("words", "").strip():
        wrong["words"] = _("Name the court and its decision.")
    if not name["surname"]:
        wrong["surname"] = _("Write the surname as the document shows it.")
    try:
        who = presence.read({each: typed.get(each, "") for each in _DOCUMENT}, today=at.date())
    except Invalid as error:
        raise Invalid("fields", fields=wrong | dict(error.fields)) from error
    if wrong:
        raise Invalid("fields", fields=wrong)
    return who, {each: value for each, value in name.items() if value}


_DOCUMENT = ("number", "birth_date-day", "birth_date-month", "birth_date-year")


def _check_new(procedure: str, who: presence.Present, at: datetime) -> None:
    """Nobody is entered twice, at whatever post."""
    for reference, is_decided in procedures.asked_before(procedure, number=who.number, born=who.born):
        if not is_decided:
            told = _("Their application %(reference)s is being decided.") % {"reference": reference}
            raise Conflict(f"{reference} is in hand", reader=told)
        standing = roll.stand(reference=reference, at=at)
        if standing is not None and not standing.struck:
            told = _("This person stands on the roll: %(number)s.") % {"number": standing.number}
            raise Conflict(f"{reference} stands on the roll", reader=told)
