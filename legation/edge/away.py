"""Which posts work without a line, as far as this machine can know: their times are given there, and not here.

Nobody can tell the centre over a line that is gone. So it takes a post to work on its own when somebody at the centre
has been told, when a package says so, or when a node that asks each hour over the line has been silent too long.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from legation.edge.models import Edge
from legation.ground import node
from legation.ground.posts.models import Post

SILENT = timedelta(hours=3)


def away(posts: Iterable[str] | None, at: datetime) -> frozenset[str]:
    """Of these posts, or of all, the codes of those whose times are not given here."""
    if here := node.here():
        others = Post.objects.exclude(code=here.post).values_list("code", flat=True)
        return frozenset(others if posts is None else set(posts) - {here.post})
    rows = cut_off(at).values_list("post__code", flat=True)
    return frozenset(rows if posts is None else rows.filter(post__code__in=list(posts)))


def away_among(rows: Iterable[Edge], at: datetime) -> list[Edge]:
    """As `cut_off`, of nodes that were read already."""
    silent = at - SILENT
    return [row for row in rows if row.ended_at is None and (row.cut_at or (row.heard_at and row.heard_at < silent))]


def cut_off(at: datetime) -> QuerySet[Edge]:
    """The nodes at which their posts work."""
    return Edge.objects.filter(Q(cut_at__isnull=False) | Q(heard_at__lt=at - SILENT), ended_at=None)
