from datetime import datetime

from legation.roll.models import Entry, Striking


def take_off(*, reference: str, reason: str, by: str, at: datetime) -> bool:
    """Strike the entry of a case, as something decided elsewhere; gives whether it stood. Inside a transaction.

    Args:
        reason: its code; what is said to the person is said with the decision.
        by: who decided it, as the record says it: the person themself, or an officer.
    """
    entry = Entry.objects.select_for_update().filter(reference=reference).first()
    if entry is None or Striking.objects.filter(entry=entry, restoring=None).exists():
        return False
    Striking.objects.create(entry=entry, reason=reason[:40], at=at, actor=by)
    return True
