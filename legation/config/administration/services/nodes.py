"""What one administrator may say of a post that has an edge node: that it works on its own, or at the centre again."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from legation.config.administration import permit
from legation.edge import api as edge
from legation.ground.errors import Invalid
from legation.ground.people.api import Actor

ALONE = {"away": True, "here": False}
_WHERE = _("Say where the post works.")


def say(*, post: str, where: str, reason: str, by: Actor, at: datetime) -> None:
    """Say that a post works on its own ("away"), or at the centre again ("here"); the reason stays on record.

    Raises:
        NotAllowed: `by` is no administrator.
        Invalid: no reason is given, or no such place.
        NotFound: the post has no edge node.
    """
    permit.check_may(by)
    if where not in ALONE:
        raise Invalid(f"{where!r}", reader=_WHERE)
    edge.stand(post=post, alone=ALONE[where], reason=reason, by=by.name, at=at)
