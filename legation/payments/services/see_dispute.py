from datetime import datetime

from django.db import transaction

from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict
from legation.ground.people.api import Actor
from legation.payments.disputes import Dispute as State
from legation.payments.models import Dispute
from legation.payments.services.permit import check_may


@transaction.atomic
def see_dispute(*, dispute: str, by: Actor, at: datetime) -> None:
    """Take a lost dispute off the lists, because what was to be done about it is done; again, it changes nothing.

    Raises:
        NotAllowed: `by` is no accountant of the payment's post.
        Conflict: it is not lost.
    """
    row = Dispute.objects.select_related("payment").get(pk=dispute)
    check_may(by, row.payment.place if row.payment else "")
    if row.state != State.LOST:
        raise Conflict(f"dispute {dispute} is {row.state}")
    if Dispute.objects.filter(pk=row.pk, seen_at=None).update(seen_at=at, seen_by=by.name):
        record_access(actor=by.name, verb="saw_dispute", at=at, subject=str(row.pk), body={})
