"""The lists as somebody holds them: the signed head, the files it names, and the questions they answer."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Literal

from cryptography import x509

from . import shards
from .errors import ListError
from .head import File, Head, read
from .shards import Shard

Fetch = Callable[[str], bytes | None]
"""Gives the content of a file by its name, or None where it is not held."""

Status = Literal["good", "revoked", "replaced", "unknown"]
CLOCKS_DIFFER = timedelta(hours=1)


class Lists:
    """A head whose signature was checked, and its files as they are asked for.

    Args:
        head: What is in force.
        fetch: Where the files lie. What it gives is held against the head.
    """

    def __init__(self, head: Head, fetch: Fetch) -> None:
        self.head, self._fetch = head, fetch
        self._shard = lru_cache(maxsize=None)(self._read)

    @classmethod
    def open(cls, signed: bytes, fetch: Fetch, *, roots: Iterable[x509.Certificate]) -> "Lists":
        """Lists whose head somebody under one of the `roots` signed. Raises `ListError` when nobody did."""
        return cls(read(signed, roots=roots), fetch)

    def status_of(self, handle: int) -> Status:
        """Whether a handle is listed; unknown when the file that would say so is not held, or is not the one named."""
        try:
            delta, number = self._shard(self.head.delta), shards.shard_of(handle, self.head.shard_bits)
            return delta.state_of(handle) or self._shard(self.head.shards[number]).state_of(handle) or "good"
        except ListError:
            return "unknown"

    def age(self, now: datetime) -> timedelta:
        """How old the head is."""
        return now - self.head.issued

    def is_overdue(self, now: datetime) -> bool:
        """Whether a newer list should have come."""
        return now > self.head.next_update

    def is_ahead(self, now: datetime) -> bool:
        """Whether the list is from the future: the reader's clock is wrong, so nothing can be said about days."""
        return self.head.issued > now + CLOCKS_DIFFER

    def _read(self, file: File) -> Shard:
        data = self._fetch(file.name)
        if data is None or sha256(data).hexdigest() != file.name:
            raise ListError(f"the file {file.name[:16]} is missing or another")
        return shards.decode(data)


def delta_of(now: Mapping[int, bool], base: Mapping[int, bool]) -> dict[int, bool]:
    """What `now` says that `base` does not. What left the base expired, and may go on being listed until the next."""
    return {handle: replaced for handle, replaced in now.items() if base.get(handle) != replaced}
