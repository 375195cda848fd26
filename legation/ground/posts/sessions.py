"""Sessions by phrased statements (docs/adr/0018): each page of staff begins with one, which brings its holder along."""

from collections.abc import Sequence
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from legation.ground.people.api import Person
from legation.ground.statements import adapted, columns, execute, loaded, update

_WITH_HOLDER = (
    "SELECT session_key, session_data, expire_date, held.role, held.post_id, person.* FROM django_session "
    "LEFT JOIN people_sitting sitting ON sitting.session = session_key "
    "LEFT JOIN (SELECT {} FROM people_person) person ON person.id = sitting.person_id "
    "LEFT JOIN posts_assignment held ON held.person_id = person.id WHERE session_key = %s AND expire_date > %s"
)


class SessionStore(DatabaseSession):
    """Django's sessions in the database.

    `holders` has a row for each role of whoever began it as a member of staff: role, post, and the columns of a person;
    it is empty where no sitting says so.
    """

    holders: Sequence[Sequence[Any]] = ()

    def _get_session_from_db(self) -> Session | None:
        text, values = _WITH_HOLDER.format(columns(Person)), [self.session_key, adapted(timezone.now())]
        rows = execute(text, values).fetchall()
        if not rows:
            self._session_key = None
            return None
        self.holders = [row[3:] for row in rows if row[5] is not None]
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
