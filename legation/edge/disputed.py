"""What officers of the centre are told of cases that a node may have gone on with."""

from datetime import datetime

from django.urls import reverse

from legation.edge.away import away_among
from legation.edge.models import Conflict, Edge
from legation.edge.services.resolve import may_resolve
from legation.edge.stories import branch_of
from legation.ground import node
from legation.ground.people.api import Person
from legation.ground.statements import Select
from legation.procedures.api import Elsewhere

_NODES = Select(Edge, "1 = 1", join="post")


def elsewhere(by: Person | None, application: str, at: datetime) -> Elsewhere:
    """As `procedures.elsewhere` asks it: a house that has no node is asked once, and a node is told nothing."""
    if node.here() is not None:
        return Elsewhere()
    rows = _NODES.all()
    alone = frozenset(row.post.code for row in away_among(rows, at))
    found = Conflict.objects.filter(kind="case", subject=application, kept="").first() if rows and application else None
    may = found is not None and by is not None and may_resolve(by, branch_of(found))
    return Elsewhere(alone, found is not None, reverse("edge_conflict", args=[found.pk]) if found and may else "")
