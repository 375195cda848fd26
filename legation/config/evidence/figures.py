"""The figures behind the controls: counted, dated, never named."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from legation.config import sbom
from legation.documents.keeping import status as keeping
from legation.ground.approvals.models import ApprovalRequest
from legation.ground.audit import api as audit
from legation.ground.health.api import Fault, breaths
from legation.ground.outbox import looking
from legation.ground.people.api import Person
from legation.ground.posts.api import holders
from legation.ground.transparency.api import witness_states
from legation.procedures.api import in_force_now

SPAN = timedelta(days=90)


def collect(*, at: datetime) -> dict[str, Any]:
    """Every figure that a control names. The audit walks every chain, which takes its time."""
    chains, findings = audit.verify()
    accesses = Counter(verb for _at, _actor, verb, _subject in audit.accesses(at - SPAN, at))
    waiting = looking.look()
    return {
        "people": _people(), "holders": [{"post": post, "role": role, "people": count}
                                         for (post, role), count in holders().items()],
        "approvals": _approvals(at), "bundles": _bundles(), "keys": _keys(at),
        "materials": _materials(at), "accesses": dict(sorted(accesses.items())),
        "sign_ins": accesses["sign_in"], "forgotten": accesses["forgot"],
        "audit": {"chains": chains, "findings": dict(Counter(each.kind for each in findings))},
        "witnesses": [{"size": each.size, "at": each.at.isoformat() if each.at else None,
                       "contradicted": each.contradicted} for each in witness_states()],
        "faults": Fault.objects.filter(last_at__gte=at - SPAN).count(),
        "queue": {"waiting": waiting.count, "given_up": looking.failed_count()},
        **{part: _breath(part) for part in ("backup", "drill")},
    }  # fmt: skip


def _people() -> dict[str, int]:
    rows = list(Person.objects.values_list("is_active", "password"))
    return {"active": sum(active for active, _password in rows), "inactive": sum(not active for active, _ in rows)}


def _approvals(at: datetime) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for verb, outcome in ApprovalRequest.objects.filter(asked_at__gte=at - SPAN).values_list("verb", "outcome"):
        found.setdefault(verb, Counter())[outcome or "undecided"] += 1
    return {verb: dict(counts) for verb, counts in sorted(found.items())}


def _bundles() -> list[dict[str, Any]]:
    return [
        {"bundle": f"{row.procedure}.v{row.version}", "edition": row.edition, "digest": row.digest,
         "since": row.published_at.isoformat()}
        for row in in_force_now()
    ]  # fmt: skip


def _keys(at: datetime) -> list[dict[str, Any]]:
    return [
        {"purpose": line.name, "fingerprint": line.fingerprint, "signs_from": line.signs_from.isoformat(),
         "signs_until": line.signs_until.isoformat(), "days_left": (line.signs_until - at).days,
         "remark": line.remark}
        for line in keeping.status(at=at)
    ]  # fmt: skip


def _materials(at: datetime) -> dict[str, int]:
    parts = sbom.make(at=at)["components"]
    return {"libraries": sum("purl" in part for part in parts), "vendored": sum("purl" not in part for part in parts)}


def _breath(part: str) -> dict[str, Any] | None:
    row = breaths().get(part)
    return None if row is None else {"at": row.at.isoformat(), **row.said}
