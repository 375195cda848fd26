"""Signing our own compiler's PDF without parsing it: one incremental update that carries a PAdES B-B signature.

`signing.PyHankoSigner` reads a PDF of any shape; this one knows what our typesetter writes (PDF 1.7 with one classic
cross-reference table, a flat tree of pages, no forms) and refuses any other. What it adds, by ISO 32000-1: 7.5.6
incremental updates, 12.7.2 interactive form, 12.7.4.5 signature fields, 12.8.1 signature dictionary and ByteRange.
ETSI EN 319 142-1, 6.3 says what a B-B signature holds. Version, dates and XMP stay as they were, which keeps the file
PDF/A-2 and PDF/UA-1.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509

from legation.documents.cms import envelope_for
from legation.documents.signing import FIELD, ROOM, Approve, CannotSign, Signature

_TAIL = re.compile(
    rb"trailer\n<</Size (\d+)/Root (\d+) 0 R/Info (\d+) 0 R/ID\[(\([\w+/=-]+\))\([\w+/=-]+\)\]>>\n"
    rb"startxref\n(\d+)\n%%EOF\s?"
)
_MOST_TAIL = 512  # bytes a trailer may take
_FREE = b"0000000000 65535 f"
_ENTRY = re.compile(rb"(\d{10}) 00000 n[ \r]\n")
_ENTRY_BYTES = 20
_STRINGS = re.compile(rb"\([\w-]*\)")  # language tags; anything longer may hide a bracket or a keyword
_KIDS = re.compile(rb"/Kids\[(\d+) 0 R[ \]]")
_PAGES = re.compile(rb"/Pages (\d+) 0 R")
_RANGE_BYTES = 64
"""Room for the four numbers of the ByteRange."""


class CannotSign(LegationError):
    """The PDF is not of the shape that our compiler writes, or the signature does not fit; `detail` says what."""

    code = "cannot_sign"
