"""What one administrator may do with jobs that were given up: have them tried again. Dropping one takes two people."""

from datetime import datetime

from django.db import transaction

from legation.config.administration import permit
from legation.ground.audit.api import record_access
from legation.ground.outbox import looking
from legation.ground.people.api import Actor


@transaction.atomic
def retry(*, job: int, by: Actor, at: datetime) -> None:
    """Have one job tried again; `Conflict` if it is not given up any more."""
    permit.check_may(by)
    looking.retry(job, at=at)
    record_access(actor=by.name, verb="retried", at=at, subject=f"job:{job}")


@transaction.atomic
def retry_kind(*, kind: str, by: Actor, at: datetime) -> int:
    """Have every given-up job of a kind tried again; gives how many."""
    permit.check_may(by)
    count = looking.retry_kind(kind, at=at)
    record_access(actor=by.name, verb="retried", at=at, subject=f"jobs:{kind}"[:80], body={"count": count})
    return count
