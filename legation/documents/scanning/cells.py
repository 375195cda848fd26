"""Where the letters of a straightened line stand: equally far apart, or nearly so where perspective is left."""

import itertools

from PIL import Image

from legation.documents.scanning.band import LETTERS


def cells(line: Image.Image) -> list[Image.Image]:
    """The cells of a line, from the left, one for each letter."""
    edges = _edges(line)
    boxes = itertools.pairwise(edges)
    return [line.transform((round(b - a), line.height), Image.Transform.EXTENT, (a, 0, b, line.height),
                           Image.Resampling.BICUBIC) for a, b in boxes]  # fmt: skip


def _edges(line: Image.Image) -> list[float]:
    """The limits between letters: where least ink stands, for every start, distance and growth of the distance."""
    columns = [255 - value for value in line.resize((line.width, 1), Image.Resampling.BOX).tobytes()]
    columns = [0, 0, *(sum(columns[x - 2 : x + 3]) for x in range(2, line.width - 2)), 0, 0]
    # a line is cut with six tenths of a letter to spare at both ends
    widest, middle = line.width / (LETTERS + 1.0), line.width / 2
    best: tuple[float, list[float]] = (float("inf"), [])
    for bent in _BENT:
        for stretch in range(-8, 9):
            pitch = widest * (1 + stretch / 400)
            away = [pitch * each for each in bent]
            for start in range(-6, 7):
                at = middle + start / 16 * pitch
                if at + away[0] < 0 or at + away[-1] >= line.width:
                    continue
                ink = sum([columns[int(at + each)] for each in away])
                if ink < best[0]:
                    best = (ink, [at + each for each in away])
    return best[1]


def _guess(growth: int) -> list[float]:
    """Limits around the middle of a line, in letters; `growth` bends them, in hundredths of a letter at the ends."""
    half = LETTERS / 2
    places = ((place - half) for place in range(LETTERS + 1))
    return [place + growth / 12 * ((place / half) ** 2 - 0.5) for place in places]


_BENT = [_guess(growth) for growth in (-6, -4, -2, -1, 0, 1, 2, 4, 6)]
