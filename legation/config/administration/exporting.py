"""The export of who looked at what, for an auditor: asked for, approved, then fetched by the one who asked."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.ground.audit.api import accesses
from legation.ground.errors import Invalid

MOST_DAYS = 366


def days_of(arguments: dict[str, Any]) -> tuple[datetime, datetime]:
    """From when until when.

    Raises:
        Invalid: these are no days, or they do not follow one another within a year.
    """
    try:
        since, until = (date.fromisoformat(str(arguments[name])) for name in ("since", "until"))
    except (KeyError, ValueError):
        raise Invalid("no days", fields={"since": _("Enter both days: day, month and year.")}) from None
    if not timedelta(0) <= until - since <= timedelta(days=MOST_DAYS):
        raise Invalid("days", fields={"since": _("The second day must follow the first within a year.")})
    begin = datetime(since.year, since.month, since.day, tzinfo=UTC)
    return begin, datetime(until.year, until.month, until.day, tzinfo=UTC) + timedelta(days=1)


def check(arguments: dict[str, Any], _at: datetime) -> None:
    """Raises `Invalid` as `days_of`."""
    days_of(arguments)


def do(_arguments: dict[str, Any], _at: datetime) -> None:
    """Nothing is made until it is fetched, so nothing lies about."""


def lines(arguments: dict[str, Any]) -> Iterator[str]:
    """One line of JSON for each access: when, who, what, to which reference."""
    for at, actor, verb, subject in accesses(*days_of(arguments)):
        yield json.dumps({"at": at.isoformat(), "actor": actor, "verb": verb, "subject": subject}) + "\n"
