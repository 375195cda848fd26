"""Tokens: made once, shown once, kept as a digest; of a service account, a member of staff or a citizen.

`problems`, `bearer` and `replaying` are what every JSON API of the house needs besides.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Count, F, Max, Q, QuerySet

from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.ground.people.api import Citizen, Person
from legation.ground.tokens import scopes as known
from legation.ground.tokens.models import AccessToken, ServiceAccount

_PREFIX, _BYTES, _MOST_LETTERS = "legation_", 32, 100
_MOST_DAYS, _USED_TO = 3650, timedelta(hours=1)


@dataclass(frozen=True)
class Holder:
    """Whoever showed a token that holds: its number, under which it stands in the record, whose it is, what it may."""

    pk: int
    scopes: frozenset[str]
    service: int | None = None
    person: Person | None = None
    citizen: Citizen | None = None

    @property
    def actor(self) -> str:
        """The name in the audit."""
        return f"token:{self.pk}"

    def need(self, scope: str) -> None:
        """Raises `NotAllowed` unless the token is for this."""
        if scope not in self.scopes:
            raise NotAllowed(f"{self.actor} has no scope {scope}")


def service_account(name: str, *, at: datetime) -> ServiceAccount:
    """The service account of this name, made if there is none.

    Raises:
        Invalid: no name.
        NotAllowed: it was closed.
    """
    name = " ".join(name.split())[:80]
    if not name:
        raise Invalid("a service account has a name")
    account, _made = ServiceAccount.objects.get_or_create(name=name, defaults={"created_at": at})
    if account.closed_at:
        raise NotAllowed(f"the service account {name} was closed")
    return account


def accounts(*, at: datetime) -> "QuerySet[ServiceAccount]":
    """Service accounts by name, with how many `tokens_held` they have and when one was last used (`last_used`)."""
    held = Q(tokens__revoked_at=None, tokens__expires_at__gt=at)
    rows = ServiceAccount.objects.annotate(tokens_held=Count("tokens", filter=held), last_used=Max("tokens__used_at"))
    return rows.order_by(F("closed_at").desc(nulls_first=True), "name")


def close_account(pk: int, *, at: datetime) -> None:
    """Close a service account for good: its tokens hold no longer, and none is made for it again.

    Raises:
        Conflict: it was closed before, or there is none.
    """
    if not ServiceAccount.objects.filter(pk=pk, closed_at=None).update(closed_at=at):
        raise Conflict(f"service account {pk} is closed")
    AccessToken.objects.filter(service=pk, revoked_at=None).update(revoked_at=at)


def create_token(
    *, name: str, scopes: list[str], days: int, at: datetime,
    person: Person | None = None, citizen: Citizen | None = None, approval: int | None = None,
) -> tuple[int, str]:  # fmt: skip
    """Make a token; gives its number and the token, which nobody can show again.

    Args:
        name: what its owner calls it; of a service account, which account's it is.
        approval: the request that two people agreed on; one token is made of it.

    Raises:
        Invalid: no name, no scope that its owner may have, or days that are none.
        Conflict: a token was made of this approval already.
    """
    check_token(name, scopes, days, known.OF_PERSONS if person else known.OF_CITIZENS if citizen else known.OF_SERVICES)
    if approval is not None and AccessToken.objects.filter(approval=approval).exists():
        raise Conflict(f"a token of request {approval} was made already")
    token = _PREFIX + secrets.token_urlsafe(_BYTES)
    service = None if person or citizen else service_account(name, at=at)
    row = AccessToken.objects.create(
        name=name.strip()[:80], service=service, person=person, citizen=citizen, scopes=sorted(set(scopes)),
        digest=_digest(token), created_at=at, expires_at=at + timedelta(days=days), approval=approval,
    )  # fmt: skip
    return row.pk, token


def check_token(name: str, scopes: list[str], days: int, offered: tuple[str, ...] = known.OF_SERVICES) -> None:
    """Whether such a token could be made.

    Raises:
        Invalid: no name, no scope of those offered, or days that are none.
    """
    if not name.strip() or not scopes or set(scopes) - set(offered) or not 1 <= days <= _MOST_DAYS:
        raise Invalid(f"a token has a name, scopes among {offered}, and 1 to {_MOST_DAYS} days")


def holder_of(token: str, *, at: datetime) -> Holder | None:
    """Whose token this is; None when it does not hold, or its owner may not sign in any more."""
    if len(token) > _MOST_LETTERS:
        return None
    row = in_force(at=at).filter(digest=_digest(token)).first()
    if row is None or (row.person and not row.person.is_active) or (row.service and row.service.closed_at):
        return None
    if row.used_at is None or at - row.used_at > _USED_TO:
        AccessToken.objects.filter(pk=row.pk).update(used_at=at)
    return Holder(row.pk, frozenset(row.scopes), row.service_id, row.person, row.citizen)


def in_force(*, at: datetime) -> "QuerySet[AccessToken]":
    """The tokens that hold, with their owners, oldest first."""
    rows = AccessToken.objects.filter(revoked_at=None, expires_at__gt=at)
    return rows.select_related("service", "person", "citizen").order_by("pk")


def revoke_token(pk: int, *, at: datetime, of: Person | Citizen | None = None) -> None:
    """Take a token back.

    Args:
        of: whose it must be.

    Raises:
        NotFound: there is none with this number that holds.
    """
    rows = AccessToken.objects.filter(pk=pk, revoked_at=None)
    if of is not None:
        rows = rows.filter(person=of) if isinstance(of, Person) else rows.filter(citizen=of)
    if not rows.update(revoked_at=at):
        raise NotFound(f"token {pk}")


def _digest(token: str) -> bytes:
    # 256 random bits need no slow hash
    return sha256(token.encode()).digest()
