"""Setting the windows and rooms of a post: what stands over them, for which services, how many at once, if open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from legation.appointments.around import services
from legation.appointments.models import Counter
from legation.ground.errors import Invalid, NotFound
from legation.ground.people.api import Actor
from legation.ground.posts.heads import changing
from legation.ground.posts.writing import texts_in

MOST_NAME, MOST_PLACES = 60, 50


@dataclass(frozen=True)
class Window:
    """What a window or room shall be.

    Args:
        names: language code -> what stands over it, in English at least.
        services: codes; none for all.
        places: how many are served at once.
    """

    names: Mapping[str, str]
    services: Collection[str]
    places: int
    is_open: bool = True


def set_counter(*, post: str, code: str, window: Window, by: Actor, at: datetime) -> Counter:
    """Change a window of a post, or make one (`code` is ''); it stays so whatever the profile's files say later.

    Raises:
        NotFound: `by` is not the post's head, or it has no such window.
        Invalid: at its field: no name in English, no such service, or places that are none.
    """
    names, wrong = texts_in(window.names, most=MOST_NAME), dict[str, str]()
    if "en" not in names:
        wrong["name-en"] = _("Name it in English at least: a language that lacks it shows this one.")
    if not 1 <= window.places <= MOST_PLACES:
        wrong["places"] = _("Between 1 and 50 people can be served at once.")
    if not set(window.services) <= services().keys():
        wrong["services"] = _("Choose services from the list.")
    if wrong:
        raise Invalid("window of a post", fields=wrong)
    with changing("set_window", post=post, by=by, at=at) as change:
        found = Counter.objects.filter(post=change.post, code=code).first() if code else None
        if code and found is None:
            raise NotFound(f"window {code} of {post}")
        change.before = said(found) if found else {}
        row = found or Counter(post=change.post, code=_free_code(post))
        row.names, row.services, row.places = names, sorted(set(window.services)), window.places
        row.is_open, row.set_at = window.is_open, at
        row.save()
        change.after = said(row)
    return row


def _free_code(post: str) -> str:
    taken = set(Counter.objects.filter(post__code=post).values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"window_{number}") not in taken)


def said(row: Counter) -> dict[str, object]:
    """A window as the record of changes keeps it."""
    return {"window": row.code, "names": row.names, "services": row.services, "places": row.places, "open": row.is_open}
