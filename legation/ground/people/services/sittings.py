"""Sessions of staff: begun with a device's name, listed, ended."""

from datetime import datetime
from typing import Any

from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from legation.ground.audit.api import record_access
from legation.ground.people.models import Person, Sitting

WITH_PASSKEY = "passkey"
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
            ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def device_of(agent: str) -> str:
    """A browser's own description in two words, such as 'Firefox, Windows'; empty if it says nothing known."""
    found = (next((name for sign, name in known if sign in agent), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))


def begin_sitting(request: HttpRequest, person: Person, *, by: str, at: datetime) -> None:
    """Sign a member of staff in on this line.

    Args:
        by: what proved who they are: `password`, `passkey`, `password+passkey`.
    """
    request.session.pop("citizen", None)
    login(request, person)
    request.session[WITH_PASSKEY] = WITH_PASSKEY in by
    request.session.save()
    device = device_of(request.headers.get("User-Agent", ""))
    Sitting.objects.create(person=person, session=request.session.session_key, device=device, begun_at=at)
    record_access(actor=f"person:{person.pk}", verb="sign_in", at=at, body={"by": by, "device": device})


def sittings_of(person: Person, *, at: datetime) -> list[Sitting]:
    """The sessions that a person has open, newest first."""
    alive = Session.objects.filter(expire_date__gt=at).values("session_key")
    return list(Sitting.objects.filter(person=person, session__in=alive).order_by("-begun_at", "-pk"))


def forget_ended_sittings() -> None:
    """Delete what names sessions that are no more."""
    Sitting.objects.exclude(session__in=Session.objects.values("session_key")).delete()


def end_sittings(*, person: Person, at: datetime, but: str = "", **which: Any) -> int:
    """End a person's sessions, all but the one with the key `but`; gives how many.

    Args:
        which: narrows them down, as a filter of `Sitting`.
    """
    found = Sitting.objects.filter(person=person, **which).exclude(session=but)
    keys = list(found.values_list("session", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    found.delete()
    if keys:
        record_access(actor=f"person:{person.pk}", verb="end_sessions", at=at, body={"count": len(keys)})
    return len(keys)
