"""Who asks, by the token in the header (RFC 6750)."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from legation.ground.limits.api import hit
from legation.ground.tokens.api import Holder, holder_of
from legation.web.client import address_of

WRONG_TOKENS = 30  # in ten minutes from one address


class Bearer(HttpBearer):
    """Authentication of a JSON API: the holder of the token, or nobody. It is asked once a request."""

    def authenticate(self, request: HttpRequest, token: str) -> Holder | None:
        """The holder; `TooMany` for an address that guesses."""
        known: Any = getattr(request, "token_holder", None)
        if known is not None:
            return known
        now = datetime.now(UTC)
        found = holder_of(token, at=now)
        if found is None:
            hit("token", address_of(request), at=now, most=WRONG_TOKENS, minutes=10)
        request.token_holder = found  # type: ignore[attr-defined]
        return found


def holder(request: HttpRequest, scope: str, what: str, most: int) -> Holder:
    """Who asks, if their token has this scope.

    Args:
        what, most: what is counted, and how much of it there may be in a minute.

    Raises:
        NotAllowed: it has not.
        TooMany: it asks too often.
    """
    found: Holder = request.auth  # type: ignore[attr-defined]
    found.need(scope)
    hit(f"api_{what}", found.actor, at=datetime.now(UTC), most=most, minutes=1)
    return found
