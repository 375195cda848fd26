"""Times that a post gave while it was cut off and that somebody at the centre is still to decide about."""

from datetime import datetime

from legation.appointments.elsewhere import Given
from legation.appointments.rules import OPEN, Lane, cells
from legation.edge.bookings import NAME
from legation.edge.models import Conflict
from legation.edge.rows import Loader
from legation.edge.stories import branch_of
from legation.edge.tables import BY_NAME


def contested(post: int) -> Given:
    """As `appointments.elsewhere` asks it: what is in conflict at a post, by its key; one query where nothing is."""
    loader, found = Loader(), dict[Lane, set[datetime]]()
    for conflict in Conflict.objects.filter(kind="booking", kept="", post=post).order_by("opened_at"):
        for row in branch_of(conflict)[NAME]:
            if row["state"] in OPEN:
                lane = Lane(loader.key_of(BY_NAME["appointments.Counter"], row["counter_id"]), row["place"])
                moments = cells(datetime.fromisoformat(row["starts_at"]), row["minutes"])
                found.setdefault(lane, set()).update(moments)
    return found
