"""A post's month from the ledger: what cash there was, what came in and went out, what coins and rates made of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Sum, Value, When

from legation.ground.errors import NotFound
from legation.ground.languages.api import to_major
from legation.ground.posts.numbering import zone_of
from legation.payments.models import Account, Transfer
from legation.payments.rules import ASSIGNMENT, GIVEN_BACK, SETTLEMENT
from legation.payments.till.currencies import BASE
from legation.payments.till.models import DayRate
from legation.payments.till.rules import CASH, IN_HAND, TERMINAL

WAYS = {CASH: "cash", TERMINAL: "terminal"}


@dataclass
class CashLine:
    """One currency in the post's hands (drawers and safe) over a month, in minor units; what goes out is below zero."""

    currency: str
    opening: int = 0
    taken: int = 0
    back: int = 0
    differences: int = 0
    received: int = 0
    sent: int = 0

    @property
    def closing(self) -> int:
        """What was there at the end."""
        return self.opening + self.taken + self.back + self.differences + self.received + self.sent


@dataclass(frozen=True)
class Takings:
    """What was paid for a purpose in a way, and what of it was promised back, in the currency owed; `way`: cash,
    terminal or online."""

    purpose: str
    way: str
    currency: str
    paid: int
    refunded: int


@dataclass(frozen=True)
class Gain:
    """What the month's exchange in a currency moved, in minor units, and what that is in euro cents at the last rate
    of the month; `base` is None where no rate was approved."""

    currency: str
    moved: int
    rate: str
    base: int | None


@dataclass
class Month:
    """A post's month. `rounding`, `on_the_way` and `in_transit`: currency -> minor units, above zero what it cost or
    what is still under way. `gain`: what the rates have made of the month's exchange, in euro cents, None if unknown.
    """

    place: str
    first: date
    cash: list[CashLine] = field(default_factory=list)
    takings: list[Takings] = field(default_factory=list)
    rounding: dict[str, int] = field(default_factory=dict)
    on_the_way: dict[str, int] = field(default_factory=dict)
    in_transit: dict[str, int] = field(default_factory=dict)
    gains: list[Gain] = field(default_factory=list)

    @property
    def gain(self) -> int | None:
        """In euro cents; below zero it is a loss."""
        values = [one.base for one in self.gains]
        return None if None in values else sum(one for one in values if one is not None)


def month_of(text: str) -> date:
    """The first day of a month as in '2026-11'.

    Raises:
        NotFound: it is none.
    """
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NotFound(f"{text[:20]!r} is no month") from None


