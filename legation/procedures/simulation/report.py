"""What a simulation found: both sides counted, and how they differ."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from legation.procedures.simulation.queues import by_post, pace, waiting_hours
from legation.procedures.simulation.replay import Outcome


@dataclass
class Side:
    """What came of all cases under one side's rules.

    `waiting` has (post, seconds since 1970) of each case that came to an officer.
    """

    results: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    income: Counter[str] = field(default_factory=Counter)
    waiting: list[tuple[str, float]] = field(default_factory=list)

    def count(self, outcome: Outcome, post: str, moment: float) -> None:
        """Take in what came of one case."""
        self.results[outcome.result] += 1
        self.reasons.update(outcome.reasons)
        if outcome.amount:
            self.income[outcome.currency] += outcome.amount
        if outcome.waits:
            self.waiting.append((post, moment))

    def add(self, other: "Side") -> None:
        """Take in what another part of the cases gave."""
        self.results += other.results
        self.reasons += other.reasons
        self.income += other.income
        self.waiting += other.waiting


@dataclass
class Counts:
    """Both sides of some cases, how results moved from one to the other, and the pace officers worked at."""

    before: Side = field(default_factory=Side)
    after: Side = field(default_factory=Side)
    moved: Counter[tuple[str, str]] = field(default_factory=Counter)
    decisions: Counter[tuple[str, date]] = field(default_factory=Counter)
    forgotten: int = 0

    def add(self, other: "Counts") -> None:
        """Take in what another part of the cases gave."""
        self.before.add(other.before)
        self.after.add(other.after)
        self.moved += other.moved
        self.decisions += other.decisions
        self.forgotten += other.forgotten


Report = dict[str, Any]


def report(counts: Counts, per_day: Mapping[str, float]) -> Report:
    """The counts as plain values: results, reasons, income in minor units, waiting by post.

    Args:
        per_day: decisions a day of posts, where it should not be the pace that was seen.
    """
    known = pace(counts.decisions) | dict(per_day)
    before, after = by_post(counts.before.waiting), by_post(counts.after.waiting)
    return {
        "cases": counts.before.results.total(),
        "forgotten": counts.forgotten,
        "results": _both(counts.before.results, counts.after.results),
        "moved": [
            {"from": old, "to": new, "cases": number}
            for (old, new), number in counts.moved.most_common() if old != new
        ],
        "reasons": _both(counts.before.reasons, counts.after.reasons),
        "income_minor": _both(counts.before.income, counts.after.income),
        "queues": {
            post: {
                "decisions_a_day": round(known[post], 2) if post in known else None,
                "before": _queue(before.get(post, []), known.get(post)),
                "after": _queue(after.get(post, []), known.get(post)),
            }
            for post in sorted(before.keys() | after.keys())
        },
    }  # fmt: skip


def _both(before: Counter[str], after: Counter[str]) -> dict[str, dict[str, int]]:
    names = sorted(before.keys() | after.keys(), key=lambda name: (-max(before[name], after[name]), name))
    return {name: {"before": before[name], "after": after[name]} for name in names}


def _queue(arrivals: list[float], per_day: float | None) -> dict[str, Any]:
    hours = waiting_hours(arrivals, per_day) if per_day else None
    return {
        "cases": len(arrivals),
        "hours": None if hours is None else round(hours, 1),
        "hours_each": None if hours is None or not arrivals else round(hours / len(arrivals), 2),
    }
