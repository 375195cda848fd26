"""How the edge nodes of the house stand, as the centre knows it: for whoever runs the house, and heads of posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from legation.edge.away import cut_off
from legation.edge.models import Edge
from legation.edge.services.enrol import SIGNS
from legation.ground.audit.api import Entry, latest_of

HERE, TOLD, SILENT = "here", "told", "silent"
SHOWN = 20


@dataclass(frozen=True)
class Standing:
    """One node.

    Args:
        why: why times of its post are not given at the centre: it was said, or the node is silent; `here` if they are.
        since: since when; None where they are.
    """

    code: str
    post: str
    enrolled_at: datetime
    signs_until: datetime
    heard_at: datetime | None
    why: str
    since: datetime | None
    packages: int
    conflicts: int


def standings(*, at: datetime, posts: Iterable[str] | None = None) -> list[Standing]:
    """Every node in force, of these posts or of all, by the code of its post; in a constant number of queries."""
    rows = Edge.objects.filter(ended_at=None).select_related("post").order_by("post__code")
    rows = rows if posts is None else rows.filter(post__code__in=list(posts))
    away = set(cut_off(at).values_list("pk", flat=True))
    rows = rows.annotate(undecided=Count("packages__conflicts", filter=Q(packages__conflicts__kept="")))
    return [_standing(row, row.pk in away) for row in rows]


def _standing(row: Any, is_away: bool) -> Standing:
    why = HERE if not is_away else TOLD if row.cut_at else SILENT
    return Standing(
        code=row.code, post=row.post.code, enrolled_at=row.enrolled_at, signs_until=row.enrolled_at + SIGNS,
        heard_at=row.heard_at, why=why, since={HERE: None, TOLD: row.cut_at, SILENT: row.heard_at}[why],
        packages=row.taken, conflicts=row.undecided,
    )  # fmt: skip


def said(codes: Iterable[str]) -> list[Entry]:
    """What was said of nodes, by whom and why; newest first."""
    return latest_of([f"edge:{code}" for code in codes], most=SHOWN)
