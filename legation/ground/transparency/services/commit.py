"""The one insert that issuing a document costs."""

import os

from legation.ground.secrets import seal as sealed
from legation.ground.statements import insert
from legation.ground.together import Together
from legation.ground.transparency.entries import SALT_BYTES, document_entry, document_subject
from legation.ground.transparency.models import Commitment

CONTEXT = "transparency"


def commit(
    *, number: str, reference: str, digest: bytes, seal: bytes, key: bytes, writes: Together | None = None
) -> None:
    """Write down, inside the transaction that issues it, that a document belongs into the log.

    Args:
        digest: SHA-256 of the PDF.
        seal: The bytes of its barcode; empty for none.
        key: The data key of the case; the salt is sealed under it.
        writes: What it is written with, if not at once.
    """
    salt = os.urandom(SALT_BYTES)
    row = Commitment(
        subject=document_subject(number), reference=reference, salt=sealed(key, salt, context=CONTEXT),
        entry=document_entry(salt=salt, digest=digest, seal=seal),
    )  # fmt: skip
    writes.insert(row) if writes else insert(row)
