"""Figures of a month as pages and files show them: read from the sums, never counted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Sum

from legation.consular import api as consular
from legation.ground.posts.api import Post
from legation.insight import opinions
from legation.insight.durations import Buckets, added, percentile
from legation.insight.models import ALL, VISITS, IncomeSum, MonthSum, Reached

MEDIAN, NINE_OF_TEN = 0.5, 0.9
Late = Mapping[tuple[str, str], int]
"""(post's code, procedure) -> how many cases are overdue."""
_COLUMNS = ("month", "place", "procedure", "opened", "done", "actions", "handling", "lay", "waiting")


@dataclass
class Figures:
    """Of a post, a procedure, an area, a month. `income`: currency -> minor units, never added across currencies."""

    opened: int = 0
    done: int = 0
    actions: int = 0
    overdue: int = 0
    handling: Buckets = field(default_factory=dict)
    lay: Buckets = field(default_factory=dict)
    waiting: Buckets = field(default_factory=dict)
    income: dict[str, int] = field(default_factory=dict)
    begun: int = 0
    keys: int = 0
    scores: list[int] | None = None

    @property
    def keys_per_case(self) -> float | None:
        """Keys pressed at the counter for each service that was begun there, as far as its page counts."""
        return self.keys / self.begun if self.begun else None

    @property
    def actions_per_case(self) -> float | None:
        """What officers did on each case that was done."""
        return self.actions / self.done if self.done else None

    def of(self, name: str) -> tuple[float, float] | None:
        """Median and ninth decile of 'handling', 'lay' or 'waiting' in seconds; None where nothing was timed."""
        median, most = (percentile(getattr(self, name), share) for share in (MEDIAN, NINE_OF_TEN))
        return None if median is None or most is None else (median, most)

    def add(self, other: "Figures") -> None:
        """Add another's."""
        for name in ("opened", "done", "actions", "overdue", "begun", "keys"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("handling", "lay", "waiting", "income"):
            setattr(self, name, added(getattr(self, name), getattr(other, name)))


@dataclass(frozen=True)
class Chosen:
    """Whose figures: of which month, of one post or of all (`ALL`), of one procedure or of all."""

    month: date
    place: str = ALL
    procedure: str = ALL


def _sums(**wanted: object) -> dict[tuple[date, str, str], Figures]:
    rows = MonthSum.objects.filter(**wanted).values_list(*_COLUMNS)
    return {
        (month, place, code): Figures(opened, done, actions, 0, handling, lay, waiting)
        for month, place, code, opened, done, actions, handling, lay, waiting in rows
    }


def months_of(chosen: Chosen, months: Iterable[date]) -> dict[date, Figures]:
    """The figures of each of these months."""
    found = _sums(month__in=list(months), place=chosen.place, procedure=chosen.procedure)
    return {month: each for (month, _place, _code), each in found.items()}


def by_procedure(chosen: Chosen, posts: list[Post], late: Late) -> dict[str, Figures]:
    """procedure -> its figures, at the chosen post or at all; `posts` are those whose money counts."""
    found: dict[str, Figures] = defaultdict(Figures)
    for (_month, _place, code), each in _sums(month=chosen.month, place=chosen.place).items():
        found[code] = each
    found.pop(ALL, None)
    for (_place, code), count in late.items():
        found[code].overdue += count
    for _place, code, currency, amount in _income(chosen, posts, "procedure"):
        found[code].income[currency] = amount
    _with_counter(found, chosen, posts, "procedure")
    if chosen.place == ALL:
        _with_scores(found, chosen.month, "procedure")
    return dict(found)


def by_post(chosen: Chosen, posts: list[Post], late: Late) -> dict[str, Figures]:
    """post's code -> its figures, of the chosen procedure or of all."""
    found: dict[str, Figures] = defaultdict(Figures)
    codes = [post.code for post in posts]
    for (_month, place, _code), each in _sums(month=chosen.month, procedure=chosen.procedure, place__in=codes).items():
        found[place] = each
    for (place, code), count in late.items():
        found[place].overdue += count if chosen.procedure in (ALL, code) else 0
    for place, _code, currency, amount in _income(chosen, posts, "place"):
        found[place].income[currency] = amount
    _with_counter(found, chosen, posts, "place")
    if chosen.procedure == ALL:
        _with_scores(found, chosen.month, "place")
        found = defaultdict(Figures, {code: each for code, each in found.items() if code in codes})
    return dict(found)


def _with_counter(found: dict[str, Figures], chosen: Chosen, posts: list[Post], by: str) -> None:
    counted = consular.keys_by(chosen.month, by, [post.code for post in posts], chosen.procedure)
    for value, (begun, keys) in counted.items():
        found[value].begun, found[value].keys = begun, keys


def _with_scores(found: dict[str, Figures], month: date, by: str) -> None:
    for value, scores in opinions.scores_by(month, by).items():
        found[value].scores = scores


def _income(chosen: Chosen, posts: list[Post], by: str) -> list[tuple[str, str, str, int]]:
    rows = IncomeSum.objects.filter(month=chosen.month, place__in=[post.code for post in posts])
    if chosen.procedure != ALL:
        rows = rows.filter(procedure=chosen.procedure)
    sums = rows.values_list(by, "currency").annotate(total=Sum("amount")).order_by()
    return [(value, value, currency, int(total)) for value, currency, total in sums if total]


def every_cell(month: date, posts: list[Post]) -> dict[tuple[str, str], Figures]:
    """(post's code, procedure) -> its figures, for a file."""
    found: dict[tuple[str, str], Figures] = defaultdict(Figures)
    codes = [post.code for post in posts]
    for (_month, place, code), each in _sums(month=month, place__in=codes).items():
        if code != ALL:
            found[place, code] = each
    for row in IncomeSum.objects.filter(month=month, place__in=codes).exclude(amount=0):
        found[row.place, row.procedure].income[row.currency] = row.amount
    for place, code, begun, keys in consular.keys_by_cell(month, codes):
        found[place, code].begun, found[place, code].keys = begun, keys
    return dict(sorted(found.items()))


def counted_upto() -> tuple[datetime | None, date | None]:
    """When the sums were last brought up to date, and the last day whose visits are among them."""
    found = {row.source: row for row in Reached.objects.all()}
    visits = found.get(VISITS)
    moments = [row.at for row in found.values() if row.at]
    return min(moments, default=None), date.fromordinal(visits.upto) if visits and visits.upto else None
