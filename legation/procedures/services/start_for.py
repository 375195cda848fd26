"""Beginning a service for somebody who stands at a counter: by an officer, who is on record for it."""

from collections.abc import Mapping
from datetime import datetime

from legation.ground.audit.api import record_access
from legation.ground.errors import NotFound
from legation.ground.people.api import Person
from legation.ground.posts.api import post_code, roles_of
from legation.ground.posts.network import network
from legation.procedures.persons import COUNTER, services_of
from legation.procedures.selectors import draft_of
from legation.procedures.services.start import start


def start_for(*, procedure: str, details: Mapping[str, str], by: Person, language: str, at: datetime) -> str:
    """Open a draft for who is being served, and give the token of its resume link.

    Args:
        details: what their document says, by field code, as a form would send it.

    Raises:
        NotFound: the procedure is not offered, or none of the officer's roles works on it.
        Invalid: it is not offered to such a person.
    """
    if procedure not in {each.definition.procedure for each in services_of(roles_of(by), at=at)}:
        raise NotFound(f"{procedure} at the counter of {by.pk}")
    token = start(
        procedure=procedure, known={}, language=language, at=at, details=details, post=_own_post(by, procedure)
    )
    case, _opened = draft_of(token)
    record_access(
        actor=f"person:{by.pk}", verb="began_for", at=at, subject=case.reference, body={"purpose": COUNTER}
    )  # fmt: skip
    return token


def _own_post(by: Person, procedure: str) -> str:
    """The first post of the officer that offers a procedure; '' where none does."""
    posts = sorted({post_code(key) for keys in roles_of(by).values() for key in keys})
    return next((post for post in posts if network().offers(post, procedure)), "")
