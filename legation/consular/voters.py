"""What leads to an entry on the electoral roll: a registration that was granted, entered as `consular.roll`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from legation.ground.errors import Conflict
from legation.ground.people.api import Actor
from legation.procedures.api import Granted, Issuer, carry_on, post_of, register_issuer
from legation.roll import api as roll

NAME, STRIKE = "consular.roll", "strike"
_SAYS = ("surname", "given_names", "birth_date")


def connect() -> None:
    """Register with the engine: an entry is what is issued."""
    register_issuer(NAME, Issuer(
        prepare=lambda _granted, _at: None, apply=entered, revoke=revoked,
        needs={"surname": "name", "given_names": "name", "birth_date": "date", "home": "address",
               "votes_how": "choice"},
        choices={"votes_how": frozenset({"at_post", "by_post", "at_border"})}, may_lack=frozenset({"given_names"}),
        at_centre=True,
    ))  # fmt: skip


def entered(granted: Granted, _made: Any, at: datetime) -> str:
    """Enter whoever was granted it, at the post that handles the case; gives the number."""
    answers, place = granted.answers, post_of(granted.reference)
    name = " ".join(str(answers[each]) for each in ("surname", "given_names") if answers.get(each))
    content = {"name": name, **{each: answers[each] for each in _SAYS if each in answers}}
    return roll.enter(
        roll.Written(
            place=place, district=str(answers["home"]["country"]), polling=f"{place}/{answers['votes_how']}",
            reference=granted.reference, key=granted.key, content=content,
        ),
        by="system", at=at,
    )  # fmt: skip


def revoked(reference: str, reason: str, at: datetime) -> None:
    """What was entered is taken back by a decision on the case."""
    roll.take_off(reference=reference, reason=reason, by="system", at=at)


@transaction.atomic
def strike(*, reference: str, reason: str, by: Actor, at: datetime) -> None:
    """Strike an entry with a reason, as by a decision of the electoral office, and let its person know.

    The letter gives the reason and says how to object: as against a refusal, to somebody who had no part in it.

    Raises:
        NotAllowed: `by` is not of the electoral office.
        NotFound: there is no entry. Conflict: it is struck already, or its procedure knows no striking.
        Invalid: the reason is none of its procedure.
    """
    roll.strike(reference=reference, reason=reason, by=by, at=at)
    if not carry_on(reference=reference, verb=STRIKE, at=at, by=by, reasons=[reason] if reason else []):
        raise Conflict(f"{reference} cannot be struck as it stands")


def polling_name(polling: str, names: Mapping[str, str]) -> str:
    """Where somebody votes, in the reader's words; `names` are those of the posts by code."""
    place, _slash, how = polling.partition("/")
    ways = {"at_post": _("at the post"), "by_post": _("by post"), "at_border": _("at the border")}
    return f"{names.get(place, place)}: {ways.get(how, how)}"
