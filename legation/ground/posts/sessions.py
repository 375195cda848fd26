"""Sessions by phrased statements (docs/adr/0018): each page of staff begins with one, which brings its holder along."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from legation.ground.people.api import Person
from legation.ground.statements import adapted, columns, execute, loaded, update

_PERSON = 2
"""Where in a row of holders the key of the person stands; it is empty where no sitting says whose the session is."""
_WITH_HOLDER = (
    "SELECT session_key, session_data, expire_date, held.role, held.post_id, person.* FROM django_session "
    "LEFT JOIN people_sitting sitting ON sitting.session = session_key "
    "LEFT JOIN (SELECT {} FROM people_person) person ON person.id = sitting.person_id "
    "LEFT JOIN posts_assignment held ON held.person_id = person.id WHERE session_key = %s AND expire_date > %s"
)


@cache
def _with_holder() -> str:
    return _WITH_HOLDER.format(columns(Person))


class SessionStore(DatabaseSession):
    """Django's sessions in the database."""

    holders: Sequence[Sequence[Any]] = ()
    """A row for each role of whoever began it as a member of staff: role, post, and the columns of a person."""

    def _get_session_from_db(self) -> Session | None:
        rows = execute(_with_holder(), [self.session_key, adapted(timezone.now())]).fetchall()
        if not rows:
            self._session_key = None
            return None
        self.holders = [each for _key, _data, _until, *each in rows if each[_PERSON] is not None]
        (session,) = loaded(Session, [rows[0][:3]])
        return session

    def save(self, must_create: bool = False) -> None:
        """Write what a session has come to hold; who makes one has a key drawn for it by Django."""
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
            return
        row = self.create_model_instance(self._get_session(no_load=False))  # type: ignore[attr-defined]
        if not update(row, "session_data", "expire_date"):
            raise UpdateError
