"""How long cases wait for an officer: each post works in the order of arrival, as fast as it has shown it can."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

DAY = 86_400.0


def pace(decisions: Mapping[tuple[str, date], int]) -> dict[str, float]:
    """Decisions a day of each post, on the days on which somebody there decided anything."""
    by_post: defaultdict[str, list[int]] = defaultdict(list)
    for (post, _day), count in decisions.items():
        by_post[post].append(count)
    return {post: sum(counts) / len(counts) for post, counts in by_post.items()}


def waiting_hours(arrivals: Iterable[float], per_day: float) -> float:
    """Hours that cases wait in one queue, all together, until each is decided.

    Args:
        arrivals: seconds since 1970 at which cases come to the queue.
        per_day: decisions a day, spread evenly.
    """
    free, waited, each = 0.0, 0.0, DAY / per_day
    for arrival in sorted(arrivals):
        free = max(arrival, free) + each
        waited += free - arrival
    return waited / 3600


def by_post(arrivals: Iterable[tuple[str, float]]) -> dict[str, list[float]]:
    """(post, moment) pairs as moments by post."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for post, moment in arrivals:
        found[post].append(moment)
    return dict(found)
