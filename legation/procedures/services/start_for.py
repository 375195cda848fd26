"""Beginning a service for somebody who stands at a counter: by an officer, who is on record for it."""

from collections.abc import Mapping
from datetime import datetime

from legation.ground.audit.api import record_access
from legation.ground.errors import NotFound
from legation.ground.people.api import Person
from legation.ground.posts.api import roles_of
from legation.procedures.persons import COUNTER, begun_at
from legation.procedures.selectors import draft_of
from legation.procedures.services.start import start


def start_for(*, procedure: str, details: Mapping[str, str], by: Person, language: str, at: datetime) -> str:
    """Open a draft for who is being served, and give the token of its resume link.

    Args:
        details: what their document says, by field code, as a form would send it.

    Raises:
        NotFound: the procedure is not offered, or not at a post where the officer works on it.
        Invalid: it is not offered to such a person.
    """
    post = begun_at(roles_of(by), at=at).get(procedure)
    if post is None:
        raise NotFound(f"{procedure} at the counter of {by.pk}")
    token = start(procedure=procedure, known={}, language=language, at=at, details=details, post=post)
    case, _opened = draft_of(token)
    record_access(
        actor=f"person:{by.pk}", verb="began_for", at=at, subject=case.reference, body={"purpose": COUNTER}
    )  # fmt: skip
    return token
