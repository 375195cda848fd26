"""Who asks, by the token in the header (RFC 6750), and whether their token is for that."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from legation.ground.limits.api import hit
from legation.ground.tokens.api import Holder, holder_of
from legation.web.client import address_of

WRONG_TOKENS = 30  # in ten minutes from one address


class Bearer(HttpBearer):
    """Authentication of an operation of a JSON API, before anything that was sent is read.

    Args:
        scope: what the token must be for.
    """

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Holder | None:
        """The holder, or nobody; who it is is looked up once a request.

        Raises:
            NotAllowed: the token is for something else.
            TooMany: an address guesses.
        """
        found: Any = getattr(request, "token_holder", None) or self._find(request, token)
        if found is not None:
            found.need(self.scope)
        return found

    def _find(self, request: HttpRequest, token: str) -> Holder | None:
        now = datetime.now(UTC)
        found = holder_of(token, at=now)
        if found is None:
            hit("token", address_of(request), at=now, most=WRONG_TOKENS, minutes=10)
        request.token_holder = found  # type: ignore[attr-defined]
        return found


def holder(request: HttpRequest, what: str, most: int) -> Holder:
    """Who asks, as `Bearer` found them.

    Args:
        what, most: what is counted, and how much of it there may be in a minute.

    Raises:
        TooMany: they ask too often.
    """
    found: Holder = request.auth  # type: ignore[attr-defined]
    hit(f"api_{what}", found.actor, at=datetime.now(UTC), most=most, minutes=1)
    return found
