"""What the documents room takes and gives: an order, a made document, a view of it, a verdict. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from legation.documents.seals.visa import Content

Fact = tuple[str, str]
"""A key and a plain value that anybody who checks the paper may see: never personal data."""

Word = Literal["valid", "invalid", "revoked", "cannot_tell"]


@dataclass(frozen=True, kw_only=True)
class Order:
    """One document to be made. It is complete: making it asks nobody anything.

    Args:
        kind: What it is, as 'evisa'.
        number: The document's number, 1 to 20 letters and digits; for a visa the nine of its machine readable zone.
        reference: Whose it is, in the words of the department that orders.
        decision: Hex digest of the committed action that allows it; the signer asks for it.
        template: Typst source. It reads `data.json` and the pictures as `<name>.svg`, the seal as `seal.svg`.
        data: What the template reads, JSON-able.
        words: What it reads from `words.json`, the same on many papers; apart, so that its layout is worked out once.
        pictures: name -> JPEG or PNG bytes.
        seal: What the barcode says, unsigned; None for a document without one.
        languages: ISO 639-1 codes of the paper, the holder's first.
        title: The PDF's title, in the first language.
        author: The PDF's author: the ministry.
        place: Where it is issued, for the signature.
        issued: The day printed as the day of issue.
        valid_from, valid_until: First and last day it holds.
        key: The data key under which the PDF is stored, 32 bytes.
        statement: What a stranger who verifies may be told.
        seal_format: The format of the seal, a name of `seals.formats`.
        lasting: Whether it must be provable for decades: with time stamps and revocation list inside (PAdES B-LTA).
    """

    kind: str
    number: str
    reference: str
    decision: str
    template: str
    data: Mapping[str, Any]
    words: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[str, bytes]
    seal: Content | None
    languages: tuple[str, ...]
    title: str
    author: str
    place: str
    issued: date
    valid_from: date
    valid_until: date
    key: bytes = field(repr=False)
    statement: tuple[Fact, ...] = ()
    seal_format: str = "vds"
    lasting: bool = False


@dataclass(frozen=True, kw_only=True)
class Made:
    """A finished document that was read back and found right; nothing is stored yet.

    `digest` is the SHA-256 of what the ministry signed: of the whole PDF, or of a lasting one without what was added
    to prolong it. `seal` are the bytes in its barcode (empty without one), `signer` is the SHA-256 fingerprint of
    the certificate that signed the PDF, `timings` are seconds of wall time by part.
    """

    order: Order
    pdf: bytes = field(repr=False)
    digest: str
    seal: bytes
    signer: str
    timings: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class DocumentView:
    """A document in the register, as a department may show it. `reason` is why it was revoked, empty if it was not.

    `digest` is the SHA-256 of its PDF (hex), `logged` whether the issuance log can already prove it.
    """

    number: str
    kind: str
    reference: str
    issued_at: datetime
    valid_from: date
    valid_until: date
    revoked_at: datetime | None
    reason: str
    digest: str
    logged: bool


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What can be said of a paper that somebody holds.

    Args:
        word: valid, invalid, revoked or cannot_tell.
        reason: A stable code; `legation.documents.reasons` lists them with their words.
        statement: Facts about the document without personal data, in the order to be shown.
        checked_at: When it was checked.
        list_age: Age of the revocation list that was asked; None when none was needed to answer.
        logged: SHA-256 (hex) of the PDF that was checked, if it is in the issuance log; else empty.
        portrait: The holder's picture from a seal that may be believed, for whoever holds the paper; mostly empty.
    """

    word: Word
    reason: str
    statement: tuple[Fact, ...]
    checked_at: datetime
    list_age: timedelta | None
    logged: str = ""
    portrait: bytes = field(default=b"", repr=False)
