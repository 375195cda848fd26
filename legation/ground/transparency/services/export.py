"""What is public of the log, as files in the layout of C2SP tlog-tiles; any web server can publish the folder."""

from pathlib import Path

from legation.ground.errors import NotFound
from legation.ground.transparency import tiles, tree
from legation.ground.transparency.models import Leaf, TreeHead
from legation.ground.transparency.selectors import head_for, note_of


def export(*, folder: Path) -> int:
    """Write heads, tiles and entries; gives how many leaves the exported head has. What is there already stays.

    Raises:
        NotFound: no head is signed yet.
    """
    head = head_for()
    size = int(head.size)
    _keep(folder / "checkpoint", note_of(head).encode(), replace=True)
    for each in TreeHead.objects.filter(pk__lte=head.pk).prefetch_related("cosignatures").iterator(500):
        _keep(folder / "checkpoints" / f"{each.size}-{each.pk}", note_of(each).encode(), replace=True)
    level, count = 0, size
    while count:
        for number in range((count + tiles.WIDTH - 1) // tiles.WIDTH):
            _export_tile(folder, level, number, min(tiles.WIDTH, count - number * tiles.WIDTH))
        level, count = level + 1, count // tiles.WIDTH
    return size


def _export_tile(folder: Path, level: int, number: int, width: int) -> None:
    path = folder / "tile" / str(level) / tile_path(number, width)
    if not path.exists():
        _keep(path, b"".join(tree.tile(level, number)[:width]))
    if level == 0:
        _keep(folder / "tile" / "entries" / tile_path(number, width), entry_bundle(number, width))


def entry_bundle(number: int, width: int) -> bytes:
    """The entries of a tile, each after its length in two bytes.

    Raises:
        NotFound: there are fewer.
    """
    first = number * tiles.WIDTH
    rows = Leaf.objects.filter(position__gte=first, position__lt=first + width).order_by("position")
    entries = [bytes(each) for each in rows.values_list("entry", flat=True)]
    if len(entries) < width:
        raise NotFound(f"entries {number} are {len(entries)} only")
    return b"".join(len(each).to_bytes(2, "big") + each for each in entries)


def tile_path(number: int, width: int = tiles.WIDTH) -> str:
    """A tile's number as a path: 1234067 is x001/x234/067, and a partial one ends in .p/ and its width."""
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03}")
    return "/".join(reversed(groups)) + (f".p/{width}" if width < tiles.WIDTH else "")


def _keep(path: Path, data: bytes, *, replace: bool = False) -> None:
    if replace or not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
