"""What the head of a post tells visitors: notices for a while, and why it is closed on a day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from legation.ground.languages.fallback import SOURCE, marked
from legation.ground.posts.calendar import calendar_of
from legation.ground.posts.fresh import tick
from legation.ground.posts.models import Notice, SpecialDay

MINE = "post"
"""The cookie that keeps the codes of the posts that serve a reader, once they have asked which ones do."""


@dataclass(frozen=True)
class Told:
    """A notice in a reader's language; `post` is the code of the post, `signed` its name."""

    title: str
    text: str
    post: str
    signed: str
    since: date


def said(texts: Mapping[str, str], language: str) -> str:
    """A text of a head in the reader's language, else in English and marked so; '' where there is none."""
    return texts.get(language) or (marked(texts.get(SOURCE, "")) if language != SOURCE else "")


def notices_at(posts: Collection[str], at: datetime, language: str) -> list[Told]:
    """What these posts tell at a moment, the latest first, each by its own day; asked of memory but twice a minute."""
    return [_of(row, language) for row in _notices(tick()) if row.post.code in posts and _stands(row, at)]


def _stands(row: Notice, at: datetime) -> bool:
    day = at.astimezone(calendar_of(row.post.code).zone).date()
    return row.begins_on <= day and (row.ends_on is None or day <= row.ends_on)


def _of(row: Notice, language: str) -> Told:
    title, text = said(row.titles, language), said(row.texts, language)
    return Told(title, text, row.post.code, row.post.name(language), row.begins_on)


@lru_cache(maxsize=2)
def _notices(_tick: int) -> list[Notice]:
    return list(Notice.objects.select_related("post").order_by("-begins_on", "-pk"))


def forget_notices() -> None:
    """Look again at once, in this process: the head of a post has put up or taken down a notice."""
    _notices.cache_clear()


def reasons(post: str, since: date) -> dict[date, dict[str, str]]:
    """Day -> language -> why, for every day from one on on which the head of a post changed the hours."""
    rows = SpecialDay.objects.filter(post__code=post, day__gte=since).order_by("day")
    return dict(rows.values_list("day", "why"))
