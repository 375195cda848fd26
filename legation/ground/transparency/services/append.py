"""The writer: takes what is committed and not yet in the log, and appends it, in one transaction a batch."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from legation.ground.errors import Tampered
from legation.ground.transparency import lock, sources, tree
from legation.ground.transparency.horizon import Horizon
from legation.ground.transparency.merkle import leaf_hash
from legation.ground.transparency.models import Cursor, Tile, TreeHead
from legation.ground.transparency.sources import Addition
from legation.ground.transparency.tiles import Edge
from legation.ground.transparency.writing import insert_leaves

BATCH = 4096


@dataclass
class Writer:
    """The one writer; it keeps the tree's right edge in memory from batch to batch."""

    holder: str = field(default_factory=lock.holder)
    _edge: Edge | None = None
    _horizons: dict[str, Horizon] = field(default_factory=dict)

    def append(self, *, at: datetime, limit: int = BATCH) -> int:
        """Append one batch; gives how many leaves, 0 when nothing is waiting.

        Raises:
            Conflict: another process writes.
            Tampered: the tree on the disk is not the one whose head was signed.
        """
        horizons = self._ahead()
        if not horizons:
            return 0  # without a lock or a write, so that an idle log is in nobody's way
        edge, self._edge = self._edge, None  # forgotten if anything below fails
        with transaction.atomic():
            lock.take(by=self.holder, at=at)
            edge = _current(edge)
            before = edge.size
            for name, upto in horizons.items():
                _write(edge, _waiting(name, upto, limit - (edge.size - before)))
        self._edge = edge
        return edge.size - before

    def _ahead(self) -> dict[str, int]:
        """The horizons of the sources that have something new."""
        after = dict(Cursor.objects.values_list("source", "after"))
        found = {}
        for name, source in sources.registered().items():
            upto = self._horizons.setdefault(name, Horizon(source.table)).settled()
            if upto > after.get(name, 0):
                found[name] = upto
        return found


def _waiting(name: str, upto: int, limit: int) -> list[Addition]:
    """What a source adds; its cursor is moved on."""
    cursor, _new = Cursor.objects.get_or_create(source=name)
    if limit <= 0 or cursor.after >= upto:
        return []
    last, additions = sources.registered()[name].read(cursor.after, upto, limit)
    Cursor.objects.filter(source=name).update(after=last)
    return additions


def _current(edge: Edge | None) -> Edge:
    """The edge in memory, or the stored one if somebody else has written since (or nobody has looked yet)."""
    size = tree.size()
    if edge is not None and edge.size == size:
        return edge
    head = TreeHead.objects.order_by("-size", "-pk").first()
    if head and (head.size > size or tree.root(head.size) != bytes(head.root)):
        raise Tampered(f"the tree of {size} leaves is not the one whose head of {head.size} was signed")
    return tree.edge(size)


def _write(edge: Edge, additions: list[Addition]) -> None:
    leaves, full, position = [], [], edge.size
    for place, addition in enumerate(additions, position):
        hash_ = leaf_hash(addition.entry)
        leaves.append((place, hash_, addition.entry, addition.subject))
        full += edge.append(hash_)
    insert_leaves(leaves)
    Tile.objects.bulk_create([Tile(**tile._asdict()) for tile in full])
