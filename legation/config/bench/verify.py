"""After the load: is every document what it must be, does the ledger agree, does every chain hold?

A process of its own inside the scratch instance: `python -m legation.config.bench.verify result.json`; prints JSON.
"""

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

SAMPLE = 50


@dataclass
class Checked:
    """What was found; times are seconds."""

    documents: int = 0
    unverified: int = 0
    sampled: int = 0
    ledger_nonzero: int = 0
    audit_findings: int = 0
    failed_effects: int = 0
    retried_effects: int = 0
    queue_drain_s: float = 0.0
    last_issued: float = 0.0
    journeys: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def note(self, reference: str, problems: list[str]) -> None:
        """Count a document that is not what it must be, once."""
        self.unverified += bool(problems)
        self.problems += [f"{reference}: {problem}" for problem in problems]


def check_all(journeys: list[tuple[str, float, float]]) -> Checked:
    """Check whatever the scratch instance holds.

    Args:
        journeys: (token, scheduled moment, end) of every traveller who came through.
    """
    found = Checked()
    _check_documents(found, {token: scheduled for token, scheduled, _end in journeys})
    check_books(found)
    read_queue(found)
    return found


def _check_documents(found: Checked, scheduled: dict[str, float]) -> None:
    """Every document there is, and that every traveller who came through has one."""
    from legation.documents.models import Document
    from legation.ground.secrets import blind_index
    from legation.procedures.models import Case

    rows = Case.objects.everywhere("a bench reads its scratch instance").select_related("application")
    cases = {case.reference: case for case in rows}
    documents = {row.reference: row for row in Document.objects.all()}
    sample = set(random.Random(1).sample(sorted(documents), min(SAMPLE, len(documents))))  # noqa: S311
    found.sampled = len(sample)
    for reference, row in documents.items():
        found.note(reference, list(_problems(row, cases[reference], deep=reference in sample)))
    references = {bytes(case.application.resume): case.reference for case in cases.values()}
    for token, begin in scheduled.items():
        row = documents.get(references[blind_index("resume", token)])
        if row is None:
            found.note(references[blind_index("resume", token)], ["no document"])
            continue
        issued = row.issued_at.timestamp()
        found.documents, found.last_issued = found.documents + 1, max(found.last_issued, issued)
        found.journeys.append(issued - begin)


def _problems(row: Any, case: Any, *, deep: bool) -> Iterator[str]:
    """What is wrong with one document."""
    from legation.documents.api import fetch
    from legation.ground.errors import LegationError
    from legation.procedures.answers import key_of

    if case.status != "issued":
        yield f"the case is {case.status}"
    try:
        pdf = fetch(row.number, key=key_of(case))
    except LegationError as error:
        yield f"the PDF does not open: {error.detail}"
        return
    if sha256(pdf).hexdigest() != row.digest:
        yield "the register has another digest"
    yield from _seal_problems(row, pdf)
    if deep:
        yield from signature_problems(pdf)


def _seal_problems(row: Any, pdf: bytes) -> Iterator[str]:
    """The barcode as printed holds the registered seal; it parses, and our root vouches for it."""
    from legation.documents.keys import key_ring
    from legation.documents.reading import NotOurs, read_back
    from legation.documents.seals import barcode, formats
    from legation.documents.seals.errors import SealError

    try:
        printed = [data for picture in read_back(pdf).pictures for data in barcode.read_drawn(picture)]
        if printed != [bytes(row.seal)]:
            yield "the barcode is not the registered seal"
            return
        verdict = key_ring().trust_list.judge(formats.parse(printed[0]), today=datetime.now(UTC).date())
    except (NotOurs, SealError) as error:
        yield f"the seal cannot be read: {error}"
        return
    if not verdict.is_ok:
        yield f"the seal does not verify: {verdict.reason}"


def signature_problems(pdf: bytes) -> Iterator[str]:
    """What pyHanko, which did not make the signature's rules ours, says of it."""
    from asn1crypto import x509
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    from legation.documents.keys import key_ring

    root = x509.Certificate.load(key_ring().root.public_bytes(Encoding.DER))
    signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
    if len(signatures) != 1:
        yield f"{len(signatures)} signatures"
        return
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    status = validate_pdf_signature(signatures[0], context)
    if not (status.intact and status.valid and status.trusted):
        yield f"pyHanko: {status.summary()}"


def check_books(found: Checked) -> None:
    """Whether the ledger and every chain agree with themselves."""
    from legation.ground.audit.api import verify
    from legation.payments.api import ledger_check

    books = ledger_check()
    off = (books.unsettled, books.unearned, books.unfounded, books.crossed)
    found.ledger_nonzero = sum(1 for amount in books.sums.values() if amount) + sum(off)
    _chains, findings = verify()
    found.audit_findings = len(findings)
    found.problems += [f"{finding.chain} {finding.number}: {finding.message}" for finding in findings]


def read_queue(found: Checked) -> None:
    """What became of the effects, and how long after the last payment the queue was empty."""
    from django.db.models import Max

    from legation.ground.outbox.models import Effect
    from legation.payments.models import Payment

    found.failed_effects = Effect.objects.exclude(failed_at=None).count()
    found.retried_effects = Effect.objects.filter(attempts__gt=1).count()
    paid = Payment.objects.aggregate(last=Max("settled_at"))["last"]
    done = Effect.objects.aggregate(last=Max("done_at"))["last"]
    if paid and done:
        found.queue_drain_s = max(0.0, (done - paid).total_seconds())


def main(result: str) -> None:
    """Print what was found about the journeys in a file."""
    import django

    django.setup()
    journeys = json.loads(Path(result).read_text())["journeys"]
    print(json.dumps(check_all(journeys).__dict__))


if __name__ == "__main__":
    main(*sys.argv[1:])
