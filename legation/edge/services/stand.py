from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.appointments import api as appointments
from legation.edge.models import Edge
from legation.ground.audit.api import record_access
from legation.ground.errors import Invalid, NotFound

MOST = 300
_WHY = _("Say why: whoever reads the record later asks.")
_NONE = _("This post has no machine of its own for when its line is gone.")


@transaction.atomic
def stand(*, post: str, alone: bool, reason: str, by: str, at: datetime) -> Edge:
    """Somebody at the centre says that a post works on its own, or that it works at the centre again.

    Needed where the centre cannot find out: the post has telephoned, or what it did was carried on a stick. A node
    that was silent is believed to be switched off, until it asks over the line the next time.

    Raises:
        Invalid: no reason is given.
        NotFound: the post has no edge node.
    """
    if not reason.strip():
        raise Invalid("no reason", reader=_WHY, fields={"reason": _WHY})
    row = Edge.objects.select_for_update().filter(post__code=post, ended_at=None).first()
    if row is None:
        raise NotFound(f"{post} has no edge node", reader=_NONE)
    if alone and row.cut_at is not None:
        return row
    row.cut_at, row.heard_at = (at, row.heard_at) if alone else (None, None)
    row.save(update_fields=["cut_at", "heard_at"])
    verb, body = "works_alone" if alone else "works_at_centre", {"reason": reason.strip()[:MOST]}
    if not alone:
        appointments.offer_freed(row.post, at=at)
    record_access(actor=by, verb=verb, at=at, subject=f"edge:{row.code}", body=body)
    return row