def following(first: date) -> date:
    """The first day of the next month."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _moved(
    place: str, kinds: tuple[str, ...], start: datetime, until: datetime
) -> list[tuple[str, str, bool, bool, int]]:
    """(currency, kind of the other account, whether it came in, whether it was before the month, amount)."""
    named = Q(pk__in=[])
    for kind in kinds:
        named |= Q(code__startswith=f"{kind}:{place}:")
    accounts = list(Account.objects.filter(named))
    found = []
    before = Case(When(at__lt=start, then=Value("1")), default=Value(""), output_field=CharField())
    for side, other in (("debit", "credit"), ("credit", "debit")):
        rows: QuerySet[Any, Any] = Transfer.objects.filter(**{f"{side}__in": accounts, "at__lt": until})
        rows = rows.annotate(before=before).values_list("currency", f"{other}__kind", "before")
        for currency, kind, earlier, total in rows.annotate(total=Sum("amount")).order_by():
            found.append((currency, kind, side == "debit", bool(earlier), int(total)))
    return found


def _cash(place: str, start: datetime, until: datetime) -> list[CashLine]:
    lines: dict[str, CashLine] = {}
    for currency, kind, came, earlier, total in _moved(place, IN_HAND, start, until):
        line, amount = lines.setdefault(currency, CashLine(currency)), total if came else -total
        if kind in IN_HAND:
            continue
        if earlier:
            line.opening += amount
        elif kind == "transit":
            line.received, line.sent = line.received + max(amount, 0), line.sent + min(amount, 0)
        elif kind == "differences":
            line.differences += amount
        else:
            line.taken, line.back = line.taken + max(amount, 0), line.back + min(amount, 0)
    return sorted(lines.values(), key=lambda line: line.currency)


def _sums(
    place: str, kind: str, start: datetime, until: datetime, *, other: str = "", ever: bool = False
) -> dict[str, int]:
    sums: dict[str, int] = {}
    for currency, their, came, earlier, total in _moved(place, (kind,), start, until):
        if (ever or not earlier) and (not other or their == other):
            sums[currency] = sums.get(currency, 0) + (total if came else -total)
    return {currency: amount for currency, amount in sorted(sums.items()) if amount}


def _takings(place: str, start: datetime, until: datetime) -> list[Takings]:
    sums: dict[tuple[str, str, str], list[int]] = {}
    rows = Transfer.objects.filter(payment__place=place, at__gte=start, at__lt=until)
    for kinds, index in (((SETTLEMENT.kind, ASSIGNMENT.kind), 0), ((GIVEN_BACK.kind,), 1)):
        groups = rows.filter(kind__in=kinds).values_list("payment__purpose", "event__provider", "currency")
        for purpose, provider, currency, total in groups.annotate(total=Sum("amount")).order_by():
            one = sums.setdefault((purpose, WAYS.get(provider, "online"), currency), [0, 0])
            one[index] += int(total)
    return [Takings(*key, *amounts) for key, amounts in sorted(sums.items())]


def _gains(place: str, start: datetime, until: datetime) -> list[Gain]:
    found = []
    last = until.astimezone(zone_of(place)).date()
    for currency, moved in _sums(place, "exchange", start, until).items():
        row = (
            DayRate.objects.filter(currency=currency, day__lt=last, approved_at__isnull=False).order_by("-day").first()
        )
        rate = Decimal(1) if currency == BASE else Decimal(row.rate) if row else None
        base = None
        if rate is not None:
            base = int((-to_major(moved, currency) / rate * 100).quantize(Decimal(1), ROUND_HALF_UP))
        found.append(Gain(currency, -moved, str(rate.normalize()) if rate is not None else "", base))
    return found


def month_accounts(place: str, first: date) -> Month:
    """The month of a post that begins on a day, by the post's own clock; for a post the caller has checked."""
    zone = zone_of(place)
    start, until = (datetime(day.year, day.month, 1, tzinfo=zone) for day in (first, following(first)))
    return Month(
        place, first, cash=_cash(place, start, until), takings=_takings(place, start, until),
        rounding=_sums(place, "rounding", start, until),
        on_the_way=_sums(place, "differences", start, until, other="transit"),
        in_transit=_sums(place, "transit", start, until, ever=True), gains=_gains(place, start, until),
    )  # fmt: skip


def csv_rows(month: Month) -> list[list[object]]:
    """The month as rows of a table: section, what, way, currency, amount."""
    rows: list[list[object]] = [["post", "month", "section", "what", "way", "currency", "amount"]]

    def add(section: str, what: str, way: str, currency: str, amount: int) -> None:
        rows.append([month.place, f"{month.first:%Y-%m}", section, what, way, currency, to_major(amount, currency)])

    for line in month.cash:
        for name in ("opening", "taken", "back", "differences", "received", "sent", "closing"):
            add("cash", name, "", line.currency, getattr(line, name))
    for one in month.takings:
        add("income", one.purpose, one.way, one.currency, one.paid)
        add("refunds", one.purpose, one.way, one.currency, -one.refunded)
    for section, sums in (
        ("rounding", month.rounding),
        ("lost_on_the_way", month.on_the_way),
        ("in_transit", month.in_transit),
    ):
        for currency, amount in sums.items():
            add(section, "", "", currency, amount)
    for gain in month.gains:
        add("exchange", "", "", gain.currency, gain.moved)
    if month.gains and month.gain is not None:
        add("rates", "gain", "", BASE, month.gain)
    return rows
