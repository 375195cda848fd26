"""The log against itself and against the tables it grew from; part of `legation audit verify`."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from legation.ground.audit.api import Finding
from legation.ground.transparency import log_key, notes, sources
from legation.ground.transparency.merkle import leaf_hash
from legation.ground.transparency.models import Cosignature, Cursor, Leaf, Refusal, Tile, TreeHead
from legation.ground.transparency.notes import Checkpoint, Verifier
from legation.ground.transparency.sources import Addition, Source
from legation.ground.transparency.tiles import Edge
from legation.ground.transparency.witnesses import policy

CHAIN = "log"
_CHUNK = 1000
Item = TypeVar("Item")


def look() -> Iterator[Finding]:
    """Everything in the log's tables that is not as it was written."""
    yield from _tree()
    yield from _signatures()
    yield from _rows()
    for name, source in sources.registered().items():
        yield from _unlogged(name, source)
    for refusal in Refusal.objects.select_related("head").order_by("pk").iterator():
        said = f"{refusal.witness} refused it with {refusal.status}: it contradicts what this witness saw before"
        yield Finding(CHAIN, refusal.head.size, "equivocation", said)


class _Heads:
    """The signed heads in the order of their sizes, each held against the tree as it passes that size."""

    def __init__(self) -> None:
        self._rows = TreeHead.objects.order_by("size", "pk").values_list("size", "root").iterator()
        self._next = next(self._rows, None)

    def passed(self, edge: Edge) -> Iterator[Finding]:
        """Findings on the heads of the edge's size."""
        roots: set[bytes] = set()
        while self._next and self._next[0] == edge.size:
            roots.add(bytes(self._next[1]))
            self._next = next(self._rows, None)
        if len(roots) > 1:
            yield Finding(CHAIN, edge.size, "equivocation", f"{len(roots)} different heads of this size were signed")
        if roots and edge.root() not in roots:
            yield Finding(CHAIN, edge.size, "root", "the leaves do not make the head that was signed")

    def beyond(self, size: int) -> Iterator[Finding]:
        """A finding if heads were signed of trees larger than what is left."""
        last = TreeHead.objects.order_by("-size").values_list("size", flat=True).first() or 0
        if last > size:
            yield Finding(CHAIN, last, "cut_off", f"leaves {size} to {last - 1} are gone from the end")


def _tree() -> Iterator[Finding]:
    """Leaves, tiles and heads against one another, in one pass; after a gap nothing further can be compared."""
    edge, heads, tiles = Edge(), _Heads(), _stored_tiles()
    yield from heads.passed(edge)
    for position, hash_, entry in Leaf.objects.order_by("position").values_list("position", "hash", "entry").iterator():
        if position != edge.size:
            yield Finding(CHAIN, edge.size, "missing", f"leaves {edge.size} to {position - 1} are missing")
            return
        if leaf_hash(bytes(entry)) != bytes(hash_):
            yield Finding(CHAIN, position, "altered", "the leaf's content does not fit its hash")
        for tile in edge.append(bytes(hash_)):
            if tiles.pop((tile.level, tile.number), None) != _fingerprint(tile.hashes, tile.root):
                yield Finding(CHAIN, position, "recomputed", f"tile {tile.level}/{tile.number} is not of these leaves")
        yield from heads.passed(edge)
    yield from heads.beyond(edge.size)
    for level, number in sorted(tiles):
        yield Finding(CHAIN, edge.size, "inserted", f"tile {level}/{number} stands for leaves that are not there")


def _stored_tiles() -> dict[tuple[int, int], bytes]:
    rows = Tile.objects.order_by("pk").values_list("level", "number", "hashes", "root").iterator(_CHUNK)
    return {(level, number): _fingerprint(bytes(hashes), bytes(root)) for level, number, hashes, root in rows}


def _fingerprint(hashes: bytes, root: bytes) -> bytes:
    return leaf_hash(hashes + root)


def _signatures() -> Iterator[Finding]:
    """That every head is signed by a key of the log's, in the time of that key, and says what its row says."""
    if not TreeHead.objects.exists():
        return
    known = {(each.verifier.name, each.verifier.id): each for each in log_key.log_key().known()}
    for head in TreeHead.objects.order_by("pk").iterator(_CHUNK):
        try:
            body, lines = notes.read_note(head.note)
            said, keys = Checkpoint.parse(body), [known.get((line.name, line.id)) for line in lines]
            if (said.size, said.root) != (head.size, bytes(head.root)):
                yield Finding(CHAIN, head.size, "altered", "the head's row is not what was signed")
            for line, key in zip(lines, keys, strict=True):
                if key is None or not key.verifier.holds(body, line.signature):
                    yield Finding(CHAIN, head.size, "signed_outside", "the head is not signed by a key of this log")
                elif not key.begins <= head.at <= key.ends:
                    said_at = f"signed on {head.at:%Y-%m-%d}, outside its key's time"
                    yield Finding(CHAIN, head.size, "key_ended", said_at)
        except notes.Malformed as error:
            yield Finding(CHAIN, head.size, "altered", f"the head cannot be read: {error}")
    yield from _cosignatures({each.name: each for each in policy().known()})


def _cosignatures(known: dict[str, Verifier]) -> Iterator[Finding]:
    rows = Cosignature.objects.filter(witness__in=known).select_related("head").order_by("pk")
    for row in rows.iterator(_CHUNK):
        try:
            body, _lines = notes.read_note(row.head.note)
            held = notes.signers_of(body, notes.read_signatures(row.line), [known[row.witness]])
        except notes.Malformed:
            held = []
        if not held:
            yield Finding(CHAIN, row.head.size, "altered", f"the cosignature of {row.witness} does not hold")


def _rows() -> Iterator[Finding]:
    """Every leaf against the row it came from."""
    leaves = Leaf.objects.order_by("position").values_list("position", "subject", "entry").iterator(_CHUNK)
    for chunk in _chunks(leaves):
        said: dict[str, bytes] = {}
        for source in sources.registered().values():
            said |= source.said([subject for _at, subject, _entry in chunk if subject.startswith(source.prefix)])
        for position, subject, entry in chunk:
            if subject not in said:
                yield Finding(CHAIN, position, "gone", f"{subject}: what this leaf was written for is not there")
            elif said[subject] != bytes(entry):
                yield Finding(CHAIN, position, "differs", f"{subject} says something else now than when it was logged")


def _unlogged(name: str, source: Source) -> Iterator[Finding]:
    """Rows the writer has passed that have no leaf."""
    after = Cursor.objects.filter(source=name).values_list("after", flat=True).first() or 0
    for chunk in _chunks(source.due(after)):
        hashes = {leaf_hash(each.entry): each for each in chunk}
        found = {bytes(each) for each in Leaf.objects.filter(hash__in=list(hashes)).values_list("hash", flat=True)}
        for hash_, addition in hashes.items():
            if hash_ not in found:
                yield _not_logged(addition)


def _not_logged(addition: Addition) -> Finding:
    return Finding(addition.subject, 0, "not_logged", "the writer has passed it, and it is not in the log")


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
