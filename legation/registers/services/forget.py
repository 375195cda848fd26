from legation.registers.models import Entry, EntryIndex


def forget(reference: str) -> None:
    """Destroy the key of what was entered under a reference; number, day and chain stay. Inside a transaction."""
    rows = Entry.objects.filter(reference=reference)
    EntryIndex.objects.filter(entry__in=rows).delete()
    rows.update(data_key=None)
