"""What this edge is, as the pack it took last says."""

from legation.edge.models import Own
from legation.ground.errors import Unavailable
from legation.ground.node import Node


def own() -> Own:
    """What this edge is.

    Raises:
        Unavailable: it has taken no pack yet.
    """
    row = Own.objects.first()
    if row is None:
        raise Unavailable("this edge node has taken no pack yet: `legation edge take FILE`")
    return row


def as_node() -> Node | None:
    """This edge, as the rooms below ask for it; None until it has taken a pack."""
    row = Own.objects.first()
    return Node(row.code, row.post, row.series, row.block, row.cut_at) if row else None
