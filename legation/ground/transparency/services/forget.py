"""Destroying salts: the leaves stay, every proof of the log holds, and nobody can tell whose leaves they were."""

from legation.ground.transparency.models import Commitment


def forget(*, reference: str) -> int:
    """Destroy the salts of what was issued under a reference; gives how many there were."""
    return Commitment.objects.filter(reference=reference).exclude(salt=None).update(salt=None)
