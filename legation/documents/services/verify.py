"""Saying of a paper what it is: by its number, by its file, by a picture of its seal.

Whatever is sent gets a verdict, or `Invalid` with a sentence for the reader; size, pixels and the number of signatures
and barcodes looked at are bounded.
"""

import warnings
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image

from legation.documents.certificates import signing_period
from legation.documents.keys import key_ring
from legation.documents.lasting import examine_lasting
from legation.documents.models import Document
from legation.documents.orders import Fact, Verdict
from legation.documents.pdf_signatures import Finding
from legation.documents.reasons import CORRECTED, word_for
from legation.documents.seals import barcode, formats, mrz
from legation.documents.seals.errors import SealError
from legation.documents.seals.interface import AnySeal
from legation.documents.seals.trust import Outcome
from legation.ground.errors import Invalid
from legation.ground.languages.casing import capitals
from legation.ground.transparency import api as transparency

MOST_PDF_BYTES = 8 * 1024 * 1024
MOST_PICTURE_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 64_000_000
LONGEST_SIDE = 2400  # pixels; a seal that a phone shows at a tenth of the picture still has five to a module
MOST_NUMBER = 40
_PICTURES = ("JPEG", "PNG", "WEBP")
_LOOK_ALIKE = str.maketrans("OIL", "011")  # Crockford's base 32 has no O, I and L, so they are misread digits
_ENDED = (Outcome.CERTIFICATE_EXPIRED, Outcome.CERTIFICATE_REVOKED)
_OWN_LIST = timedelta(0)  # the register itself is asked, not a copy of it

_OUTCOMES = {
    Outcome.UNKNOWN_CERTIFICATE: "unknown_issuer",
    Outcome.UNKNOWN_ISSUER: "unknown_issuer",
    Outcome.CERTIFICATE_UNFIT: "signature_wrong",
    Outcome.CERTIFICATE_REVOKED: "signer_not_valid",
    Outcome.SIGNED_IN_FUTURE: "signer_not_valid",
    Outcome.INVALID_AT_SIGNING: "signer_not_valid",
    Outcome.CERTIFICATE_EXPIRED: "expired",
    Outcome.DOCUMENT_TYPE_NOT_ALLOWED: "signature_wrong",
    Outcome.SIGNATURE_WRONG: "signature_wrong",
}


def verify_number(number: str, *, at: datetime) -> Verdict:
    """What the register says of a number, in whatever way it was typed.

    Raises:
        Invalid: it is no number at all.
    """
    bare = "".join(letter for letter in capitals(number) if letter.isascii() and letter.isalnum())
    if not bare or len(number) > MOST_NUMBER:
        raise Invalid(reader=_("Enter the number as it stands on the document: nine letters and digits."))
    typed = {bare, bare.translate(_LOOK_ALIKE)}
    rows = {row.number: row for row in Document.objects.filter(number__in=typed)}
    row = rows.get(bare) or rows.get(bare.translate(_LOOK_ALIKE))
    return _of_row(row, at) if row else _verdict("unknown_number", at)


def verify_pdf(pdf: bytes, *, at: datetime) -> Verdict:
    """What can be said of a PDF file.

    Raises:
        Invalid: it is too large, or no PDF.
    """
    if len(pdf) > MOST_PDF_BYTES:
        raise Invalid(reader=_("The file is larger than 8 MB. Our documents are much smaller."))
    if b"%PDF-" not in pdf[:1024]:
        raise Invalid(reader=_("This is not a PDF file. For a photo or a scan, use the picture of the seal."))
    finding = examine_lasting(pdf, key_ring().roots)
    row = Document.objects.filter(digest=sha256(pdf[: finding.end or None]).hexdigest()).first()
    if row is None or finding.state != "intact":
        return _of_finding(finding, at)
    return replace(_of_row(row, at), logged=row.digest if transparency.provable([row.number]) else "")


def verify_picture(picture: bytes, *, at: datetime) -> Verdict:
    """What can be said of a photo or a scan of a seal.

    Raises:
        Invalid: it is too large, or no picture.
    """
    seals = seals_in(picture)
    if len(seals) != 1:
        return _verdict("several_seals" if seals else "no_seal", at)
    (seal,) = seals
    outcome = key_ring().trust_list.judge(seal, today=at.date()).outcome
    row = _row_of(seal)
    # the register knows what was sealed: it need not believe a signer that has ended or was taken back
    if outcome is not Outcome.OK and not (row and outcome in _ENDED):
        return _verdict(_OUTCOMES[outcome], at)
    return _of_row(row, at) if row else _verdict("not_in_register", at)


