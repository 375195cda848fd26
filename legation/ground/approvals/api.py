"""The door of the approvals room: what is dangerous is asked for by one person and approved by another.

A verb is registered with what it may do; who asks and who approves hold its role. Both stand on their own audit chains.
The database refuses an approval by the one who asked; here it is refused to those who gain by it as well.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.approvals.auditing import digest
from legation.ground.approvals.models import ApprovalRequest
from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.ground.people.api import Actor, Person
from legation.ground.posts.api import posts_with_role

__all__ = [
    "ApprovalRequest",
    "Verb",
    "approve",
    "approved",
    "ask",
    "close",
    "find",
    "may_approve",
    "people_in",
    "recent",
    "register",
    "waiting",
]

Arguments = dict[str, Any]
HOLDS = timedelta(hours=48)
PAGE = 50


@dataclass(frozen=True)
class Verb:
    """Something dangerous.

    Args:
        check: raises `Invalid`, `NotFound` or `Conflict` if it could not be done; asked when it is asked for, and again
            before it is done.
        do: does it, inside the transaction that writes the approval.
        gains: the keys of the persons who gain by it and so cannot approve it.
        role: who may ask and approve.
        others: who else may ask for just this; they never approve it.
    """

    check: Callable[[Arguments, datetime], None]
    do: Callable[[Arguments, datetime], None]
    gains: Callable[[Arguments], set[int]] = lambda _arguments: set()
    role: str = "administrator"
    others: Callable[[Actor, Arguments], bool] = lambda _by, _arguments: False


_verbs: dict[str, Verb] = {}


def register(name: str, verb: Verb) -> None:
    """Let something dangerous be asked for under a name."""
    _verbs[name] = verb


@transaction.atomic
def ask(*, verb: str, arguments: Arguments, reason: str, by: Actor, at: datetime) -> ApprovalRequest:
    """Ask for something dangerous; it holds for 48 hours.

    Raises:
        NotFound: there is no such verb.
        NotAllowed: `by` does not hold its role, and is not one of the others who may ask for this.
        Invalid: no reason is given, or it could not be done.
        Conflict: the same is asked for already.
    """
    known = _known(verb)
    person = by.person if by.person is not None and known.others(by, arguments) else _permitted(by, known)
    if not 3 <= len(reason.strip()) <= 500:
        raise Invalid("no reason", fields={"reason": _("Say why, in a sentence of at most 500 characters.")})
    known.check(arguments, at)
    if ApprovalRequest.objects.filter(verb=verb, arguments=arguments, outcome="", ends_at__gt=at).exists():
        raise Conflict("asked for already", reader=_("The same has been asked for already and waits for a decision."))
    made = ApprovalRequest.objects.create(
        verb=verb, arguments=arguments, reason=reason.strip(), asked_by=person, asked_at=at, ends_at=at + HOLDS
    )
    _record(made, "asked_for", by, at)
    return made


@transaction.atomic
def approve(pk: int, *, by: Actor, at: datetime) -> ApprovalRequest:
    """Approve what another person asked for, and do it.

    Raises:
        NotFound: there is no such request.
        NotAllowed: `by` does not hold the role, asked for it, or gains by it.
        Conflict: it was decided, or its time is over; or it cannot be done any more.
    """
    row = _locked(pk, at)
    known = _known(row.verb)
    person = _permitted(by, known)
    if (why := may_approve(row, person)) is not None:
        raise NotAllowed(f"{by.name} may not approve request {pk}", reader=why)
    known.check(row.arguments, at)
    _decide(row, "approved", by, at)
    known.do(row.arguments, at)
    return row


@transaction.atomic
def close(pk: int, *, by: Actor, at: datetime) -> ApprovalRequest:
    """Decline a request, or withdraw one's own; nothing is done. Errors as in `approve`."""
    row = _locked(pk, at)
    person = _permitted(by, _known(row.verb))
    _decide(row, "withdrawn" if person.pk == row.asked_by_id else "declined", by, at)
    return row


def may_approve(row: ApprovalRequest, person: Person) -> Any | None:
    """None if this person may approve it, else the reason why not, for the reader."""
    if person.pk == row.asked_by_id:
        return _("You asked for this yourself. Another person must approve it.")
    if person.pk in _known(row.verb).gains(row.arguments):
        return _("You gain by this yourself. Another person must approve it.")
    return None


def find(pk: int) -> ApprovalRequest:
    """One request. Raises `NotFound`."""
    row = ApprovalRequest.objects.select_related("asked_by", "decided_by").filter(pk=pk).first()
    if row is None:
        raise NotFound(f"request {pk}")
    return row


def approved(pk: int, *, verb: str, by: Actor, at: datetime) -> Arguments:
    """The arguments of an approved request, for its asker, who does it piece by piece until its time is over.

    Raises:
        NotFound: no such request of theirs is approved and in time.
    """
    row = find(pk)
    person = _permitted(by, _known(row.verb))
    if row.verb != verb or row.outcome != "approved" or row.asked_by_id != person.pk or at > row.ends_at:
        raise NotFound(f"no approved request {pk}")
    return dict(row.arguments)


def recent() -> list[ApprovalRequest]:
    """The latest requests, one page."""
    return list(ApprovalRequest.objects.select_related("asked_by", "decided_by").order_by("-pk")[:PAGE])


def waiting(*, about: Arguments, at: datetime) -> list[ApprovalRequest]:
    """The requests whose arguments say this, that wait for a decision; the latest first."""
    rows = ApprovalRequest.objects.filter(
        outcome="", ends_at__gt=at, **{f"arguments__{k}": v for k, v in about.items()}
    )
    return list(rows.order_by("-pk")[:PAGE])


def people_in(rows: list[ApprovalRequest]) -> dict[int, Person]:
    """The people whom requests are about, by key, in one query."""
    return Person.objects.in_bulk([row.arguments["person"] for row in rows if "person" in row.arguments])


def _known(verb: str) -> Verb:
    if verb not in _verbs:
        raise NotFound(f"nothing is called {verb}")
    return _verbs[verb]


def _permitted(by: Actor, verb: Verb) -> Person:
    if by.person is None or by.role != verb.role or not by.person.is_active or not posts_with_role(by):
        raise NotAllowed(f"{by.name} is no {verb.role}")
    return by.person


def _locked(pk: int, at: datetime) -> ApprovalRequest:
    row = ApprovalRequest.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotFound(f"request {pk}")
    if row.outcome or at > row.ends_at:
        raise Conflict(f"request {pk} is closed", reader=_("This request was decided already, or its time is over."))
    return row


def _decide(row: ApprovalRequest, outcome: str, by: Actor, at: datetime) -> None:
    row.decided_by, row.decided_at, row.outcome = by.person, at, outcome
    row.save(update_fields=["decided_by", "decided_at", "outcome"])
    _record(row, outcome, by, at)


def _record(row: ApprovalRequest, verb: str, by: Actor, at: datetime) -> None:
    body = {"verb": row.verb, "arguments": row.arguments, "digest": digest(row)}
    record_access(actor=by.name, verb=verb, at=at, subject=f"approval:{row.pk}", body=body)
