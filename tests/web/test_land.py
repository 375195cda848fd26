"""The land of the map of posts: what was made of Natural Earth, unchanged, light, and where places really stand."""

import gzip
import hashlib
import re
from pathlib import Path

import legation.web
from legation.web.projection import HEIGHT, WIDTH, place

LAND = Path(legation.web.__path__[0]) / "static/vendor/naturalearth"


def test_it_is_what_it_was_and_light() -> None:
    sums = dict(reversed(line.split("  ")) for line in (LAND / "SHA256SUMS").read_text().splitlines())
    assert sums == {name: hashlib.sha256((LAND / name).read_bytes()).hexdigest() for name in ("LICENSE", "land.svg")}
    assert len(gzip.compress((LAND / "land.svg").read_bytes(), 9)) < 25_000


def test_no_coast_runs_across_the_whole_map() -> None:
    drawn = (LAND / "land.svg").read_text()
    steps = [
        pair.split() for ring in re.findall(r"M\d+ \d+l([^z]*)z", drawn) for pair in re.findall(r"-?\d+ -?\d+", ring)
    ]
    assert max(abs(int(x)) for x, _y in steps) < WIDTH / 4


def test_the_middle_of_the_world_is_in_the_middle_and_north_is_up() -> None:
    assert place(0, 0)[0] == WIDTH / 2 and 0 < place(0, 0)[1] < HEIGHT
    assert place(60, 0)[1] < place(0, 0)[1] < place(-50, 0)[1] < HEIGHT
    assert round(place(0, -180)[0]) == 0 and round(place(0, 180)[0]) == WIDTH
