"""The record of processing activities: GDPR article 30(1); Turkey's KVKK article 16 asks for the same."""

from datetime import datetime
from typing import Any

from legation.ground.languages.fallback import in_plain
from legation.ground.posts.api import all_posts
from legation.ground.profile import profile
from legation.procedures.api import in_force_now, open_bundle

_LANGUAGE = "en"
MEASURES = (
    "Answers and files are sealed with AES-256-GCM under a key per case; destroying it forgets the person.",
    "What must be found has blind indexes (HMAC-SHA-256, a key per purpose); nothing is searched in clear.",
    "Every access to a case stands on the chain of whoever looked; chains are append-only and verified.",
    "Roles are held at posts, queries are scoped to them; dangerous acts take two people.",
)


def record(*, at: datetime) -> dict[str, Any]:
    """Every procedure in force as one activity, with the points (a) to (g) of article 30(1)."""
    return {
        "made_at": at.isoformat(),
        "controller": profile().ministry.name.get(_LANGUAGE, ""),
        "state": profile().ministry.state.get(_LANGUAGE, ""),
        "activities": [activity(row.digest, row.published_at) for row in in_force_now()],
        "measures": list(MEASURES),
    }


def activity(digest: str, since: datetime) -> dict[str, Any]:
    """One procedure: purpose, legal basis, data by field, recipients, transfers, time limits."""
    opened = open_bundle(digest)
    definition = opened.definition

    def text(key: str) -> str:
        return in_plain(opened.text(key, _LANGUAGE))

    issues = sorted({name for each in definition.transitions for name in each.issued()})
    return {
        "procedure": f"{definition.procedure}.v{definition.version}", "bundle": digest, "since": since.isoformat(),
        "purpose": text("title"),
        "legal_basis": [each.model_dump(exclude_defaults=True) | {"name": text(f"law.{each.law}")}
                        for each in definition.legal_basis],
        "data_subjects": "whoever applies or is applied for",
        "data": [
            {"field": field.field, "kind": field.kind, "asked_as": text(f"field.{field.field}"),
             "required": field.required, "at_rest": "sealed", "found_by": "blind index" if field.index else "nothing"}
            for field in definition.all_fields()
        ],
        "recipients": _recipients(opened),
        "transfers": _transfers(),
        "documents": issues,
        "erased_after_days": {"draft": definition.draft_days, "closed": definition.retention.days},
        "retention_basis": in_plain(opened.kept_because(_LANGUAGE)),
    }  # fmt: skip


def _recipients(opened: Any) -> list[str]:
    roles = {role for each in opened.definition.transitions for role in each.by} - {"applicant", "system", "rule"}
    return [
        *(f"role {role} at the case's post" for role in sorted(roles | {opened.definition.desk.role})),
        "payment provider: reference, amount and currency",
        "carriers and border posts with a token: an answer to a document they hold",
        "witnesses of the issuance log: salted commitments, nothing personal",
    ]


def _transfers() -> list[str]:
    """Posts abroad see their own cases from there: the countries where they stand."""
    home = {post.country for post in all_posts() if post.kind == "ministry"}
    return sorted({post.country for post in all_posts()} - home)
