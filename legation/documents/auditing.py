"""The register against the issuance log, against the signer's own record, and against the time of the keys.

Part of `legation audit verify`. A visa sold from the inside, or made with a stolen key, is missing from one of them.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import TypeVar

from cryptography import x509

from legation.documents.certificates import signing_period
from legation.documents.keys import fingerprint, key_ring
from legation.documents.models import Document
from legation.documents.pdf_signatures import examine
from legation.documents.seals import formats
from legation.documents.seals.errors import SealError
from legation.documents.signer import reading
from legation.documents.signer.local import log_path
from legation.documents.signer.protocol import Purpose
from legation.documents.signer.reading import Record
from legation.ground.audit.api import Finding
from legation.ground.transparency import api as transparency
from legation.ground.transparency.api import Commitment

_CHUNK = 500
UNDER_WAY = timedelta(minutes=30)
"""How long the queue may take from a document's signature to its line in the register."""
Item = TypeVar("Item")
_elsewhere: list[Callable[[], Iterator[Iterable[bytes]]]] = []


def connect_records(ask: Callable[[], Iterator[Iterable[bytes]]]) -> None:
    """Say who gives the records of signers on other nodes of the house, each with its lines in order."""
    _elsewhere[:] = [ask]


def look(*, at: datetime | None = None) -> Iterator[Finding]:
    """Everything about issued documents that does not agree; `at` is now unless a test says otherwise."""
    if not Document.objects.exists() and not log_path().exists():
        return
    record = reading.read(log_path())
    for lines in (lines for ask in _elsewhere for lines in ask()):
        reading.add(record, lines)
    here = log_path().exists() or bool(record.decided)
    if not here:
        yield Finding("signer", 0, "absent", "the signer's record is not here; run this where it lies")
    for number in record.broken:
        yield Finding(
            "signer", number, "broken", "this line of the signer's record does not stand on the one before it"
        )
    certificates = _certificates()
    for chunk in _chunks(Document.objects.order_by("pk").iterator(_CHUNK)):
        yield from _committed(chunk)
        for row in chunk:
            yield from _signed(row, record) if here else ()
            yield from _in_time(row, certificates)
    yield from _unregistered(record, at or datetime.now(UTC))
    yield from _heads(record)


def find_strays(pdfs: Iterable[tuple[str, bytes]]) -> Iterator[Finding]:
    """Papers found anywhere: those that our keys signed and that this house never logged. (name, PDF) pairs."""
    roots = key_ring().roots
    for name, pdf in pdfs:
        row = Document.objects.filter(digest=sha256(pdf).hexdigest()).first()
        logged = row is not None and bool(transparency.logged([row.number]))
        if examine(pdf, roots).state == "intact" and not logged:
            what = "in the register" if row else "neither in the register nor"
            yield Finding(
                name, 0, "stray", f"our key signed it, and it is {what} {'but not ' if row else ''}in the log"
            )


def _committed(chunk: list[Document]) -> Iterator[Finding]:
    """Each document has a commitment, and as long as its salt can be opened, that is a commitment to this document."""
    subjects = {transparency.document_subject(row.number): row for row in chunk}
    commitments = {each.subject: each for each in Commitment.objects.filter(subject__in=subjects)}
    keys = transparency.keys_of({row.reference for row in chunk})
    salts = transparency.opened_salts(keys, list(commitments.values()))
    for subject, row in subjects.items():
        commitment = commitments.get(subject)
        if commitment is None:
            yield Finding(subject, 0, "not_committed", "it is in the register, and was never written down for the log")
        elif subject in salts:
            digest, seal = bytes.fromhex(row.digest), bytes(row.seal)
            if transparency.document_entry(salt=salts[subject], digest=digest, seal=seal) != bytes(commitment.entry):
                yield Finding(subject, 0, "altered", "the register says another PDF or seal than was written down")
        elif row.reference in keys:
            yield Finding(subject, 0, "salt_gone", "its salt is destroyed or changed, and nobody forgot the person")


def _signed(row: Document, record: Record) -> Iterator[Finding]:
    """The signer wrote down that it signed this document, and this very seal."""
    subject = transparency.document_subject(row.number)
    if not record.signed(Purpose.DOCUMENT, row.reference, row.decision):
        yield Finding(subject, 0, "signed_outside", "the signer never signed a document for this decision")
    if row.seal and _seal_digest(bytes(row.seal)) not in record.digests:
        yield Finding(subject, 0, "signed_outside", "the signer never signed the seal it bears")


def _seal_digest(seal: bytes) -> bytes:
    try:
        return sha256(formats.parse(seal).signed_part).digest()
    except SealError:
        return b""


def _certificates() -> dict[str, x509.Certificate]:
    ring = key_ring()
    return {fingerprint(each): each for each in (ring.document, *ring.trusted)}


def _in_time(row: Document, certificates: dict[str, x509.Certificate]) -> Iterator[Finding]:
    """It was issued while the key that signed it might sign."""
    subject, certificate = transparency.document_subject(row.number), certificates.get(row.signer)
    if certificate is None:
        yield Finding(subject, 0, "unknown_key", "it is signed by a key that is none of this house's")
        return
    begins, ends = signing_period(certificate)
    if not begins <= row.issued_at <= ends:
        yield Finding(subject, 0, "key_ended", f"issued on {row.issued_at:%Y-%m-%d}, outside its key's time")


def _unregistered(record: Record, at: datetime) -> Iterator[Finding]:
    """What the signer signed is in the register, once the queue has had its time."""
    signed = ((key, when) for key, when in record.decided.items() if key[0] == Purpose.DOCUMENT)
    for chunk in _chunks((key, when) for key, when in signed if at - when > UNDER_WAY):
        references = {reference for (_purpose, reference, _decision), _when in chunk}
        rows = Document.objects.filter(reference__in=references).values_list("reference", "decision")
        known = set(rows)
        for (_purpose, reference, decision), _when in chunk:
            if (reference, decision) not in known:
                said = f"a document was signed for decision {decision[:16]} and is not in the register"
                yield Finding(f"case:{reference}", 0, "unregistered", said)


def _heads(record: Record) -> Iterator[Finding]:
    """Every head the signer signed is of this log, or there are two logs."""
    for size, root in sorted(record.heads - transparency.published_heads()):
        if transparency.root_at(size) != bytes.fromhex(root):
            said = f"the signer signed a head of this size, {root[:16]}, that is not of this log"
            yield Finding("log", size, "equivocation", said)


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
