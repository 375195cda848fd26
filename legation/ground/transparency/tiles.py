"""A growing tree in tiles of 256 hashes (C2SP tlog-tiles): only full tiles are stored, each once and for ever.

Level 0 holds the hashes of leaves; a hash at level L + 1 is the root of a full tile at level L. What is not yet a full
tile is the tree's right edge, at most 255 hashes a level.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from legation.ground.transparency.merkle import EMPTY, Range, node_hash, split

WIDTH, HEIGHT = 256, 8
HASH_BYTES = 32


class Tile(NamedTuple):
    """A full tile: `hashes` are 256 times 32 bytes, `root` is the hash at the level above."""

    level: int
    number: int
    hashes: bytes
    root: bytes


class Edge:
    """The right edge of a tree: appending a leaf costs O(1) hashes on average and O(log n) at most.

    Args:
        size: How many leaves there are.
        partial: For each level, the hashes that are in no full tile yet.
    """

    def __init__(self, size: int = 0, partial: Sequence[Sequence[bytes]] = ()) -> None:
        self.size = size
        self._partial = [list(hashes) for hashes in partial] or [[]]
        self._peaks: list[bytes] = []
        for hashes in reversed(self._partial):
            self._peaks += _peaks_of(hashes)

    def append(self, leaf: bytes) -> list[Tile]:
        """Add the hash of one leaf; gives the tiles this made full."""
        full: list[Tile] = []
        self._partial[0].append(leaf)
        self._peaks.append(leaf)
        height, rest = 0, self.size
        while rest & 1:
            right = self._peaks.pop()
            self._peaks[-1] = node_hash(self._peaks[-1], right)
            height, rest = height + 1, rest >> 1
            if height % HEIGHT == 0:
                full.append(self._close(height // HEIGHT - 1))
        self.size += 1
        return full

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        if not self._peaks:
            return EMPTY
        found = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            found = node_hash(peak, found)
        return found

    def _close(self, level: int) -> Tile:
        root, number = self._peaks[-1], self.size // WIDTH ** (level + 1)
        tile = Tile(level, number, b"".join(self._partial[level]), root)
        self._partial[level] = []
        if level + 1 == len(self._partial):
            self._partial.append([])
        self._partial[level + 1].append(root)
        return tile


def _peaks_of(hashes: list[bytes]) -> list[bytes]:
    """The roots of the perfect subtrees that these hashes of one level make, the largest first."""
    found, start = [], 0
    for bit in reversed(range(HEIGHT)):
        if len(hashes) >> bit & 1:
            found.append(fold(hashes[start : start + (1 << bit)]))
            start += 1 << bit
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over 2**n hashes of one level."""
    while len(hashes) > 1:
        hashes = [node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def perfect(ranges: Iterable[Range]) -> list[Range]:
    """The perfect subtrees that these subtrees are made of."""
    found: list[Range] = []
    for start, end in ranges:
        at = start
        while end - at & (end - at - 1):
            middle = at + split(end - at)
            found.append((at, middle))
            at = middle
        found.append((at, end))
    return found


def place(start: int, end: int) -> tuple[int, int, slice]:
    """Where a perfect subtree's hashes lie: level, number of the tile, and which of its hashes to fold."""
    height = (end - start).bit_length() - 1
    level = height // HEIGHT
    first = start >> (level * HEIGHT)
    return level, first // WIDTH, slice(first % WIDTH, first % WIDTH + (1 << height % HEIGHT))


def subtree(start: int, end: int, hash_of: Callable[[int, int], bytes]) -> bytes:
    """The hash of any subtree, from those of its perfect subtrees."""
    if not (end - start) & (end - start - 1):
        return hash_of(start, end)
    middle = start + split(end - start)
    return node_hash(hash_of(start, middle), subtree(middle, end, hash_of))


def partial_tiles(size: int) -> list[tuple[int, int, int]]:
    """(level, number, width) of the tiles at the right edge of a tree that are not full."""
    found, level, count = [], 0, size
    while count:
        if count % WIDTH:
            found.append((level, count // WIDTH, count % WIDTH))
        level, count = level + 1, count // WIDTH
    return found


def cut(hashes: bytes) -> list[bytes]:
    """A tile's bytes as hashes."""
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
