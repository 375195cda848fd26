"""What an accountant sees: only of their posts, a page of each, newest or oldest first as one works them off."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q

from legation.ground.errors import NotAllowed, NotFound
from legation.ground.people.api import Actor
from legation.payments.disputes import Dispute as DisputeState
from legation.payments.models import Dispute, Event, Reconciliation, Refund, Unmatched
from legation.payments.rules import Verdict
from legation.payments.services.count_income import Cost, LabelledIncome, costs, labelled_income
from legation.payments.services.permit import ACCOUNTANT, places_of
from legation.payments.services.send_refund import UNFINISHED

PAGE = 50


@dataclass(frozen=True)
class Overview:
    """Everything on one screen. `reports` and `costs` are the whole instance's: for accountants of the ministry."""

    unmatched: list[Unmatched]
    refunds: list[Refund]
    disputes: list[Dispute]
    events: list[Event]
    reports: list[Reconciliation]
    income: list[LabelledIncome]
    costs: list[Cost]
    everywhere: bool


def _seen_by(by: Actor) -> set[str] | None:
    places = places_of(by)
    if by.role != ACCOUNTANT or places == set():
        raise NotAllowed(f"{by.name} is no accountant")
    return places


def _of(places: set[str] | None, *paths: str) -> Q:
    """Rows of these places, by the paths that lead to a payment; all rows if `places` is None."""
    found = Q(pk__isnull=False) if places is None else Q(pk__in=[])
    for path in paths if places is not None else ():
        found |= Q(**{f"{path}__place__in": places})
    return found


def overview(*, by: Actor, day: date) -> Overview:
    """The screen of an accountant.

    Args:
        day: whose income is shown, in UTC.

    Raises:
        NotAllowed: `by` is no accountant anywhere.
    """
    places = _seen_by(by)
    unmatched = Unmatched.objects.filter(_of(places, "payment"), taken__lt=F("amount")).select_related("payment")
    refunds = Refund.objects.filter(_of(places, "payment", "unmatched__payment"), state__in=UNFINISHED)
    disputes = Dispute.objects.filter(
        _of(places, "payment"), state__in=[DisputeState.OPEN, DisputeState.LOST], seen_at=None
    )
    odd = Event.objects.filter(
        _of(places, "payment"), verdict__in=[Verdict.UNEXPECTED, Verdict.MISMATCH, Verdict.UNKNOWN]
    )
    reports = Reconciliation.objects.order_by("-at") if places is None else Reconciliation.objects.none()
    return Overview(
        unmatched=list(unmatched.order_by("at")[:PAGE]),
        refunds=list(refunds.select_related("payment", "unmatched__payment").order_by("requested_at")[:PAGE]),
        disputes=list(disputes.select_related("payment").order_by("opened_at")[:PAGE]),
        events=list(odd.select_related("payment").order_by("-at")[:PAGE]),
        reports=list(reports.prefetch_related("differences")[:7]),
        income=labelled_income(since=day, until=day, places=places),
        costs=costs(since=day, until=day) if places is None else [],
        everywhere=places is None,
    )


def unmatched_for(*, by: Actor, number: int) -> Unmatched:
    """Unmatched money that this accountant may see.

    Raises:
        NotAllowed: `by` is no accountant anywhere.
        NotFound: there is none of that number, or it is another post's.
    """
    rows = Unmatched.objects.filter(_of(_seen_by(by), "payment"), pk=number)
    row = rows.select_related("payment", "event", "refund").first()
    if row is None:
        raise NotFound(f"unmatched money {number}")
    return row


def dispute_for(*, by: Actor, key: UUID) -> Dispute:
    """A dispute that this accountant may see.

    Raises:
        NotAllowed: `by` is no accountant anywhere.
        NotFound: there is none of that key, or it is another post's.
    """
    rows = Dispute.objects.filter(_of(_seen_by(by), "payment"), pk=key)
    row = rows.select_related("payment").first()
    if row is None:
        raise NotFound(f"dispute {key}")
    return row


def income_for(*, by: Actor, since: date, until: date) -> list[LabelledIncome]:
    """Income of this accountant's posts; for one of the ministry also what providers cost, below zero.

    Raises:
        NotAllowed: `by` is no accountant anywhere.
    """
    places = _seen_by(by)
    rows = labelled_income(since=since, until=until, places=places)
    return rows if places is not None else [*rows, *(cost.as_income() for cost in costs(since=since, until=until))]


def moment_of(row: Unmatched) -> datetime:
    """When the money came, by the provider's clock if it says."""
    return row.event.happened_at or row.at
