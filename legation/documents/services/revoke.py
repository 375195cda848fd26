"""Taking documents back."""

from datetime import datetime

from legation.documents.models import Document

_ROOM = 200


def revoke(*, reference: str, kind: str, reason: str, at: datetime) -> list[str]:
    """Revoke what was issued of a kind under a reference; gives the numbers that were revoked now.

    What was revoked before keeps its first time and reason. `reason` is for the house, no stranger is told.
    """
    rows = Document.objects.filter(reference=reference, kind=kind, revoked_at=None)
    numbers = sorted(rows.values_list("number", flat=True))
    Document.objects.filter(number__in=numbers, revoked_at=None).update(
        revoked_at=at, revocation_reason=reason[:_ROOM]
    )  # fmt: skip
    return numbers
