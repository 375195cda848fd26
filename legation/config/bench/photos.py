"""Photos for the travellers of a bench, each of about 200 kB and each unlike any other, drawn before the clock runs.

Drawn by processes of their own: `python -m legation.config.bench.photos folder seed first count step`.
"""

import io
import os
import random
import subprocess
import sys
from functools import cache
from pathlib import Path

from PIL import Image

from legation.config.samples import portrait

WIDTH, HEIGHT = 900, 1150
FACES = 16
GRAIN = 0.075
MOST_SECONDS = 3600


def photo_path(folder: Path, number: int) -> Path:
    """Where the photo of a traveller lies."""
    return folder / f"{number}.jpg"


def draw_photos(folder: Path, count: int, *, seed: int) -> None:
    """Draw one photo for each of `count` travellers, on every core.

    Raises:
        RuntimeError: they could not be drawn.
    """
    folder.mkdir(exist_ok=True)
    cores = os.cpu_count() or 1
    command = [sys.executable, "-m", "legation.config.bench.photos", str(folder), str(seed)]
    drawing = [subprocess.Popen([*command, str(core), str(count), str(cores)]) for core in range(cores)]
    try:
        if any(each.wait(MOST_SECONDS) for each in drawing):
            raise RuntimeError("the photos could not be drawn")
    finally:
        for each in drawing:
            each.kill()


def draw(number: int, *, seed: int) -> bytes:
    """The photo of one traveller, as JPEG."""
    grain = random.Random(f"{seed}/{number}").randbytes(WIDTH * HEIGHT)  # noqa: S311 — noise on a drawing
    noise = Image.frombytes("L", (WIDTH, HEIGHT), grain).convert("RGB")
    out = io.BytesIO()
    Image.blend(_face(number % FACES), noise, GRAIN).save(out, "JPEG", quality=85)
    return out.getvalue()


@cache
def _face(seed: int) -> Image.Image:
    """A drawn face; drawing one takes five times as long as its grain, so travellers share a few."""
    return Image.open(io.BytesIO(portrait(seed, width=WIDTH, height=HEIGHT, quality=95))).convert("RGB")


def main(folder: str, seed: str, first: str, count: str, step: str) -> None:
    """Draw every `step`-th of `count` photos, beginning with `first`."""
    for number in range(int(first), int(count), int(step)):
        photo_path(Path(folder), number).write_bytes(draw(number, seed=int(seed)))


if __name__ == "__main__":
    main(*sys.argv[1:])
