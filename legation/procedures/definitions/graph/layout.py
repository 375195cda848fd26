"""Where the boxes of a graph stand: in layers from top to bottom, few crossings, labels as boxes on the way.

The method is that of Sugiyama, Tagawa and Toda (Methods for visual understanding of hierarchical system structures,
1981): turn edges round that close a circle, rank by the longest path, order each layer by the mean place of neighbours,
then draw each box towards them. What lies on an edge between its ends is a box of its own, so that nothing overlaps.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

SWEEPS = 24


@dataclass
class Box:
    """A box with its size, and (once laid out) its layer and the place of its middle."""

    name: str
    width: float
    height: float
    layer: int = 0
    x: float = 0.0
    y: float = 0.0


@dataclass
class Way:
    """An edge: from one box to another, with the box of its label, and the bends in between, in drawing order."""

    begin: str
    end: str
    label: Box
    turned: bool = False
    bends: list[Box] = field(default_factory=list)


@dataclass
class Plan:
    """Everything placed: boxes, ways, and the size of the whole."""

    boxes: list[Box]
    ways: list[Way]
    width: float
    height: float


def lay_out(boxes: Sequence[Box], ways: Sequence[Way], *, gap: float = 28, rise: float = 30) -> Plan:
    """Give every box its place; the first box stands at the top.

    Args:
        gap: the least room between two boxes of a layer.
        rise: the room between two layers.
    """
    by_name = {box.name: box for box in boxes}
    _turn(boxes, ways)
    _rank(by_name, ways)
    layers, links = _layers(boxes, ways, by_name)
    _order(layers, links)
    _place(layers, links, gap)
    width = _settle(layers, gap)
    return Plan(list(boxes), list(ways), width, _rows(layers, rise))


def _turn(boxes: Sequence[Box], ways: Sequence[Way]) -> None:
    """Mark the ways that lead back, so that the rest has no circle."""
    out: dict[str, list[Way]] = {box.name: [way for way in ways if way.begin == box.name] for box in boxes}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        for way in out[name]:
            if way.end in (*above, name):
                way.turned = True
            elif way.end not in done:
                visit(way.end, (*above, name))
        done.add(name)

    for box in boxes:
        if box.name not in done:
            visit(box.name, ())


def _rank(by_name: dict[str, Box], ways: Sequence[Way]) -> None:
    """Two layers for a step: the odd ones hold labels and bends."""
    moved = True
    while moved:
        moved = False
        for way in ways:
            upper, lower = (by_name[name] for name in ((way.end, way.begin) if way.turned else (way.begin, way.end)))
            if lower.layer < upper.layer + 2:
                lower.layer, moved = upper.layer + 2, True


def _layers(
    boxes: Sequence[Box], ways: Sequence[Way], by_name: dict[str, Box]
) -> tuple[list[list[Box]], list[tuple[Box, Box]]]:
    """All boxes by layer, with labels and bends; and the links (upper, lower) between neighbouring layers."""
    layers: list[list[Box]] = [[] for _ in range(max(box.layer for box in boxes) + 1)]
    for box in boxes:
        layers[box.layer].append(box)
    links: list[tuple[Box, Box]] = []
    for way in ways:
        upper, lower = (by_name[name] for name in ((way.end, way.begin) if way.turned else (way.begin, way.end)))
        before, chain = upper, []
        for layer in range(upper.layer + 1, lower.layer):
            between = way.label if layer == upper.layer + 1 else Box("", 8, 0)
            between.layer = layer
            layers[layer].append(between)
            links.append((before, between))
            chain.append(between)
            before = between
        links.append((before, lower))
        way.bends = list(reversed(chain)) if way.turned else chain
    return layers, links


def _order(layers: list[list[Box]], links: list[tuple[Box, Box]]) -> None:
    """Sort each layer by the mean place of its neighbours, down and up; keep the order with the fewest crossings."""
    best, fewest = [list(layer) for layer in layers], _crossings(layers, links)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for layer in layers if down else reversed(layers):
            places = {id(box): place for each in layers for place, box in enumerate(each)}
            means = {id(box): _mean(box, links, places, upwards=down) for box in layer}
            layer.sort(key=lambda box: means[id(box)])
        crossings = _crossings(layers, links)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    layers[:] = best


def _mean(box: Box, links: list[tuple[Box, Box]], places: dict[int, int], *, upwards: bool) -> float:
    near = [places[id(up)] for up, low in links if low is box] if upwards else []
    near = near if upwards else [places[id(low)] for up, low in links if up is box]
    return sum(near) / len(near) if near else places[id(box)]


def _crossings(layers: list[list[Box]], links: list[tuple[Box, Box]]) -> int:
    places = {id(box): place for layer in layers for place, box in enumerate(layer)}
    found = 0
    for number, (up, low) in enumerate(links):
        for other_up, other_low in links[:number]:
            if up.layer == other_up.layer:
                left = places[id(up)] - places[id(other_up)]
                found += left * (places[id(low)] - places[id(other_low)]) < 0
    return found


def _place(layers: list[list[Box]], links: list[tuple[Box, Box]], gap: float) -> None:
    """Draw every box towards its neighbours without changing the order of its layer."""
    for layer in layers:
        _spread(layer, [0.0] * len(layer), gap)
    for sweep in range(SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = []
            for box in layer:
                near = [up.x for up, low in links if low is box] + [low.x for up, low in links if up is box]
                wanted.append(sum(near) / len(near) if near else box.x)
            _spread(layer, wanted, gap)


def _spread(layer: list[Box], wanted: list[float], gap: float) -> None:
    """The mean of the leftmost and the rightmost placing that keeps every box off its neighbour."""
    rightwards, leftwards = list(wanted), list(wanted)
    for n in range(1, len(layer)):
        room = (layer[n - 1].width + layer[n].width) / 2 + gap
        rightwards[n] = max(wanted[n], rightwards[n - 1] + room)
    for n in range(len(layer) - 2, -1, -1):
        room = (layer[n].width + layer[n + 1].width) / 2 + gap
        leftwards[n] = min(wanted[n], leftwards[n + 1] - room)
    for box, right, left in zip(layer, rightwards, leftwards, strict=True):
        box.x = (right + left) / 2


def _settle(layers: list[list[Box]], gap: float) -> float:
    """Move everything so that the leftmost edge stands at `gap`; gives the width of the whole."""
    boxes = [box for layer in layers for box in layer]
    least = min(box.x - box.width / 2 for box in boxes) - gap
    for box in boxes:
        box.x -= least
    return max(box.x + box.width / 2 for box in boxes) + gap


def _rows(layers: list[list[Box]], rise: float) -> float:
    """Stand the layers below each other; gives the height of the whole."""
    y = rise
    for layer in layers:
        height = max((box.height for box in layer), default=0)
        for box in layer:
            box.y = y + height / 2
        y += height + rise
    return y
