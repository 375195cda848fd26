"""Shared reads of the register."""

from datetime import datetime
from hashlib import sha256

from legation.documents.models import AccessToken, Document, PublishedFile, PublishedList
from legation.documents.orders import DocumentView
from legation.documents.revocation.head import payload_of
from legation.ground.errors import NotFound, Tampered
from legation.ground.files import api as files


def of_reference(reference: str) -> list[DocumentView]:
    """What was issued under a reference, oldest first."""
    rows = Document.objects.filter(reference=reference).order_by("issued_at", "pk")
    return [_view(row) for row in rows]


def fetch(number: str, *, key: bytes) -> bytes:
    """The PDF of a document, opened with the data key it was stored under.

    Raises:
        NotFound: no such document, or its file was destroyed.
        Tampered: what lies there is not what was signed, or the key is another.
    """
    row = Document.objects.filter(number=number).only("digest", "file").first()
    if row is None or row.file_id is None:
        raise NotFound(f"document {number}")
    pdf = files.fetch(row.file_id, key=key)
    if sha256(pdf).hexdigest() != row.digest:
        raise Tampered(f"document {number} is not what was signed")
    return pdf


def tokens_in_force(*, at: datetime) -> list[tuple[int, str, list[str], datetime]]:
    """Number, holder, scopes and end of the tokens that hold."""
    rows = AccessToken.objects.filter(revoked_at=None, expires_at__gt=at).order_by("pk")
    return list(rows.values_list("pk", "name", "scopes", "expires_at"))


def lists_in_force() -> dict[str, bytes]:
    """Every file of the lists in force by its name, `head` last; empty before the first publication."""
    row = PublishedList.objects.order_by("-number").first()
    if row is None:
        return {}
    names = [file.name for file in payload_of(bytes(row.signed)).files()]
    found = PublishedFile.objects.filter(name__in=names).values_list("name", "content")
    return {name: bytes(content) for name, content in found} | {"head": bytes(row.signed)}


def _view(row: Document) -> DocumentView:
    return DocumentView(
        number=row.number, kind=row.kind, reference=row.reference, issued_at=row.issued_at,
        valid_from=row.valid_from, valid_until=row.valid_until, revoked_at=row.revoked_at,
        reason=row.revocation_reason,
    )  # fmt: skip
