"""A day as a form sends it in three fields, by day, month and year."""

from collections.abc import Mapping
from datetime import date


def day_at(typed: Mapping[str, str], name: str) -> date | None:
    """The day in three fields, None where it is none."""
    try:
        return date(*(int(typed.get(f"{name}-{part}", "")[:4]) for part in ("year", "month", "day")))
    except ValueError:
        return None