def seals_in(picture: bytes) -> list[AnySeal]:
    """The different seals that a stranger's picture shows. Raises `Invalid` as `verify_picture` does."""
    read = (_parsed(data) for data in barcode.read(_prepared(picture)))
    return list({seal.signed_part: seal for seal in read if seal}.values())


def _row_of(seal: AnySeal) -> Document | None:
    """The document that carries this seal: found by the number in its zone, and sealed with the same content."""
    try:
        number = mrz.decode(formats.content_of(seal).mrz).fields.number
    except SealError:
        return None
    row = Document.objects.filter(number=number).first()
    kept = _parsed(bytes(row.seal)) if row else None
    return row if kept and kept.signed_part == seal.signed_part else None


def _newest_beside(row: Document) -> str | None:
    """The number of the newest document of the same case, where that is another one."""
    issued = Document.objects.filter(reference=row.reference, kind=row.kind, pk__gt=row.pk)
    return issued.order_by("pk").values_list("number", flat=True).last()


def _of_finding(finding: Finding, at: datetime) -> Verdict:
    reasons = {
        "none": "no_signature", "foreign": "unknown_issuer", "wrong": "signature_wrong", "altered": "altered",
        "intact": "not_in_register",
    }  # fmt: skip
    reason = reasons[finding.state]
    if finding.state == "intact" and not _holds(finding, at):
        reason = "signer_not_valid"
    return _verdict(reason, at)


def _holds(finding: Finding, at: datetime) -> bool:
    """The certificate holds now, is not revoked, and its key was still allowed to sign when it says that it did."""
    certificate = finding.certificate
    if certificate is None or key_ring().is_revoked(certificate):
        return False
    begin, ends = signing_period(certificate)
    holds = certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
    return holds and (finding.signed_at is None or begin <= finding.signed_at <= ends)


def _of_row(row: Document, at: datetime) -> Verdict:
    """The register's word on a document it holds."""
    today = at.date()
    if row.revoked_at:
        reason = "replaced" if row.revocation_reason == CORRECTED else "revoked"
    elif row.valid_until < today:
        reason = "expired"
    else:
        reason = "in_force" if row.valid_from <= today else "not_yet"
    facts: tuple[Fact, ...] = (
        ("number", row.number), ("kind", row.kind), *((str(key), str(value)) for key, value in row.statement),
        ("valid_from", row.valid_from.isoformat()), ("valid_until", row.valid_until.isoformat()),
    )  # fmt: skip
    if row.revoked_at:
        facts += (("revoked_at", row.revoked_at.date().isoformat()),)
    if reason == "replaced" and (newest := _newest_beside(row)):
        facts += (("replaced_by", newest),)
    return _verdict(reason, at, facts)


def _verdict(reason: str, at: datetime, facts: tuple[Fact, ...] = ()) -> Verdict:
    return Verdict(
        word=word_for(reason), reason=reason, statement=facts, checked_at=at, list_age=_OWN_LIST if facts else None
    )  # fmt: skip


def _parsed(data: bytes) -> AnySeal | None:
    try:
        return formats.parse(data)
    except SealError:
        return None


def _prepared(picture: bytes) -> bytes:
    """A stranger's picture made small and grey, as BMP: what is searched for seals is bounded."""
    if len(picture) > MOST_PICTURE_BYTES:
        raise Invalid(reader=_("The file is larger than 8 MB. Choose a smaller picture."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _small(Image.open(BytesIO(picture), formats=_PICTURES))
    except Invalid:
        raise
    except Exception as error:  # a stranger's picture may break a decoder in any way
        reader = _("This file is not a picture we can read. Use a JPEG, PNG or WebP file.")
        raise Invalid(f"not a picture: {error!r}", reader=reader) from error


def _small(opened: Image.Image) -> bytes:
    # a JPEG is made smaller while it is decoded, the others first take four bytes a pixel
    if opened.width * opened.height > (MOST_PIXELS if opened.format == "JPEG" else MOST_PIXELS // 4):
        raise Invalid(reader=_("The picture has too many pixels. Take a smaller one, or a JPEG."))
    opened.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
    grey = opened.convert("L")
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    grey.save(out, "BMP")
    return out.getvalue()
