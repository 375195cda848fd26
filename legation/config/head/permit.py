"""Whose screen it is."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from legation.ground.errors import LegationError, NotAllowed
from legation.ground.languages.api import current, locale
from legation.ground.people.api import Actor
from legation.ground.posts.api import Post, actor_of
from legation.ground.posts.heads import HEAD, check_head

GET_AND_POST = ["GET", "HEAD", "POST"]


def head_of(request: HttpRequest, post: str) -> tuple[Actor, Post]:
    """Whoever asks, as head of a post, and that post.

    Raises:
        NotAllowed: they are head of none.
        NotFound: they are not head of this one.
    """
    if HEAD not in getattr(request, "roles", {}):
        raise NotAllowed(f"{request.user.pk} is head of no post")
    by = actor_of(request.user, HEAD)  # type: ignore[arg-type]
    check_head(by, post)
    return by, Post.objects.get(code=post)


def written_in() -> list[tuple[str, str]]:
    """(code, name) of the languages in which a head of post writes; names in the reader's language and letters."""
    words = locale(current().code).languages
    return [(code, words.get(code, code)) for code, _name in settings.LANGUAGES]


def frame(post: Post, error: LegationError | None = None) -> dict[str, Any]:
    """What every page of a post shows; `wrong` is what is wrong by field."""
    fields = getattr(error, "fields", {})
    return {
        "post": post, "place": post.name(current().code), "wrong": fields,
        "error": error.reader if error and not fields else "",
    }  # fmt: skip


def named(errors: Mapping[str, Any], *days: str) -> list[tuple[str, Any]]:
    """Errors for a summary, each led to what can be focused: that of a day to its first field."""
    return [(f"{name}-day" if name in days else name, said) for name, said in errors.items()]
