from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.edge.models import Own
from legation.edge.standing import own
from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, NotAllowed
from legation.ground.people.api import Actor
from legation.ground.posts.api import roles_of
from legation.ground.posts.models import Post

_NOT_YOURS = _("Only somebody who works at this post can say that its line is gone.")
_DONE = _("It has been said already that the line is gone.")


@transaction.atomic
def cut(*, by: Actor, at: datetime) -> Own:
    """Somebody of the post says that the line is gone: from now on the post works here.

    Raises:
        NotAllowed: `by` holds no role at the post, whatever role they act in.
        Conflict: it was said already.
    """
    row = Own.objects.select_for_update().get(pk=own().pk)
    held = roles_of(by.person) if by.person else {}
    if not Post.objects.filter(code=row.post, pk__in=set().union(*held.values())).exists():
        raise NotAllowed(f"{by.name} has no role at {row.post}", reader=_NOT_YOURS)
    if row.cut_at is not None:
        raise Conflict(f"{row.code} has worked cut off since {row.cut_at}", reader=_DONE)
    row.cut_at, row.cut_by = at, by.name
    row.save(update_fields=["cut_at", "cut_by"])
    record_access(actor=by.name, verb="declared_cut_off", at=at, subject=f"edge:{row.code}")
    return row
