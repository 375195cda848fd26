"""What all persons of an application have in common is written into each of their cases, as the first gives it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from legation.ground import statements
from legation.procedures.answers import is_asked, key_of, open_answers, seal_answers
from legation.procedures.bundles import Opened
from legation.procedures.models import Case
from legation.procedures.services.act import locked_with


def share_answers(case: Case, opened: Opened, answers: Mapping[str, Any], *, at: datetime) -> None:
    """Give the shared answers of one draft to the others of its application, within the caller's transaction."""
    others = [each for each in locked_with(case) if each.pk != case.pk]
    for other in others:
        key = key_of(other)
        own = {name: value for name, value in open_answers(other, key).items() if name not in opened.shared}
        own |= shared_of(opened, answers)
        drop_unasked(opened, own, at=at)
        other.answers = seal_answers(key, own)
    statements.update_all(others, "answers")


def shared_of(opened: Opened, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that all persons have in common."""
    return {name: value for name, value in answers.items() if name in opened.shared}


def drop_unasked(opened: Opened, answers: dict[str, Any], *, at: datetime) -> None:
    """Leave out answers to what is not asked any more."""
    for name in opened.fields:  # in order: an answer that goes may take later ones with it
        if name in answers and not is_asked(opened, name, answers, at=at):
            del answers[name]
