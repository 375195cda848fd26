from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Invalid
from legation.ground.people.api import Actor
from legation.payments.till.counting import total
from legation.payments.till.models import Drawer
from legation.payments.till.money import own_drawer
from legation.payments.till.permit import check_cashier, record

WHY = _("The count and the book differ. Count again, or say what you know about it; somebody else then looks at both.")


@transaction.atomic
def count_drawer(*, place: str, counts: Mapping[str, int], reason: str, by: Actor, at: datetime) -> Drawer:
    """Write down what a cashier counted in their own drawer; nothing moves in it until somebody else has looked.

    Raises:
        NotFound, NotAllowed: `by` is no cashier there.
        Conflict: they have no open drawer.
        Invalid: the count cannot be, or differs from the book and nothing is said about it.
    """
    drawer = own_drawer(check_cashier(by, place), place)
    counted, reason = total(counts, drawer.currency), reason.strip()[:300]
    if counted != drawer.held and not reason:
        raise Invalid(f"{counted} counted, {drawer.held} in the book", reader=WHY, fields={"reason": WHY})
    drawer.counts, drawer.counted, drawer.counted_at = dict(counts), counted, at
    drawer.expected, drawer.reason = drawer.held, reason
    drawer.save(update_fields=["counts", "counted", "counted_at", "expected", "reason"])
    record(by, "drawer_counted", f"drawer:{drawer.pk}", at, counted=counted, expected=drawer.held)
    return drawer
