"""The head of a post: what is theirs to change, and the record of each change with what was before and after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from legation.ground.audit.api import Entry, latest_about, record_access
from legation.ground.errors import NotFound
from legation.ground.people.api import Actor, Person
from legation.ground.posts import told
from legation.ground.posts.calendar import forget_hours
from legation.ground.posts.models import Assignment, Post
from legation.ground.posts.network import forget_services

HEAD = "head_of_post"
SHOWN = 50
_listeners: list[Callable[[Post, datetime], None]] = []


@dataclass
class Change:
    """What is being changed at a post. Whoever changes it says what it was and what it is, in plain values."""

    post: Post
    before: Any = None
    after: Any = None


def when_changed(listener: Callable[[Post, datetime], None]) -> None:
    """Have `listener` called with the post after each change, inside its transaction."""
    _listeners.append(listener)


def posts_headed(person: Person) -> list[Post]:
    """The posts whose head somebody is, by code."""
    return list(Post.objects.filter(assignments__person=person, assignments__role=HEAD).order_by("code"))


def is_head(by: Actor, post: str) -> bool:
    """Whether who acts is head of the post with this code, acting as its head, and may sign in."""
    held = Assignment.objects.filter(person=by.person, role=HEAD, post__code=post, person__is_active=True)
    return by.role == HEAD and by.person is not None and held.exists()


def check_head(by: Actor, post: str) -> None:
    """Let the head of a post pass.

    Raises:
        NotFound: anybody else, as if there were no such post.
    """
    if not is_head(by, post):
        raise NotFound(f"{by.name} is not head of {post[:12]}")


@contextmanager
def changing(verb: str, *, post: str, by: Actor, at: datetime) -> Iterator[Change]:
    """Change something at a post as its head, one after the other; it stands on the head's chain and works at once.

    Raises:
        NotFound: as `check_head`.
    """
    check_head(by, post)
    try:
        with transaction.atomic():
            change = Change(Post.objects.select_for_update().get(code=post))
            yield change
            body = {"before": change.before, "after": change.after}
            record_access(actor=by.name, verb=verb, at=at, subject=_subject(post), body=body)
            _forget()
            for listener in _listeners:
                listener(change.post, at)
    finally:
        _forget()  # also what was undone


def _forget() -> None:
    forget_hours()
    forget_services()
    told.forget_notices()


def _subject(post: str) -> str:
    return f"post:{post}"


def changes_of(post: str) -> list[Entry]:
    """The latest changes at a post, newest first: who (`actor`), when (`at`), what (`verb`), `body`."""
    return list(latest_about(_subject(post), most=SHOWN))
