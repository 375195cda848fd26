"""Saying of a file what it is by lists that were fetched before: no network, no database.

A PDF is read back only after one of the pinned roots' signers is found to have signed it whole, so what is parsed is
ours; a picture is decoded within the bounds of `services.verify`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from legation.documents.orders import Fact, Verdict
from legation.documents.pdf_signatures import examine
from legation.documents.reading import NotOurs, read_back
from legation.documents.reasons import word_for
from legation.documents.revocation.errors import ListError
from legation.documents.revocation.judging import Judged, judge
from legation.documents.revocation.lists import Lists
from legation.documents.seals import barcode, formats, mrz
from legation.documents.seals.errors import SealError
from legation.documents.seals.interface import AnySeal
from legation.documents.seals.visa import Content, VisaSeal
from legation.documents.services.verify import MOST_PDF_BYTES, seals_in

_PDF = b"%PDF-"
_SIGNATURES = {"none": "no_signature", "foreign": "unknown_issuer", "wrong": "signature_wrong", "altered": "altered"}


def open_lists(folder: Path, roots: Sequence[x509.Certificate]) -> Lists | None:
    """The lists in a folder, as `legation publish-lists --folder` or a copy of /verify/lists/ leaves them.

    Gives None where there is no head. Raises `ListError` when there is one that no pinned root vouches for.
    """

    def fetch(name: str) -> bytes | None:
        path = folder / name
        return path.read_bytes() if path.is_file() else None

    head = folder / "head"
    return Lists.open(head.read_bytes(), fetch, roots=roots) if head.is_file() else None


def verify_file(data: bytes, lists: Lists | None, *, roots: Sequence[x509.Certificate], now: datetime) -> Verdict:
    """What can be said of a PDF, a picture of a seal, or the bytes of one, in whichever format.

    Raises:
        Invalid: it is none of these, or too large.
    """
    if _PDF in data[:1024]:
        doubt, seals = _of_pdf(data, roots)
    else:
        doubt, seals = "", [_parsed(data)] if formats.begins(data) else list[AnySeal | None](seals_in(data))
    found = [seal for seal in seals if seal]
    if not doubt and len(found) != 1:
        doubt = "several_seals" if found else "no_seal"
    return _verdict(Judged(doubt) if doubt else judge(found[0], lists, now=now), now)


def _of_pdf(pdf: bytes, roots: Sequence[x509.Certificate]) -> tuple[str, list[AnySeal | None]]:
    """Why the file cannot be believed, or the seals on it."""
    if len(pdf) > MOST_PDF_BYTES:
        return "altered", []
    doubt = _SIGNATURES.get(examine(pdf, roots).state)
    if doubt:
        return doubt, []
    try:
        return "", [_parsed(data) for picture in read_back(pdf).pictures for data in barcode.read_drawn(picture)]
    except (NotOurs, SealError):
        return "", []


def _parsed(data: bytes) -> AnySeal | None:
    try:
        return formats.parse(data)
    except SealError:
        return None


def _verdict(judged: Judged, now: datetime) -> Verdict:
    said = judged.said
    return Verdict(
        word=word_for(judged.reason), reason=judged.reason, statement=_facts(said, now) if said else (), checked_at=now,
        list_age=judged.age, portrait=said.portrait if said else b"",
    )  # fmt: skip


def _facts(said: Content, now: datetime) -> tuple[Fact, ...]:
    """What the seal says of the document, nothing about its holder."""
    fields = mrz.decode(said.mrz).fields
    until = mrz.expiry_day(fields.expiry, today=now.astimezone(UTC).date())
    pairs = (
        ("kind", "visa" if isinstance(said, VisaSeal) else "emergency"), ("number", fields.number),
        *(_of_visa(said) if isinstance(said, VisaSeal) else ()), ("valid_until", until.isoformat() if until else ""),
    )  # fmt: skip
    return tuple((key, value) for key, value in pairs if value)


def _of_visa(visa: VisaSeal) -> tuple[Fact, ...]:
    """What only a visa's seal says: entries, the longest stay, the first day; empty where it does not say."""
    entries = {None: "", 0: "multiple", 1: "single"}.get(visa.entries, str(visa.entries))
    stay = str(visa.stay.days) if visa.stay.days and not (visa.stay.months or visa.stay.years) else ""
    first = visa.valid_from.isoformat() if visa.valid_from else ""
    return ("entries", entries), ("stay_days", stay), ("valid_from", first)


__all__ = ["ListError", "open_lists", "verify_file"]
