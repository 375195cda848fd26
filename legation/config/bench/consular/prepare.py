"""Inside the scratch instance: people, sessions, drawers, rates; what the generator must know goes into a file.

A process of its own: `python -m legation.config.bench.consular.prepare 250 staff.json`. Sessions are made as a sign-in
leaves them: seven hundred passwords would be hashed for minutes, and signing in is not what is measured.
"""

import json
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from legation.config.bench.consular.profile import CENTRAL, WINDOWS, codes
from legation.config.bench.consular.services import ANSWERS, SERVICES


def prepare(posts: int) -> dict[str, Any]:
    """Fill the instance; gives `staff` (post -> role -> cookies) and `forms` (service -> inputs)."""
    now = datetime.now(UTC)
    _rates(now)
    staff: dict[str, Any] = {"HQ": {"central_officer": [_hired("HQ", "central_officer", n) for n in range(CENTRAL)]}}
    for code in codes(posts):
        staff[code] = {
            "consular_officer": [_hired(code, "consular_officer", number) for number in range(WINDOWS)],
            "cashier": [_hired(code, "cashier", 0)],
        }
        _open_drawer(code, now)
    return {"staff": staff, "forms": {each.code: _form(each.code, now) for each in SERVICES}}


def _hired(post: str, role: str, number: int) -> str:
    """Somebody with a role at a post, signed in; gives the key of their session."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from legation.ground.people.models import Person, Sitting
    from legation.ground.posts.api import assign

    person = Person(email=f"{role}.{number}.{post}@utopia.example".lower(), name=f"{role} {number}", language="en")
    person.set_unusable_password()
    person.save()
    assign(person=person, post=post, role=role)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    key = str(session.session_key)
    Sitting.objects.create(person=person, session=key, begun_at=datetime.now(UTC))
    return key


def _rates(now: datetime) -> None:
    from legation.config.demo_tills import RATES
    from legation.ground.people.api import Person
    from legation.payments.till.models import DayRate

    by = Person(email="rates@utopia.example", name="Rates", language="en")
    by.set_unusable_password()
    by.save()
    DayRate.objects.bulk_create(
        DayRate(day=now.date(), currency=currency, rate=Decimal(rate), source="bench", entered_by="bench",
                entered_at=now, approved_by=by, approved_at=now)
        for currency, rate in RATES.items()
    )  # fmt: skip


def _open_drawer(post: str, now: datetime) -> None:
    from legation.ground.people.api import Person
    from legation.ground.posts.api import actor_of
    from legation.payments.till import api

    cashier = Person.objects.get(email=f"cashier.0.{post}@utopia.example".lower())
    api.open_drawer(place=post, counts={"sum": 0}, by=actor_of(cashier, "cashier"), at=now)


def _form(procedure: str, now: datetime) -> dict[str, str]:
    """What is typed into the whole form; each person's own number is put in by the generator."""
    from legation.config.filling import written

    return {name: text for page in written(procedure, ANSWERS, at=now).values() for name, text in page.items()}


if __name__ == "__main__":
    import django

    django.setup()
    Path(sys.argv[2]).write_text(json.dumps(prepare(int(sys.argv[1]))))
