"""The arithmetic of hash chains: pure functions, so that an auditor can read them in five minutes.

An entry's digest covers its chain's name, its number, the previous digest and its own fields in canonical JSON.
Secrets enter as the digest of their ciphertext, so that destroying a key breaks no proof.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

GENESIS = bytes(32)
_DOMAIN = b"legation.chain.v1\0"


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no spaces and UTF-8: equal values give equal bytes. Floats are refused."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise TypeError(f"{type(value).__name__} has no canonical form")


def link(*, chain: str, number: int, previous: bytes, entry: Mapping[str, Any]) -> bytes:
    """The 32-byte digest of entry `number` (from 1) of `chain`, standing on `previous` (32 bytes)."""
    head = _DOMAIN + canonical(chain) + number.to_bytes(8, "big") + bytes(previous)
    return sha256(head + canonical(entry)).digest()


@dataclass(frozen=True)
class Row:
    """One stored entry as a verifier reads it."""

    number: int
    previous: bytes
    digest: bytes
    entry: Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written: which chain, at which number, what, in words."""

    chain: str
    number: int
    kind: str
    message: str


def inspect(*, chain: str, rows: Iterable[Row], count: int, head: bytes) -> list[Finding]:
    """Everything wrong with a chain: altered, missing, inserted, re-ordered or cut-off entries.

    Args:
        rows: the stored entries in the order of their numbers.
        count, head: how many entries there should be, and the digest of the last, as the owner of the chain keeps.
    """
    findings: list[Finding] = []
    previous, expected = GENESIS, 1
    for row in rows:
        findings += _inspect_row(chain, row, expected, previous)
        previous, expected = bytes(row.digest), row.number + 1
    last = expected - 1
    if last < count:
        findings.append(Finding(chain, count, "cut_off", f"entries {expected} to {count} are gone from the end"))
    elif last > count:
        findings.append(Finding(chain, last, "inserted", f"entries after {count} were never acknowledged"))
    elif previous != bytes(head):
        findings.append(Finding(chain, last, "head", "the last entry is not the one its owner remembers"))
    return findings


def _inspect_row(chain: str, row: Row, expected: int, previous: bytes) -> list[Finding]:
    found = []
    if row.number > expected:
        found.append(Finding(chain, expected, "missing", f"entries {expected} to {row.number - 1} are missing"))
    elif row.number < expected:
        found.append(Finding(chain, row.number, "inserted", "this number stands twice"))
    if row.number == expected and bytes(row.previous) != previous:
        found.append(Finding(chain, row.number, "broken", "it does not stand on the entry before it"))
    if link(chain=chain, number=row.number, previous=row.previous, entry=row.entry) != bytes(row.digest):
        found.append(Finding(chain, row.number, "altered", "its content does not fit its digest"))
    return found
