"""The one insert that issuing a document costs."""

import os

from legation.ground.secrets import seal as sealed
from legation.ground.transparency.entries import SALT_BYTES, document_entry, document_subject
from legation.ground.transparency.writing import insert_commitment

CONTEXT = "transparency"


def commit(*, number: str, reference: str, digest: bytes, seal: bytes, key: bytes) -> None:
    """Write down, inside the transaction that issues it, that a document belongs into the log.

    Args:
        digest: SHA-256 of the PDF.
        seal: The bytes of its barcode; empty for none.
        key: The data key of the case; the salt is sealed under it.
    """
    salt = os.urandom(SALT_BYTES)
    insert_commitment(
        subject=document_subject(number), reference=reference, salt=sealed(key, salt, context=CONTEXT),
        entry=document_entry(salt=salt, digest=digest, seal=seal),
    )  # fmt: skip
