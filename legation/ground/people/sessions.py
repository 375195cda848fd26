"""Sessions by phrased statements: every page of staff begins with one (docs/adr/0018)."""

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from legation.ground.statements import Select, update

_SESSION = Select(Session, "session_key = %s AND expire_date > %s")


class SessionStore(DatabaseSession):
    """Django's sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found

    def save(self, must_create: bool = False) -> None:
        """Write what a session has come to hold; who makes one has a key drawn for it by Django."""
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
            return
        row = self.create_model_instance(self._get_session(no_load=False))  # type: ignore[attr-defined]
        if not update(row, "session_data", "expire_date"):
            raise UpdateError
