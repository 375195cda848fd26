"""Walking DER without copying meaning into objects: tags, contents and the exact bytes (ITU-T X.690, 8.1 and 10.1)."""

from collections.abc import Iterator
from typing import NamedTuple

INTEGER, OCTETS, OBJECT, SEQUENCE, SET = 0x02, 0x04, 0x06, 0x30, 0x31
CONTEXT_0 = 0xA0
_LONG = 0x80
_MOST_LENGTH_BYTES = 4


class Item(NamedTuple):
    """One value: its tag byte, its whole encoding, and the content inside."""

    tag: int
    whole: bytes
    content: bytes

    def children(self) -> list["Item"]:
        """The values inside a constructed one. Raises `ValueError` when it holds something else."""
        return list(items(self.content))


def first(data: bytes) -> Item:
    """The first value in `data`; what follows is left alone. Raises `ValueError` when there is none."""
    for item in items(data):
        return item
    raise ValueError("there is no value")


def items(data: bytes) -> Iterator[Item]:
    """The values that follow one another in `data`. Raises `ValueError` where a length does not fit."""
    at = 0
    while at < len(data):
        begin, length = _length(data, at + 1)
        end = begin + length
        if end > len(data):
            raise ValueError(f"a value of {length} bytes where {len(data) - begin} are left")
        yield Item(data[at], data[at:end], data[begin:end])
        at = end


def _length(data: bytes, at: int) -> tuple[int, int]:
    """Where the content begins, and its length."""
    if at >= len(data):
        raise ValueError("the bytes end after a tag")
    head = data[at]
    if head < _LONG:
        return at + 1, head
    count = head - _LONG
    if not 1 <= count <= _MOST_LENGTH_BYTES or at + 1 + count > len(data):
        raise ValueError("a length that is indefinite or too long")
    return at + 1 + count, int.from_bytes(data[at + 1 : at + 1 + count], "big")
