from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from django.db import transaction

from legation.ground.errors import Invalid
from legation.ground.statements import insert
from legation.payments.disputes import DisputeKind
from legation.payments.models import Difference, Event, Reconciliation
from legation.payments.providers.base import Line, SettlementRow
from legation.payments.providers.registry import provider_named
from legation.payments.rules import FEE, FEE_BACK, PAYOUT, PAYOUT_BACK, Kind, Money, Posting, RefundKind, Verdict
from legation.payments.services.post_transfer import post_transfer

CHUNK = 500
Key = tuple[str, str, bool]
_COUNTED = (Kind.CAPTURED, RefundKind.REFUNDED, RefundKind.FAILED, DisputeKind.OPENED, DisputeKind.WON)
_POSTINGS = {
    (Line.FEE, False): FEE, (Line.FEE, True): FEE_BACK, (Line.PAYOUT, False): PAYOUT, (Line.PAYOUT, True): PAYOUT_BACK,
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """One row that does not agree: missing_here, missing_there, other_amount or double."""

    kind: str
    line: str
    name: str
    ours: int | None
    theirs: int | None
    currency: str


@dataclass(frozen=True)
class Report:
    """A provider's day beside ours."""

    provider: str
    day: date
    theirs: int
    ours: int
    differences: tuple[Found, ...]


def _key(row: SettlementRow) -> Key:
    return (row.line, row.name, row.back)


def _ours(events: Iterable[Event]) -> dict[Key, Event]:
    """Events that moved money at the provider, by what its file calls them."""
    found: dict[Key, Event] = {}
    for event in events:
        if event.kind == Kind.CAPTURED:
            found[Line.PAYMENT, event.session, False] = event
        elif event.refund is not None:
            found[Line.REFUND, event.refund.name, event.kind == RefundKind.FAILED] = event
        elif event.dispute is not None:
            found[Line.DISPUTE, event.dispute.name, event.kind == DisputeKind.WON] = event
    return found


def _moving(provider: str):  # type: ignore[no-untyped-def]
    """Events with a transfer that touches what this provider owes us."""
    rows = Event.objects.filter(provider=provider, kind__in=_COUNTED, transfers__isnull=False)
    touching = rows.filter(transfers__debit__kind="clearing") | rows.filter(transfers__credit__kind="clearing")
    return touching.select_related("refund", "dispute").distinct()


def _named(provider: str, keys: Iterable[Key]) -> dict[Key, Event]:
    """Our events for rows of the provider, whatever our day of them."""
    keys = list(keys)
    names = sorted({name for _line, name, _back in keys})
    disputed = [name for line, name, _back in keys if line == Line.DISPUTE]
    found: dict[Key, Event] = {}
    for start in range(0, len(names), CHUNK):
        some = names[start : start + CHUNK]
        found |= _ours(_moving(provider).filter(session__in=some, kind=Kind.CAPTURED))
        found |= _ours(_moving(provider).filter(refund__name__in=some))
    if disputed:
        found |= _ours(_moving(provider).filter(dispute__name__in=disputed))
    return found


def _of_day(provider: str, day: date) -> dict[Key, Event]:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    until = start + timedelta(days=1)
    told = _moving(provider).filter(happened_at__gte=start, happened_at__lt=until)
    untold = _moving(provider).filter(happened_at=None, at__gte=start, at__lt=until)
    return _ours(told) | _ours(untold)


def _compare(theirs: list[SettlementRow], ours: dict[Key, Event]) -> list[Found]:
    found, seen = [], set()
    for row in theirs:
        key, event = _key(row), ours.get(_key(row))
        mine = event.amount if event else None
        if key in seen:
            found.append(Found("double", row.line, row.name, mine, row.money.amount, row.money.currency))
        elif event is None:
            found.append(Found("missing_here", row.line, row.name, None, row.money.amount, row.money.currency))
        elif Money(event.amount, event.currency) != row.money:
            found.append(Found("other_amount", row.line, row.name, mine, row.money.amount, row.money.currency))
        seen.add(key)
    return found


def _missing_there(
    today: dict[Key, Event], theirs: list[SettlementRow], around: Callable[[], Iterable[SettlementRow]]
) -> list[Found]:
    """Ours of the day that the provider lists neither on it nor, clocks and midnights allowing, on the days beside."""
    left = set(today) - {_key(row) for row in theirs}
    if left:
        left -= {_key(row) for row in around()}
    return [
        Found("missing_there", line, name, today[line, name, back].amount, None, today[line, name, back].currency)
        for line, name, back in sorted(left)
    ]


def _post(provider: str, row: SettlementRow, posting: Posting, at: datetime) -> None:
    event = Event(
        provider=provider, key=f"{row.line}:{row.name}"[:80], kind=row.line, verdict=Verdict.APPLIED,
        amount=row.money.amount, currency=row.money.currency, happened_at=row.at, at=at,
    )  # fmt: skip
    if insert(event, once=True):
        post_transfer(posting=posting, event=event, money=row.money, at=at)


def _kept(report: Report, digest: str, at: datetime) -> None:
    row = Reconciliation.objects.create(
        provider=report.provider, day=report.day, digest=digest, theirs=report.theirs, ours=report.ours,
        differing=len(report.differences), at=at,
    )  # fmt: skip
    Difference.objects.bulk_create(
        Difference(reconciliation=row, kind=one.kind, line=one.line, name=one.name[:80], ours=one.ours,
                   theirs=one.theirs, currency=one.currency)
        for one in report.differences
    )  # fmt: skip


def reconcile(*, provider: str, day: date, at: datetime) -> Report:
    """Compare a provider's day with ours row by row; see `payments.api.reconcile`."""
    if day >= at.astimezone(UTC).date():
        raise Invalid(f"{day} is not over")
    bank = provider_named(provider)
    rows = list(bank.settlement(day))
    digest = sha256("\n".join(map(repr, rows)).encode()).hexdigest()
    counted = [row for row in rows if row.line in (Line.PAYMENT, Line.REFUND, Line.DISPUTE)]
    today = _of_day(provider, day)
    beside = [day - timedelta(days=1), day + timedelta(days=1)]
    differences = [
        *_compare(counted, _named(provider, map(_key, counted))),
        *_missing_there(today, counted, lambda: (row for each in beside for row in bank.settlement(each))),
    ]
    report = Report(provider, day, len(counted), len(today), tuple(differences))
    with transaction.atomic():
        for row in rows:
            if posting := _POSTINGS.get((row.line, row.back)):
                _post(provider, row, posting, at)
        _kept(report, digest, at)
    return report
