"""Hours in which nobody's phone rings because of us. Pure functions."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

FROM, UNTIL = 21, 8
"""The usual hours, by the clock where the reader is."""


@dataclass(frozen=True)
class Quiet:
    """From one hour to another by the clock of a time zone; the same hour twice means never."""

    zone: str = "UTC"
    begins: int = FROM
    ends: int = UNTIL

    def after(self, moment: datetime) -> datetime:
        """The first moment from `moment` on that is not quiet."""
        if self.begins == self.ends:
            return moment
        there = moment.astimezone(ZoneInfo(self.zone))
        if not self._holds(there.hour):
            return moment
        day = there.date() + timedelta(days=1 if there.hour >= self.ends else 0)
        # a wall clock moment that summer time skips is taken as the hour after it
        morning = datetime.combine(day, time(self.ends), ZoneInfo(self.zone))
        return morning.astimezone(moment.tzinfo)

    def _holds(self, hour: int) -> bool:
        if self.begins < self.ends:
            return self.begins <= hour < self.ends
        return hour >= self.begins or hour < self.ends
