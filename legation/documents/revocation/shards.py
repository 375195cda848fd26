"""One file of a list: the handles that begin with the same bits, and which of them were replaced by a newer document.

4 bytes  LRS1
1        bits of a handle
1        bits by which the list is cut into shards; a delta is whole and says 0
2        number of this shard
1        Rice parameter
4        count, big endian like every number here
...      the rest of each handle, Rice coded, ascending
...      one bit for each, first one highest: 1 if it was replaced
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from struct import Struct, error
from typing import Literal

from . import rice
from .errors import ListError
from .handles import BITS

MAGIC = b"LRS1"
MOST_SHARD_BITS = 16
_WISHED_COUNT = 8192  # handles in a shard: about 26 kB
_HEAD = Struct(">4sBBHBI")

State = Literal["revoked", "replaced"]


@dataclass(frozen=True)
class Shard:
    """A decoded file: handles without their first bits, ascending, and a flag for each."""

    bits: int
    number: int
    rest: "rice.array[int]"
    flags: bytes

    def state_of(self, handle: int) -> State | None:
        """Whether a handle of this shard is listed, and how."""
        wanted = handle & ((1 << (BITS - self.bits)) - 1)
        at = bisect_left(self.rest, wanted)
        if at == len(self.rest) or self.rest[at] != wanted:
            return None
        return "replaced" if self.flags[at >> 3] & (0x80 >> (at & 7)) else "revoked"

    def entries(self) -> dict[int, bool]:
        """Every handle, whole, and whether it was replaced."""
        first = self.number << (BITS - self.bits)
        pairs = enumerate(self.rest)
        return {first | rest: bool(self.flags[at >> 3] & (0x80 >> (at & 7))) for at, rest in pairs}


def shard_bits_for(count: int) -> int:
    """By how many bits a list of this length is cut, so that one shard stays small."""
    return max(0, -(-count // _WISHED_COUNT) - 1).bit_length()


def shard_of(handle: int, bits: int) -> int:
    """The number of the shard that a handle belongs to."""
    return handle >> (BITS - bits)


def encode_all(entries: Mapping[int, bool], bits: int) -> list[bytes]:
    """The files of a list cut by `bits`, in the order of their numbers. `entries` are handle -> replaced."""
    cut: list[list[int]] = [[] for _ in range(1 << bits)]
    for handle in sorted(entries):
        cut[shard_of(handle, bits)].append(handle)
    return [_encode(handles, entries, bits, number) for number, handles in enumerate(cut)]


def decode(data: bytes) -> Shard:
    """Read a file.

    Raises:
        ListError: it is none, or cut short.
    """
    try:
        magic, width, bits, number, k, count = _HEAD.unpack_from(data)
    except error as problem:
        raise ListError("a list is longer than this") from problem
    flags = len(data) - -(-count // 8)
    if magic != MAGIC or width != BITS or bits > MOST_SHARD_BITS or number >> bits or flags < _HEAD.size or k >= BITS:
        raise ListError("no list of this format begins like this")
    return Shard(bits, number, rice.decode(data[_HEAD.size : flags], count, k), data[flags:])


def _encode(handles: list[int], entries: Mapping[int, bool], bits: int, number: int) -> bytes:
    universe = 1 << (BITS - bits)
    k = rice.parameter(len(handles), universe)
    code = rice.encode([handle & (universe - 1) for handle in handles], k)
    return _HEAD.pack(MAGIC, BITS, bits, number, k, len(handles)) + code + _flags(entries[each] for each in handles)


def _flags(replaced: Iterable[bool]) -> bytes:
    bits = "".join("1" if each else "0" for each in replaced)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big") if bits else b""
