"""Opening what lies sealed on a roll, and the office's door."""

import json
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from legation.ground.errors import NotAllowed
from legation.ground.people.api import Actor
from legation.ground.posts.api import posts_with_role
from legation.ground.posts.models import Post
from legation.ground.profile import profile
from legation.ground.secrets import unseal, unwrap
from legation.roll.models import Entry, Striking
from legation.roll.rules import CONTEXT, OFFICER


def check_office(by: Actor) -> None:
    """Raises NotAllowed unless somebody is of the electoral office, which is at the centre."""
    centre = Post.objects.filter(code=profile().centre, pk__in=posts_with_role(by)).exists()
    if by.role != OFFICER or not centre:
        raise NotAllowed(f"{by.name} as {by.role} is not of the electoral office")


def struck(at: datetime | None = None) -> Exists:
    """Of an entry, in a query: whether it is struck; or was, at a moment."""
    rows = Striking.objects.filter(entry=OuterRef("pk"))
    if at is None:
        return Exists(rows.filter(restoring=None))
    return Exists(rows.filter(Q(restoring=None) | Q(restoring__at__gt=at), at__lte=at))


def entry_of(reference: str) -> Any:
    """The entry of a case with its book, and whether it is struck (`is_struck`); none of who is forgotten."""
    rows = Entry.objects.filter(reference=reference).exclude(data_key=None).select_related("book")
    return rows.annotate(is_struck=struck()).first()


def number_of(entry: Entry) -> str:
    """Such as CAI/E/2026/14."""
    return f"{entry.book.place}/E/{entry.book.year}/{entry.number}"


def content_of(entry: Entry) -> dict[str, Any]:
    """What an entry says; nothing once its person is forgotten."""
    if entry.data_key is None:
        return {}
    found: dict[str, Any] = json.loads(unseal(unwrap(bytes(entry.data_key)), bytes(entry.sealed), context=CONTEXT))
    return found


def text_of(entry: Entry, sealed: bytes, context: str) -> str:
    """What was written about an entry; nothing once its person is forgotten."""
    if entry.data_key is None or not sealed:
        return ""
    return unseal(unwrap(bytes(entry.data_key)), bytes(sealed), context=context).decode()
