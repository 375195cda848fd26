"""What the leaves say. They are public, so they say nothing of anybody: salted commitments only.

A document's salt is random and lies sealed under its case's key; who is given it can check, and once it is destroyed
nobody can tell whose leaf it was. A chain's head is salted with a key of the house.
"""

import hmac
from hashlib import sha256

from legation.ground.audit.api import canonical
from legation.ground.transparency.notes import b64

SALT_BYTES = 32
DOCUMENT, HEAD = "legation document v1", "legation head v1"


def commitment(salt: bytes, value: bytes) -> bytes:
    """SHA-256 over salt and value."""
    return sha256(salt + value).digest()


def document_entry(*, salt: bytes, digest: bytes, seal: bytes) -> bytes:
    """The leaf of a document: commitments to the SHA-256 of its PDF and to the bytes of its seal (or a dash)."""
    second = b64(commitment(salt, seal)) if seal else "-"
    return f"{DOCUMENT}\n{b64(commitment(salt, digest))}\n{second}\n".encode()


def head_entry(*, key: bytes, chain: str, number: int, digest: bytes) -> bytes:
    """The leaf of a chain that stood at `number` with this digest; `key` is the house's."""
    head = canonical([chain, number, bytes(digest)])
    salt = hmac.digest(key, head, "sha256")
    return f"{HEAD}\n{b64(commitment(salt, head))}\n".encode()


def head_subject(chain: str, number: int) -> str:
    """How the house itself names the leaf of a head."""
    return f"{chain}#{number}"


def document_subject(number: str) -> str:
    """How the house itself names the leaf of a document."""
    return f"document:{number}"
