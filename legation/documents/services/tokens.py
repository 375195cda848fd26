"""Tokens of carriers and border posts: made once, shown once, kept as a digest."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from legation.documents.models import AccessToken
from legation.ground.errors import Invalid, NotFound

CHECK, CROSSINGS = "check", "crossings"
SCOPES = (CHECK, CROSSINGS)
_PREFIX, _BYTES, _MOST_LETTERS = "legation_", 32, 100


@dataclass(frozen=True)
class Holder:
    """Whoever showed a token that holds: its number, under which it stands in the record, and what it may do."""

    pk: int
    scopes: frozenset[str]

    @property
    def actor(self) -> str:
        """The name in the audit."""
        return f"token:{self.pk}"


def create_token(*, name: str, scopes: list[str], days: int, at: datetime) -> tuple[int, str]:
    """Make a token; gives its number and the token, which nobody can show again.

    Raises:
        Invalid: no name, no such scope, or days that are none.
    """
    if not name.strip() or not scopes or set(scopes) - set(SCOPES) or not 1 <= days <= 3650:
        raise Invalid(f"a token has a name, scopes among {SCOPES}, and 1 to 3650 days")
    token = _PREFIX + secrets.token_urlsafe(_BYTES)
    row = AccessToken.objects.create(
        name=name.strip()[:80], scopes=sorted(set(scopes)), digest=_digest(token), created_at=at,
        expires_at=at + timedelta(days=days),
    )  # fmt: skip
    return row.pk, token


def holder_of(token: str, *, at: datetime) -> Holder | None:
    """Whose token this is; None when it does not hold."""
    if len(token) > _MOST_LETTERS:
        return None
    row = AccessToken.objects.filter(digest=_digest(token), revoked_at=None, expires_at__gt=at).first()
    return Holder(row.pk, frozenset(row.scopes)) if row else None


def revoke_token(pk: int, *, at: datetime) -> None:
    """Take a token back. Raises `NotFound` when there is none with this number that holds."""
    if not AccessToken.objects.filter(pk=pk, revoked_at=None).update(revoked_at=at):
        raise NotFound(f"token {pk}")


def _digest(token: str) -> bytes:
    # 256 random bits need no slow hash
    return sha256(token.encode()).digest()
