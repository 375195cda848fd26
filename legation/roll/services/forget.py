from legation.roll.models import Entry


def forget(reference: str) -> None:
    """Destroy the key of what was entered under a reference; number, day and place stay. Inside a transaction."""
    Entry.objects.filter(reference=reference).update(data_key=None)
