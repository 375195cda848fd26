"""The handle of a seal: 40 bits by which a revocation list names a document without telling anything about it."""

from hashlib import sha256

from legation.documents.seals.interface import AnySeal

BITS = 40
_CONTEXT = b"legation revocation 1\0"


def handle_of(seal: AnySeal) -> int:
    """The first 40 bits of SHA-256 over the signed part and r, the first half of the raw ECDSA signature.

    r has 256 bits that nobody guesses without the seal at hand, so a list of handles tells no numbers and no names.
    s is left out because anybody may turn (r, s) into (r, n - s), which verifies as well: a revoked paper must not
    get another handle by that. 40 bits are a number that JavaScript holds exactly.
    """
    r = seal.signature[: len(seal.signature) // 2]
    return int.from_bytes(sha256(_CONTEXT + seal.signed_part + r).digest()[: BITS // 8], "big")
