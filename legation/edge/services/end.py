from datetime import datetime

from django.db import transaction

from legation.appointments import api as appointments
from legation.documents import api as documents
from legation.documents import keys
from legation.documents.keeping.revocation import retire
from legation.documents.keeping.roots import Root
from legation.edge.models import Edge
from legation.ground.audit.api import record_access
from legation.ground.errors import NotFound
from legation.ground.outbox import api as outbox


def end(*, post: str, reason: str, root: Root, by: str, at: datetime) -> Edge:
    """End a post's edge node: its outbox is refused from now on, and its document signers are revoked.

    Args:
        reason: A CRLReason of RFC 5280, such as cessationOfOperation, or keyCompromise for a node that was stolen.

    Raises:
        NotFound: the post has none.
        Invalid: there is no such reason.
    """
    row = Edge.objects.filter(post__code=post, ended_at=None).first()
    if row is None:
        raise NotFound(f"{post} has no edge node")
    ring = keys.key_ring()
    revoked = {keys.fingerprint(each) for each in ring.trusted if ring.is_revoked(each)}
    for fingerprint in row.signers:
        if fingerprint not in revoked:
            retire(fingerprint, reason=reason, root=root, at=at)
    with transaction.atomic():
        Edge.objects.filter(pk=row.pk).update(ended_at=at, cut_at=None)
        appointments.offer_freed(row.post, at=at)
        record_access(actor=by, verb="edge_ended", at=at, subject=f"edge:{row.code}", body={"reason": reason})
        outbox.enqueue(documents.PUBLISH, key=f"edge:{row.code}:ended", body={}, at=at)
    row.refresh_from_db()
    return row
