"""What the pages of the cash desk share: who asks, what a form sent, words for codes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from legation.ground.errors import LegationError, NotFound
from legation.ground.languages.api import current
from legation.ground.people.api import Actor
from legation.ground.posts.api import actor_of, post_names
from legation.ground.posts.numbering import zone_of
from legation.payments.services.permit import ACCOUNTANT, places_of
from legation.payments.till.permit import CASHIER, check_cashier, tills_of
from legation.web.serving import is_serving

Show = Callable[..., HttpResponse]


def now() -> datetime:
    """The moment of a request."""
    return datetime.now(UTC)


def seen_by(request: HttpRequest, post: str) -> Actor:
    """Who asks, as a cashier of the post or else as one of its accountants.

    Raises:
        NotFound: for them there is no such desk.
    """
    for role in (CASHIER, ACCOUNTANT):
        if role in request.roles:  # type: ignore[attr-defined]
            by = actor_of(request.user, role)
            if post in tills_of(by):
                return by
    raise NotFound(f"{request.user.pk} has no cash desk in {post}")


def cashier_at(request: HttpRequest, post: str) -> Actor:
    """Who asks, as a cashier of the post; errors as of `check_cashier`."""
    by = seen_by(request, post)
    check_cashier(by, post)
    return by


def is_centre(request: HttpRequest) -> bool:
    """Whether somebody is an accountant of the centre."""
    by = actor_of(request.user, ACCOUNTANT)
    return ACCOUNTANT in request.roles and places_of(by) is None  # type: ignore[attr-defined]


def desks_of(request: HttpRequest) -> list[tuple[str, str]]:
    """(code, name) of the posts whose cash desk somebody sees, by name."""
    codes = set()
    for role in (CASHIER, ACCOUNTANT):
        if role in request.roles:  # type: ignore[attr-defined]
            codes.update(tills_of(actor_of(request.user, role)))
    names = post_names(current().code)
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: pair[1])


def page(request: HttpRequest, template: str, post: str, **context: Any) -> HttpResponse:
    """A page of a desk; with an `error` it is answered with that error's status."""
    error: LegationError | None = context.get("error")
    name = post_names(current().code).get(post, post)
    # who is served at the counter stands sealed in the session: from a receipt one goes back to them
    context |= {"serving": is_serving(request)}
    context |= {"post": post, "post_name": name, "words": words(), "said": error.reader if error else ""}
    context |= {"zone": str(zone_of(post))}  # the hours of the desk are the post's, as on its receipts
    return render(request, f"till/{template}.html", context, status=error.status if error else 200)


def words() -> dict[str, str]:
    """Codes in the reader's words."""
    return {
        "taken": _("Taken"), "back": _("Paid back"), "card": _("Paid by card"), "cardback": _("Paid back to the card"),
        "float": _("Float"), "safe": _("From and to the safe"), "difference": _("Difference"),
        "closed": _("Put away at closing"), "bag": _("Bag"), "bank": _("Bank"),
        "requested": _("not paid yet"), "pending": _("not paid yet"), "refused": _("not paid yet"),
        "settled": _("paid"), "expired": _("not asked for any more"),
    }  # fmt: skip
