from legation.production.models import Job


def forget(reference: str) -> None:
    """Destroy what is still held of a person's document; number, blank and moves stay. Inside a transaction."""
    Job.objects.filter(reference=reference).update(sealed=None, data_key=None)
