"""Shared reads of the register."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from legation.documents.keys import key_ring
from legation.documents.models import Document, PublishedFile, PublishedList
from legation.documents.orders import DocumentView
from legation.documents.pdf_signatures import examine
from legation.documents.revocation.head import payload_of
from legation.ground.errors import NotFound, Tampered
from legation.ground.files import api as files
from legation.ground.statements import Select
from legation.ground.transparency import api as transparency

_ISSUED = Select(Document, "reference = %s", order="issued_at, id")
_ISSUED_TO = Select(Document, "reference IN %l", order="issued_at, id")


def of_reference(reference: str) -> list[DocumentView]:
    """What was issued under a reference, oldest first."""
    rows = _ISSUED.all(reference)
    provable = transparency.provable([row.number for row in rows]) if rows else frozenset()
    return [_view(row, row.number in provable) for row in rows]


def of_references(references: Sequence[str]) -> dict[str, list[DocumentView]]:
    """reference -> what was issued under it, oldest first; a reference without documents is not there."""
    rows = _ISSUED_TO.all(list(references))
    provable = transparency.provable([row.number for row in rows]) if rows else frozenset()
    found: dict[str, list[DocumentView]] = {}
    for row in rows:
        found.setdefault(row.reference, []).append(_view(row, row.number in provable))
    return found


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
    if row.digest not in (sha256(pdf).hexdigest(), sha256(pdf[: examine(pdf, key_ring().roots).end]).hexdigest()):
        raise Tampered(f"document {number} is not what was signed")
    return pdf


def log_proof(digest: str) -> tuple[str, dict[str, Any]]:
    """The number of the document whose PDF has this SHA-256 (hex), and the proof that it is in the issuance log.

    Raises:
        NotFound: there is none, the log does not cover it yet, or its person was forgotten.
    """
    row = Document.objects.filter(digest=digest).only("number", "reference").first()
    key = transparency.keys_of([row.reference]).get(row.reference) if row else None
    if row is None or key is None:
        raise NotFound("no document with this digest, or none that can still be proved")
    return row.number, transparency.document_proof(row.number, key=key)


def against_register(signed: set[tuple[str, str]]) -> tuple[list[str], int]:
    """What a signer's log and the register do not agree on.

    Args:
        signed: (reference, decision) of what the log says was signed.

    Returns:
        Numbers of documents that it does not name, and how many of its decisions have no document.
    """
    rows = Document.objects.values_list("number", "reference", "decision").order_by("number").iterator()
    unsigned, left = [], set(signed)
    for number, reference, decision in rows:
        left.discard((reference, decision))
        if (reference, decision) not in signed:
            unsigned.append(number)
    return unsigned, len(left)


def lists_in_force() -> dict[str, bytes]:
    """Every file of the lists in force by its name, `head` last; empty before the first publication."""
    row = PublishedList.objects.order_by("-number").first()
    if row is None:
        return {}
    names = [file.name for file in payload_of(bytes(row.signed)).files()]
    found = PublishedFile.objects.filter(name__in=names).values_list("name", "content")
    return {name: bytes(content) for name, content in found} | {"head": bytes(row.signed)}


def expiries(references: list[str]) -> dict[str, datetime]:
    """reference -> when the last document about it that is not revoked ends, for those that have one."""
    rows = Document.objects.filter(reference__in=references, revoked_at=None).order_by("valid_until")
    ends = dict(rows.values_list("reference", "valid_until"))
    return {each: datetime.combine(day + timedelta(days=1), time(), UTC) for each, day in ends.items()}


def _view(row: Document, logged: bool) -> DocumentView:
    return DocumentView(
        number=row.number, kind=row.kind, reference=row.reference, issued_at=row.issued_at,
        valid_from=row.valid_from, valid_until=row.valid_until, revoked_at=row.revoked_at,
        reason=row.revocation_reason, digest=row.digest, logged=logged,
    )  # fmt: skip
