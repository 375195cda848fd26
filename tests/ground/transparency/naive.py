"""A second implementation of RFC 6962 section 2.1, word for word and slow: the oracle of the first."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any


def fold(hashes: list[bytes]) -> bytes:
    """The root over hashes of leaves."""
    if len(hashes) == 1:
        return hashes[0]
    k = _k(len(hashes))
    return sha256(b"\x01" + fold(hashes[:k]) + fold(hashes[k:])).digest()


def root(entries: list[bytes]) -> bytes:
    """MTH."""
    return fold([sha256(b"\x00" + entry).digest() for entry in entries]) if entries else sha256(b"").digest()


def inclusion(m: int, entries: list[bytes]) -> list[bytes]:
    """PATH."""
    if len(entries) == 1:
        return []
    k = _k(len(entries))
    if m < k:
        return [*inclusion(m, entries[:k]), root(entries[k:])]
    return [*inclusion(m - k, entries[k:]), root(entries[:k])]


def consistency(m: int, entries: list[bytes], complete: bool = True) -> list[bytes]:
    """PROOF and SUBPROOF."""
    n = len(entries)
    if m == n:
        return [] if complete else [root(entries)]
    k = _k(n)
    if m <= k:
        return [*consistency(m, entries[:k], complete), root(entries[k:])]
    return [*consistency(m - k, entries[k:], False), root(entries[:k])]


def wrong(proof: dict[str, Any], part: str) -> Iterator[dict[str, Any]]:
    """The proof with one part of it made wrong, in several ways."""
    value = proof[part]
    if part == "size":  # another size may have the same path, but then it has another root
        yield proof | {"size": value + 1, "root": bytes(32)}
    elif isinstance(value, int):
        yield proof | {part: value + proof["size"]}
        yield proof | {part: -1}
    elif isinstance(value, bytes):
        yield proof | {part: bytes(32)}
    else:
        yield proof | {part: [*value, bytes(32)]}
        for at in range(len(value)):
            yield proof | {part: [*value[:at], bytes(32), *value[at + 1 :]]}
            yield proof | {part: value[:at] + value[at + 1 :]}


def _k(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k
