"""The stored tree: its size, its right edge, and proofs read from its tiles."""

from collections.abc import Iterable

from django.db.models import Max, Q

from legation.ground.transparency import merkle, tiles
from legation.ground.transparency.merkle import Range
from legation.ground.transparency.models import Leaf, Tile

Place = tuple[int, int]
"""A tile's level and number."""


def size() -> int:
    """How many leaves there are."""
    last = Leaf.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def edge(of: int) -> tiles.Edge:
    """The right edge of the tree of all `of` leaves, to go on writing."""
    partial: list[list[bytes]] = []
    count = of
    while count or not partial:
        partial.append(_hashes(len(partial), count // tiles.WIDTH)[: count % tiles.WIDTH])
        count //= tiles.WIDTH
    return tiles.Edge(of, partial)


def root(of: int) -> bytes:
    """The root of the tree of the first `of` leaves."""
    return hashes([(0, of)])[0] if of else merkle.EMPTY


def inclusion(index: int, of: int) -> list[bytes]:
    """The path that proves leaf `index` in the tree of the first `of` leaves."""
    return hashes(merkle.inclusion(index, of))


def consistency(old: int, new: int) -> list[bytes]:
    """The path that proves that the tree of `new` leaves adds to that of `old`; empty from the empty tree."""
    return hashes(merkle.consistency(old, new)) if old else []


def hashes(ranges: list[Range]) -> list[bytes]:
    """The hashes of subtrees: one query for the full tiles, and one for each level of the right edge."""
    places = {(level, number) for level, number, _part in (tiles.place(*each) for each in tiles.perfect(ranges))}
    loaded = _load(places)

    def hash_of(start: int, end: int) -> bytes:
        level, number, part = tiles.place(start, end)
        return tiles.fold(loaded[level, number][part])

    return [tiles.subtree(start, end, hash_of) for start, end in ranges]


def tile(level: int, number: int) -> list[bytes]:
    """The hashes of one tile, full or as far as it has grown; empty if it has not begun."""
    return _load({(level, number)})[level, number]


def _load(places: Iterable[Place]) -> dict[Place, list[bytes]]:
    wanted = set(places)
    if not wanted:
        return {}
    asked = Q()
    for level, number in wanted:
        asked |= Q(level=level, number=number)
    rows = Tile.objects.filter(asked).values_list("level", "number", "hashes")
    found = {(level, number): tiles.cut(bytes(data)) for level, number, data in rows}
    for level, number in wanted - found.keys():  # the edge: at most one a level
        found[level, number] = _hashes(level, number)
    return found


def _hashes(level: int, number: int) -> list[bytes]:
    """The hashes of a tile that is not full."""
    first = number * tiles.WIDTH
    if level == 0:
        rows = Leaf.objects.filter(position__gte=first, position__lt=first + tiles.WIDTH).order_by("position")
        return [bytes(each) for each in rows.values_list("hash", flat=True)]
    above = Tile.objects.filter(level=level - 1, number__gte=first, number__lt=first + tiles.WIDTH)
    return [bytes(each) for each in above.order_by("number").values_list("root", flat=True)]
