"""Income by what it was labelled with: read in one query, for a report and its export."""

from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate

from legation.payments.models import Transfer

OTHER = "-"


@dataclass(frozen=True)
class LabelledIncome:
    """What was taken in, less what was promised back, in minor units; `labels` as they were said."""

    day: date
    place: str
    purpose: str
    labels: dict[str, str]
    currency: str
    amount: int


@dataclass(frozen=True)
class Cost:
    """What a provider kept ('fees') or a dispute cost beyond what there was ('losses') in a day, in minor units."""

    day: date
    kind: str
    provider: str
    currency: str
    amount: int

    def as_income(self) -> LabelledIncome:
        """The same below zero, for one list of both."""
        return LabelledIncome(self.day, "", f"{self.kind}:{self.provider}", {}, self.currency, -self.amount)


def costs(*, since: date, until: date) -> list[Cost]:
    """Fees and losses of the days from `since` to `until` in UTC, both included, by the day they were posted on."""
    sums: dict[tuple[Any, ...], int] = {}
    for side, sign in (("debit", 1), ("credit", -1)):
        rows = Transfer.objects.filter(**{f"{side}__kind__in": ("fees", "losses")})
        dated = rows.annotate(day=TruncDate("at", tzinfo=UTC)).filter(day__gte=since, day__lte=until)
        groups = dated.values_list("day", f"{side}__kind", "event__provider", "currency").annotate(total=Sum("amount"))
        for *group, total in groups.order_by():
            sums[tuple(group)] = sums.get(tuple(group), 0) + sign * int(total)
    return [Cost(day, kind, by, currency, amount) for (day, kind, by, currency), amount in sorted(sums.items())]


def _rows(side: str, since: date, until: date, places: set[str] | None) -> QuerySet[Transfer, Any]:
    rows = Transfer.objects.filter(**{f"{side}__kind": "income"})
    if places is not None:
        rows = rows.filter(payment__place__in=places)
    dated = rows.annotate(day=TruncDate("at", tzinfo=UTC)).filter(day__gte=since, day__lte=until)
    dated = dated.annotate(labels=Coalesce("share__labels", "payment__labels"))
    groups = dated.values_list("day", "payment__place", "payment__purpose", "labels", "currency")
    return groups.annotate(total=Sum("amount")).order_by()


def labelled_income(*, since: date, until: date, places: set[str] | None = None) -> list[LabelledIncome]:
    """Income of the days from `since` to `until` in UTC, both included, by day, post, purpose and labels.

    Of a payment with shares each is counted by its own labels.

    Args:
        places: only of these posts; None for all.
    """
    sums: dict[tuple[Any, ...], int] = {}
    for side, sign in (("credit", 1), ("debit", -1)):
        for *group, total in _rows(side, since, until, places):
            sums[tuple(group)] = sums.get(tuple(group), 0) + sign * int(total)
    return [
        LabelledIncome(day, place, purpose, dict(part.split("=") for part in labels.split()), currency, amount)
        for (day, place, purpose, labels, currency), amount in sorted(sums.items())
    ]


def by_label(rows: list[LabelledIncome], label: str) -> list[tuple[str, str, int]]:
    """(value, currency, amount) of one label, or of 'place' or 'purpose', largest first."""
    sums: Any = {}
    for row in rows:
        value = {"place": row.place, "purpose": row.purpose}.get(label) or row.labels.get(label) or OTHER
        sums[value, row.currency] = sums.get((value, row.currency), 0) + row.amount
    return sorted(((*key, amount) for key, amount in sums.items()), key=lambda one: (one[1], -one[2], one[0]))
