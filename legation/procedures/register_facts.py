"""`register.person`: what the population register says of the person an application is about.

A definition that names these facts asks for `national_number` and `birth_date`; the register is asked when both are
known, once, with the procedure as purpose. What it says lies sealed with the answers and goes with them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from legation.ground.register import client
from legation.procedures.definitions.facts import FactSource, register

NAME, NUMBER, BIRTH = "register.person", "national_number", "birth_date"
UNASKED = "unasked"


def connect() -> None:
    """Register the facts with the engine."""
    gives = {"answer": "string", "surname": "string", "given_names": "string", "sex": "string", "same_name": "bool"}
    register(NAME, FactSource(
        gives=gives, find=find, ask=ask, fills=fills, tell=tell, needs={NUMBER: "document_number", BIRTH: "date"},
    ))  # fmt: skip


def ask(answers: Mapping[str, Any], before: Any, purpose: str, at: datetime) -> dict[str, Any] | None:
    """What is kept of the register's answer; asked again only for another person, or where it did not answer."""
    about = [answers.get(NUMBER), answers.get(BIRTH)]
    if not all(about):
        return None
    if before and before["about"] == about and before["answer"] != client.UNAVAILABLE:
        return dict(before)
    told = client.ask(number=str(about[0]), birth_date=str(about[1]), purpose=purpose)
    return {"about": about, "asked_at": at.isoformat(), "answer": told.answer, "person": told.person}


def find(answers: Mapping[str, Any], _content: Any, _at: datetime) -> dict[str, Any]:
    """The facts, from what was kept."""
    kept = answers.get(NAME) or {"answer": UNASKED, "person": {}}
    person = {name: str(kept["person"].get(name, "")) for name in ("surname", "given_names", "sex")}
    same = person["surname"].casefold() == str(answers.get("surname", "")).casefold()
    return {"answer": kept["answer"], **person, "same_name": bool(person["surname"]) and same}


def fills(kept: Any) -> dict[str, str]:
    """The fields that a found person fills."""
    return dict(kept["person"])


def tell(facts: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """For the desk: what the register said."""
    said = {
        client.FOUND: _("This person, living"), client.NONE: _("Nobody with this number and birth date"),
        client.SEVERAL: _("Several people with this number"), client.DEAD: _("This person has died"),
        client.WRONG: _("An answer about somebody else; it was not believed"),
        client.UNAVAILABLE: _("The register did not answer"), UNASKED: _("It was not asked yet"),
    }  # fmt: skip
    name = " ".join(filter(None, (facts["given_names"], facts["surname"])))
    rows = [(_("Answer"), said[facts["answer"]])]
    return _("Population register"), [*rows, (_("Name"), name)] if name else rows
