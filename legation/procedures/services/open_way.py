"""A second way into an application, for a while: from an account, or from the page that says how it stands."""

import secrets
from datetime import datetime, timedelta

from legation.ground.errors import NotFound
from legation.ground.people.api import Citizen
from legation.ground.secrets import blind_index
from legation.procedures.models import Case, Way
from legation.procedures.selectors import cases_of_account

HOURS = 12


def open_way(*, citizen: Citizen, reference: str, at: datetime) -> str:
    """A token that leads into an application of `citizen` as their resume link does, for half a day.

    Raises:
        NotFound: it is not theirs, or there is none.
    """
    case = next((c for c in cases_of_account(citizen) if c.application.reference == reference), None)
    if case is None:
        raise NotFound(f"application {reference}")
    return open_until(case, at + timedelta(hours=HOURS))


def open_for_a_while(case: Case, *, at: datetime) -> str:
    """A token that leads into an application for an hour, for who knows its reference and the passport number in it."""
    return open_until(case, at + timedelta(hours=1))


def open_until(case: Case, ends_at: datetime) -> str:
    """A token that leads into an application until a moment."""
    token = secrets.token_urlsafe(24)
    Way.objects.create(application=case.application, token=blind_index("resume", token), ends_at=ends_at)
    return token
