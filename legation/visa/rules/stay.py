"""Says whether an intended stay is within what a rule allows."""

from datetime import date, timedelta

from .answer import StayCheck
from .schema import Stay

_DAY = timedelta(days=1)
Stays = tuple[tuple[date, date], ...]


def check_stay(stay: Stay, arrival: date, departure: date, earlier: Stays = ()) -> StayCheck:
    """Compares a stay with what is allowed.

    Args:
        stay: What the rule allows.
        arrival: First day; it counts as a whole day, as border guards count.
        departure: Last day, counted too.
        earlier: First and last day of earlier stays; they matter only to a rule with `within`.

    Returns:
        The verdict. A limit in hours is compared by whole days: where the hour of arrival and departure
        would decide, the verdict is `depends_on_hours`.
    """
    intended = (departure - arrival).days + 1
    if stay.unlimited:
        return StayCheck("fits", intended, None, 0)
    if stay.hours is not None:
        return _check_hours(stay.hours, intended)
    allowed = stay.days or 0
    if stay.within is None:
        over = max(0, intended - allowed)
        return StayCheck("exceeds" if over else "fits", intended, allowed, over)
    return _check_window(allowed, stay.within, arrival, departure, earlier)


def _check_hours(hours: int, intended: int) -> StayCheck:
    # From day 1 to day n lie more than 24(n-2) and less than 24n hours.
    if intended * 24 <= hours:
        return StayCheck("fits", intended, None, 0)
    if (intended - 2) * 24 >= hours:
        return StayCheck("exceeds", intended, None, intended - 1 - hours // 24)
    return StayCheck("depends_on_hours", intended, None, 0)


def _check_window(allowed: int, within: int, arrival: date, departure: date, earlier: Stays) -> StayCheck:
    intended = (departure - arrival).days + 1
    over = _days_over(allowed, within, arrival, departure, earlier)
    if not over:
        return StayCheck("fits", intended, allowed, 0)
    earliest = _earliest(allowed, within, arrival, departure, earlier) if intended <= allowed else None
    return StayCheck("exceeds", intended, allowed, over, earliest)


def _days_over(allowed: int, within: int, arrival: date, departure: date, earlier: Stays) -> int:
    """The excess in the window that ends on the last day: no other window holds more days of the stay."""
    first = departure - _DAY * (within - 1)
    return max(0, _days_in((*earlier, (arrival, departure)), first, departure) - allowed)


def _days_in(stays: Stays, first: date, last: date) -> int:
    # A set of days, so that stays that overlap or were entered twice count once.
    days: set[int] = set()
    for start, end in stays:
        days.update(range(max(start, first).toordinal(), min(end, last).toordinal() + 1))
    return len(days)


def _earliest(allowed: int, within: int, arrival: date, departure: date, earlier: Stays) -> date | None:
    """Moves the same stay day by day; after one window the earlier stays have all dropped out."""
    for days in range(1, within + 1):
        moved = _DAY * days
        if not _days_over(allowed, within, arrival + moved, departure + moved, earlier):
            return arrival + moved
    return None
