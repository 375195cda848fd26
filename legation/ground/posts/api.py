"""The door of the posts room: which posts there are, and who holds which role where."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count

from legation.ground.people.api import Actor, Person
from legation.ground.posts.models import Assignment, Post
from legation.ground.statements import execute

__all__ = [
    "Post", "actor_of", "all_posts", "assign", "assignments_of", "holders", "load_posts", "post_code", "post_key",
    "post_names", "post_zone", "posts_with_role", "roles_of", "staff_of", "take", "zones",
]  # fmt: skip

_HELD = "SELECT role, post_id FROM posts_assignment WHERE person_id = %s"
_FIELDS = ("kind", "country", "city", "names", "time_zone")


def load_posts(rows: Iterable[dict[str, Any]]) -> None:
    """Make the posts of a profile, or bring them up to date; a post is never deleted."""
    made = [Post(code=row["code"], **{name: row[name] for name in _FIELDS}) for row in rows]
    Post.objects.bulk_create(made, update_conflicts=True, unique_fields=["code"], update_fields=_FIELDS)
    _names.cache_clear()


def assign(*, person: Person, post: str, role: str) -> None:
    """Give a person a role at a post (by the post's code)."""
    Assignment.objects.get_or_create(person=person, post=Post.objects.get(code=post), role=role)


def take(*, person: Person, post: str, role: str) -> bool:
    """Take a role at a post from a person; gives whether they held it."""
    return bool(Assignment.objects.filter(person=person, post__code=post, role=role).delete()[0])


def all_posts() -> list[Post]:
    """Every post, by its code."""
    return list(Post.objects.all())


def assignments_of(people: Iterable[Person]) -> dict[int, list[Assignment]]:
    """person's key -> the roles they hold, each with its post, in one query."""
    found: dict[int, list[Assignment]] = {}
    rows = Assignment.objects.filter(person__in=list(people)).select_related("post").order_by("role", "post__code")
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def staff_of(post: str) -> list[Assignment]:
    """Who holds which role at a post, by name, in one query."""
    rows = Assignment.objects.filter(post__code=post, person__is_active=True).select_related("person")
    return list(rows.order_by("person__name", "person_id", "role"))


def holders() -> dict[tuple[str, str], int]:
    """(post's code, role) -> how many people who may sign in hold it there."""
    rows = Assignment.objects.filter(person__is_active=True).values_list("post__code", "role")
    return {(post, role): count for post, role, count in rows.annotate(count=Count("pk")).order_by("post__code")}


def roles_of(person: Person) -> dict[str, set[int]]:
    """The roles a person holds, each with the keys of the posts where they hold it; of whoever asks, once a request."""
    if person.held is not None:
        return {role: set(posts) for role, posts in person.held.items()}
    roles: dict[str, set[int]] = {}
    for role, post in execute(_HELD, [person.pk]).fetchall():
        roles.setdefault(role, set()).add(post)
    return roles


def posts_with_role(actor: Actor) -> set[int]:
    """The keys of the posts where this actor's person holds this actor's role."""
    if actor.person is None:
        return set()
    return roles_of(actor.person).get(actor.role, set())


def actor_of(person: Person, role: str) -> Actor:
    """The person acting in one of their roles; whether they hold it is checked where it matters."""
    return Actor(role=role, name=f"person:{person.pk}", person=person)


@cache
def post_key(code: str) -> int:
    """The key of the post with this code; posts are never deleted, so it may be remembered."""
    return int(Post.objects.values_list("pk", flat=True).get(code=code))


@cache
def post_code(key: int) -> str:
    """The code of the post with this key; see `post_key`."""
    return str(Post.objects.values_list("code", flat=True).get(pk=key))


@cache
def post_zone(key: int) -> str:
    """The time zone of the post with this key; a change in the profile is seen by the next process."""
    return str(Post.objects.values_list("time_zone", flat=True).get(pk=key))


def day_at(post: int, moment: datetime) -> date:
    """Which day a moment falls on at the post with this key."""
    return moment.astimezone(ZoneInfo(post_zone(post))).date()


def zones() -> dict[str, str]:
    """The time zones of the posts, by name -> a city there; in the order of the cities."""
    return dict(Post.objects.values_list("time_zone", "city").order_by("city"))


def post_names(language: str) -> dict[str, str]:
    """code -> name of every post, in a language; a change in the profile is seen by the next process."""
    return dict(_names(language))


@cache
def _names(language: str) -> dict[str, str]:
    return {post.code: post.name(language) for post in Post.objects.all()}
