"""What leads to an entry on the electoral roll: a registration that was granted, entered as `consular.roll`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from legation.procedures.api import Granted, Issuer, post_of, register_issuer
from legation.roll import api as roll

NAME = "consular.roll"
_SAYS = ("surname", "given_names", "birth_date")


def connect() -> None:
    """Register with the engine: an entry is what is issued."""
    register_issuer(NAME, Issuer(
        prepare=lambda _granted, _at: None, apply=entered, revoke=lambda _reference, _reason, _at: None,
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


def polling_name(polling: str, names: Mapping[str, str]) -> str:
    """Where somebody votes, in the reader's words; `names` are those of the posts by code."""
    place, _slash, how = polling.partition("/")
    ways = {"at_post": _("at the post"), "by_post": _("by post"), "at_border": _("at the border")}
    return f"{names.get(place, place)}: {ways.get(how, how)}"
