"""Requests held against the audit chains: what was asked and decided must stand there, as it is kept here."""

from collections.abc import Iterator
from hashlib import sha256

from legation.ground.approvals.models import ApprovalRequest
from legation.ground.audit.api import Finding, bodies_about, canonical


def digest(row: ApprovalRequest) -> str:
    """SHA-256, hex, over who asked for what and why."""
    said = [row.verb, row.arguments, row.reason, row.asked_by_id, row.asked_at, row.ends_at]
    return sha256(canonical(said)).hexdigest()


def look() -> Iterator[Finding]:
    """Requests that were painted over, or were never asked for or decided by whom they name."""
    for row in ApprovalRequest.objects.order_by("pk").iterator():
        chain = f"approval:{row.pk}"
        wanted = {("asked_for", f"person:{row.asked_by_id}")}
        if row.outcome:
            wanted.add((row.outcome, f"person:{row.decided_by_id}"))
        found = {(verb, actor) for verb, actor, body in bodies_about(chain) if body.get("digest") == digest(row)}
        for verb, actor in sorted(wanted - found):
            yield Finding(chain, 0, "altered", f"no chain says that {actor} {verb} it as it stands")
