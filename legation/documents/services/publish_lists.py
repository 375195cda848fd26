"""Publishing the lists that let anybody check a seal without asking us."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from django.db import IntegrityError, transaction

from legation.documents import listing
from legation.documents.certificates import may_sign
from legation.documents.keys import key_ring
from legation.documents.models import PublishedFile, PublishedList
from legation.documents.revocation.head import Approve, Head, sign
from legation.documents.seals.certificates import is_issued_by
from legation.documents.services.revoke import PUBLISH
from legation.documents.signer.protocol import Purpose
from legation.ground.errors import Conflict
from legation.ground.outbox import api as outbox

_FILES_KEPT = timedelta(days=7)  # for whoever read an older head and fetches its files slowly
_HEADS_KEPT = timedelta(days=400)


@dataclass(frozen=True)
class Publication:
    """A signed head and the new files it names; nothing is stored yet."""

    head: Head
    signed: bytes
    files: dict[str, bytes]


def prepare_lists(*, certificate: x509.Certificate, approve: Approve, at: datetime) -> Publication | None:
    """Draw the lists up and have them signed, outside any transaction; None when there is nothing new to say.

    Args:
        certificate: Of the key of lists.
        approve: Signs with that key.

    Raises:
        NotAllowed, Unavailable: the signer does not sign.
    """
    ring = key_ring()
    # a key that is to sign soon lies among the trusted ones beforehand, so that who pinned this one learns of it
    coming = (each for each in ring.trusted if may_sign(Purpose.LIST, each) and is_issued_by(each, ring.root))
    draft = listing.draw_up(ring, [certificate, *(each for each in coming if not ring.is_revoked(each))], at=at)
    return Publication(draft.head, sign(draft.head, certificate, approve), draft.files) if draft else None


@transaction.atomic
def store_lists(publication: Publication | None, *, at: datetime) -> int:
    """Put what was prepared in force, and make a note to publish again in time; gives the number in force.

    Raises:
        Conflict: somebody else published meanwhile; prepare again.
    """
    if publication is None:
        return PublishedList.objects.order_by("-number").values_list("number", flat=True)[0]
    head = publication.head
    files = [PublishedFile(name=name, content=data, named_at=at) for name, data in publication.files.items()]
    PublishedFile.objects.bulk_create(files, ignore_conflicts=True)
    PublishedFile.objects.filter(name__in=[file.name for file in head.files()]).update(named_at=at)
    if PublishedList.objects.filter(number__gte=head.number).exists():
        raise Conflict(f"lists with number {head.number} or a later one are published")
    try:
        with transaction.atomic():
            PublishedList.objects.create(number=head.number, issued=head.issued, signed=publication.signed)
    except IntegrityError as error:
        raise Conflict(f"lists with number {head.number} are published") from error
    PublishedFile.objects.filter(named_at__lt=at - _FILES_KEPT).delete()
    PublishedList.objects.filter(issued__lt=at - _HEADS_KEPT).delete()
    outbox.enqueue(PUBLISH, key=f"after:{head.number}", body={}, at=at, due_at=at + listing.EVERY)
    return head.number
