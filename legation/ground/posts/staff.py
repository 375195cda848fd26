"""Whoever a session names, with the roles they hold, by one phrased statement: each page of staff begins with it."""

from collections import defaultdict
from collections.abc import Sequence
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.contrib import auth
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from legation.ground.people.api import Person
from legation.ground.posts.sessions import SessionStore
from legation.ground.statements import columns, execute, loaded

_WITH_ROLES = (
    "SELECT held.role, held.post_id, person.* FROM (SELECT {} FROM people_person WHERE id = %s) person "
    "LEFT JOIN posts_assignment held ON held.person_id = person.id"
)
_in_hand: ContextVar[SessionStore | None] = ContextVar("_in_hand", default=None)
"""The session that Django is just now asked about."""


class SignedIn(AuthenticationMiddleware):
    """Django's own, and its checks; who holds the session is not read a second time."""

    def process_request(self, request: HttpRequest) -> None:
        """Say who asks, once somebody wants to know."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _holder(request))  # type: ignore[assignment]


def _holder(request: Any) -> Any:
    if not hasattr(request, "_cached_user"):
        before = _in_hand.set(request.session)
        try:
            request._cached_user = auth.get_user(request)
        finally:
            _in_hand.reset(before)
    return request._cached_user


@cache
def _with_id() -> str:
    return _WITH_ROLES.format(columns(Person))


class Staff(ModelBackend):
    """Members of staff, by their address and password or as a session names them."""

    def get_user(self, user_id: Any) -> Person | None:
        """The person a session names, with their roles; None if they are no more or may not sign in."""
        session = _in_hand.get()
        person = _with_roles(session.holders) if session is not None else None
        if person is None or person.pk != user_id:
            person = _with_roles(execute(_with_id(), [user_id]).fetchall())
        return person if person and self.user_can_authenticate(person) else None


def _with_roles(rows: Sequence[Sequence[Any]]) -> Person | None:
    """From a row for each role: role, post, and the columns of the person."""
    if not rows:
        return None
    (person,) = loaded(Person, [rows[0][2:]])
    roles = defaultdict[str, set[int]](set)
    for role, post, *_person in rows:
        if role is not None:
            roles[role].add(post)
    person.held = dict(roles)
    return person
