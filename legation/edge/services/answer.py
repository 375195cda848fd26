from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from legation.appointments import api as appointments
from legation.edge.models import Edge
from legation.edge.sealing import ASK, STANDS, head_of, key_for, unpack
from legation.edge.services.make_pack import make_pack
from legation.ground.errors import NotAllowed, NotFound, Tampered

NEAR = timedelta(minutes=5)


def answer(parcel: bytes, *, at: datetime) -> bytes:
    """The newest pack for the edge node that asks over the line; only that node can open it.

    A node that says that it stands by gets nothing: from then on the times of its post are given here again.

    Raises:
        NotFound: there is no such edge.
        NotAllowed: it has been ended.
        Tampered: the node did not sign this, or not within five minutes of now.
    """
    head = head_of(parcel)
    edge = Edge.objects.select_related("post").filter(code=str(head.get("edge"))[:20]).first()
    if edge is None or head.get("kind") not in (ASK, STANDS):
        raise NotFound(f"no edge node {str(head.get('edge'))[:20]!r}")
    opened = unpack(parcel, key=key_for(edge), signed_by=bytes(edge.public))
    if abs(datetime.fromisoformat(opened.content["at"]) - at) > NEAR:
        raise Tampered(f"{edge.code} asked at {opened.content['at']}")
    if edge.ended_at is not None:
        raise NotAllowed(f"{edge.code} was ended")
    if head["kind"] == STANDS:
        Edge.objects.filter(pk=edge.pk, packed=opened.content["pack"]).update(cut_at=None, heard_at=at)
        appointments.offer_freed(edge.post, at=at)
        return b""
    Edge.objects.filter(pk=edge.pk).update(heard_at=at, **_said(opened.content))
    appointments.offer_freed(edge.post, at=at)
    return make_pack(post=edge.post.code, at=at)


def _said(content: Mapping[str, Any]) -> dict[str, Any]:
    """Since when the node that asks has worked on its own; it may have to tell more before it stands by."""
    return {"cut_at": datetime.fromisoformat(content["since"])} if content.get("since") else {}
