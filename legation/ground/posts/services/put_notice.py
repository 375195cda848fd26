"""Telling the visitors of a post something for a while."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.ground.people.api import Actor
from legation.ground.posts.calendar import calendar_of
from legation.ground.posts.heads import changing
from legation.ground.posts.models import Notice
from legation.ground.posts.writing import texts_in

MOST_TITLE, MOST_TEXT = 120, 1000


def put_notice(
    *, post: str, titles: Mapping[str, str], texts: Mapping[str, str], begins_on: date | None, ends_on: date | None,
    by: Actor, at: datetime,
) -> Notice:  # fmt: skip
    """Show a notice from one day to another (None: until it is withdrawn), signed with the post's name.

    Args:
        titles, texts: language code -> heading and text, both in a language or neither; English is always among them.

    Raises:
        NotFound: `by` is not its head.
        Invalid: at its field: a heading or text is missing, or the days are over or not in order.
    """
    heads, bodies = texts_in(titles, most=MOST_TITLE), texts_in(texts, most=MOST_TEXT)
    today, wrong = at.astimezone(calendar_of(post).zone).date(), dict[str, str]()
    both = _("Write heading and text, or neither.")
    wrong |= {f"text-{code}": both for code in heads if code not in bodies}
    wrong |= {f"title-{code}": both for code in bodies if code not in heads}
    if "en" not in heads | bodies:
        wrong["title-en"] = _("Write it in English at least: a language that lacks it shows this one.")
    begins = begins_on or today
    if ends_on is not None and ends_on < max(begins, today):
        wrong["ends_on"] = _("Choose a day that is not over and not before the first.")
    if wrong:
        raise Invalid("notice", fields=wrong)
    with changing("put_notice", post=post, by=by, at=at) as change:
        made = Notice.objects.create(
            post=change.post, titles=heads, texts=bodies, begins_on=begins, ends_on=ends_on,
            signed=change.post.name("en")[:120], set_at=at, set_by=by.name,
        )  # fmt: skip
        change.before, change.after = {}, said(made)
    return made


def said(row: Notice) -> dict[str, object]:
    """A notice as the record of changes keeps it."""
    days = {"from": str(row.begins_on), "until": str(row.ends_on) if row.ends_on else ""}
    return {"notice": row.pk, "titles": row.titles, "texts": row.texts} | days
