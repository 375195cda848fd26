"""Merkle trees as in RFC 9162 section 2.1 (and RFC 6962): hashing, which subtrees prove what, and checking proofs.

Pure functions over SHA-256. A proof is a list of hashes of subtrees; `inclusion` and `consistency` name those subtrees
by their leaves, and whoever stores the tree looks their hashes up.
"""

from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""

Range = tuple[int, int]
"""A subtree by its leaves: the first, and one past the last."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf (section 2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node (section 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def split(count: int) -> int:
    """The largest power of two below `count`, which is at least 2: how many leaves stand on the left."""
    return 1 << ((count - 1).bit_length() - 1)


def inclusion(index: int, size: int) -> list[Range]:
    """The subtrees whose hashes prove leaf `index` in a tree of `size` leaves, nearest the leaf first (2.1.3.1).

    Raises:
        ValueError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    found, start, end = [], 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency(old: int, new: int) -> list[Range]:
    """The subtrees whose hashes prove that the tree of `new` leaves begins with the tree of `old` (2.1.4.1).

    Raises:
        ValueError: the old tree is empty, or larger than the new.
    """
    if not 0 < old <= new:
        raise ValueError(f"no proof from {old} to {new}")
    found, start, end, whole = [], 0, new, True
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start, whole = middle, False
    return ([] if whole else [(start, end)]) + found[::-1]


def proves_inclusion(*, leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Whether `path` leads from the leaf's hash at `index` to the root of `size` leaves (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for hash_ in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(hash_, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, hash_)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def proves_consistency(*, old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]) -> bool:
    """Whether `path` shows that the tree of `new` leaves only adds to the tree of `old` (2.1.4.2).

    Every tree adds to the empty one, and equal sizes need equal roots; both need no path.
    """
    if old in (0, new):
        return not path and (old_root == new_root if old == new else old_root == EMPTY)
    if not 0 < old < new or not path:
        return False
    hashes = path if old & (old - 1) else [old_root, *path]
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = hashes[0]
    for hash_ in hashes[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = node_hash(hash_, first), node_hash(hash_, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, hash_)
        node, last = node >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
