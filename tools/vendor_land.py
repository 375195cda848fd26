"""Rebuild the land of the map of posts from Natural Earth.

    python tools/vendor_land.py countries-110m.json

The file is that of the package world-atlas 2.0.2, which holds Natural Earth 1:110m as TopoJSON; its digest is checked.
Natural Earth is in the public domain, world-atlas under the ISC licence.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from legation.web.projection import HEIGHT, WIDTH, place  # noqa: E402

TARGET = ROOT / "legation/web/static/vendor/naturalearth"
SOURCE = "2516c915867c7baf18ddec727aec46c315541a07cfb3d79a6559b05d5e94eee8"
"""SHA-256 of what is read."""
TOLERANCE = 0.7
"""How far a simplified coast may lie from the true one, in units of the map (a thousandth of its width)."""
Point = tuple[float, float]


def main(path: Path) -> None:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SOURCE:
        sys.exit("this is not the file of world-atlas 2.0.2")
    drawn = "".join(coasts(json.loads(content)))
    land = f'<path fill="#8a94a0" fill-opacity=".35" d="{drawn}"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{land}</svg>\n'
    (TARGET / "land.svg").write_text(svg, encoding="ascii")
    names = ["LICENSE", "land.svg"]
    sums = "".join(f"{hashlib.sha256((TARGET / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (TARGET / "SHA256SUMS").write_text(sums, encoding="ascii")


def coasts(topology: dict) -> Iterator[str]:
    """The rings of all land as paths."""
    arcs = [list(decoded(arc, topology["transform"])) for arc in topology["arcs"]]
    for land in topology["objects"]["land"]["geometries"]:
        polygons = land["arcs"] if land["type"] == "MultiPolygon" else [land["arcs"]]
        for ring in (ring for polygon in polygons for ring in polygon):
            points = [point for index in ring for point in (arcs[index] if index >= 0 else arcs[~index][::-1])]
            if max(latitude for _longitude, latitude in points) > -60:
                for piece in apart(points):
                    yield from drawn(simplified([place(latitude, longitude) for longitude, latitude in piece]))


def apart(ring: list[Point]) -> list[list[Point]]:
    """A ring in pieces where it crosses the edge of the map; the last one goes on with the first."""
    pieces, piece = [], [ring[0]]
    for before, point in pairwise(ring):
        if abs(point[0] - before[0]) > 180:
            pieces.append(piece)
            piece = []
        piece.append(point)
    if not pieces:
        return [piece]
    return [piece + pieces[0][1:], *pieces[1:]]


def decoded(arc: list[list[int]], transform: dict) -> Iterator[Point]:
    """(longitude, latitude) of each point of an arc, which is written as steps."""
    x = y = 0
    (wide, high), (left, low) = transform["scale"], transform["translate"]
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        yield x * wide + left, y * high + low


def simplified(points: list[Point]) -> list[Point]:
    """Fewer points along the same line (Ramer, Douglas, Peucker)."""
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5

    def off(point: Point) -> float:
        x, y = point
        if not length:
            return ((x - ax) ** 2 + (y - ay) ** 2) ** 0.5
        return abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length

    far = max(range(1, len(points) - 1), key=lambda number: off(points[number]))
    if off(points[far]) <= TOLERANCE:
        return [points[0], points[-1]]
    return [*simplified(points[: far + 1])[:-1], *simplified(points[far:])]


def drawn(points: list[Point]) -> Iterator[str]:
    """A ring as a path of whole numbers; nothing where too little is left of it."""
    whole = [(round(x), round(y)) for x, y in points]
    whole = [point for number, point in enumerate(whole) if not number or point != whole[number - 1]]
    if len(set(whole)) < 3:
        return
    yield f"M{whole[0][0]} {whole[0][1]}l"
    steps = ((x - before[0], y - before[1]) for before, (x, y) in pairwise(whole[:-1]))
    yield " ".join(f"{x} {y}" for x, y in steps) + "z"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
