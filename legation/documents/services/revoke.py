"""Taking documents back."""

from datetime import datetime

from django.db import transaction

from legation.documents.models import Document
from legation.ground.outbox import api as outbox

PUBLISH = "documents.publish_lists"
"""The effect that publishes the lists."""

_ROOM = 200


@transaction.atomic
def revoke(*, reference: str, kind: str, reason: str, at: datetime) -> list[str]:
    """Revoke what was issued of a kind under a reference; gives the numbers that were revoked now.

    What was revoked before keeps its first time and reason. `reason` is for the house, no stranger is told; only
    `reasons.CORRECTED` says that a newer document comes instead. The lists are published anew right after.
    """
    rows = Document.objects.filter(reference=reference, kind=kind, revoked_at=None)
    return revoke_numbers(sorted(rows.values_list("number", flat=True)), reason=reason, at=at)


@transaction.atomic
def revoke_numbers(numbers: list[str], *, reason: str, at: datetime) -> list[str]:
    """Revoke documents by their numbers; as `revoke`."""
    rows = Document.objects.filter(number__in=numbers, revoked_at=None)
    numbers = sorted(rows.values_list("number", flat=True))
    Document.objects.filter(number__in=numbers).update(revoked_at=at, revocation_reason=reason[:_ROOM])
    if numbers:
        outbox.enqueue(PUBLISH, key=f"{numbers[0]}:{at.isoformat()}", body={}, at=at)
    return numbers
