"""Rate limits that hold across processes: fixed windows counted by one atomic statement."""

from datetime import UTC, datetime, timedelta

from legation.ground.errors import TooMany
from legation.ground.limits.models import Window
from legation.ground.secrets import blind_index
from legation.ground.statements import adapted, execute

_COUNT = """
INSERT INTO limits_window (key, count, ends_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET count = limits_window.count + 1
RETURNING count
"""


def hit(what: str, who: str, *, at: datetime, most: int, minutes: int) -> None:
    """Count one attempt of `who` (an address, a reference) at `what`.

    Raises:
        TooMany: this is more than `most` in the current window of `minutes`.
    """
    length = minutes * 60
    window = int(at.timestamp()) // length
    ends_at = datetime.fromtimestamp((window + 1) * length, UTC)
    key = blind_index("limits", f"{what}/{who}/{window}")
    (count,) = execute(_COUNT, [key, adapted(ends_at)]).fetchone()
    if count > most:
        raise TooMany(what, wait=max(1, int((ends_at - at).total_seconds())))


def forget_ended(*, at: datetime) -> int:
    """Delete windows that ended more than an hour ago; gives how many."""
    return Window.objects.filter(ends_at__lt=at - timedelta(hours=1)).delete()[0]
