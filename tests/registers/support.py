"""Entries in the register of nationals abroad, made as they are made: by an officer's act."""

from datetime import datetime

from legation.ground.people.api import Actor
from legation.procedures.models import Case
from legation.procedures.services.act import act
from tests.procedures.decided import holder
from tests.procedures.registering import PAGES, handed_in


def entered(at: datetime, by: Actor, **person: str) -> Case:
    """A registration that an officer in Paris has entered."""
    case, _token = handed_in(at, person=PAGES["person"] | person)
    return act(reference=case.reference, verb="enter", by=by, at=at)


def consul(post: str = "PAR") -> Actor:
    return holder("consular_officer", f"consul.{post}", post=post)


def registrar(post: str = "PAR") -> Actor:
    return holder("registrar", f"registrar.{post}", post=post)
