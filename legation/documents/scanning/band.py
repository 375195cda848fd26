"""Finds the two lines of a machine readable zone in a photograph, and draws each straight, black on white.

The zone is the one place of a page where two lines run over its whole width with a letter every tenth of an inch
(Doc 9303-4 section 4.2.1), which is what is looked for.
"""

import itertools
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter, ImageOps

LINES, LETTERS = 2, 44
LINE_HEIGHT = 56
PITCH_MM, SHOWN_MM = 2.54, 4.6
"""From letter to letter (Doc 9303-3 section 4.3), and how much of the page a cut line shows from top to bottom."""
_LOOK_WIDTH = 800  # of the copy in which the lines are looked for
_STRIPS = 16
_TURNS = 14  # degrees


@dataclass(frozen=True)
class _Line:
    """A line of letters in a picture: its ends, and the height of its middle at each end."""

    left: float
    right: float
    at_left: float
    at_right: float


def lines_in(picture: Image.Image) -> list[Image.Image]:
    """The lines of the zone, upper first, each straight and as high as LINE_HEIGHT; none where there is no zone.

    Args:
        picture: Grey, roughly upright.
    """
    small = picture.resize((_LOOK_WIDTH, _LOOK_WIDTH * picture.height // picture.width), Image.Resampling.BOX)
    turn = _skew(_ink(small))
    upright = picture.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=_ground(picture))
    look = upright.resize((_LOOK_WIDTH, _LOOK_WIDTH * upright.height // upright.width), Image.Resampling.BOX)
    found = _find(_ink(look))
    scale = upright.width / _LOOK_WIDTH
    return [_straight(upright, line, scale) for line in found]


def _ground(picture: Image.Image) -> int:
    return int(picture.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)))  # type: ignore[arg-type]


def _ink(picture: Image.Image) -> Image.Image:
    """The strokes of letters, as light: shadows go, and so do edges of the page, which change nothing along a line."""
    smooth = picture.filter(ImageFilter.GaussianBlur(1))
    around = smooth.filter(ImageFilter.BoxBlur(9))
    dark = ImageChops.subtract(around, smooth).point(lambda value: min(255, max(0, value - 12) * 6))
    return ImageChops.difference(dark, ImageChops.offset(dark, 4, 0))


def _rows(ink: Image.Image) -> list[int]:
    return list(ink.resize((1, ink.height), Image.Resampling.BOX).tobytes())


def _skew(ink: Image.Image) -> float:
    """The angle by which the picture must be turned for its lines to lie level."""
    half = ink.resize((ink.width // 2, ink.height // 2), Image.Resampling.BOX)

    def order(angle: float) -> int:
        rows = _rows(half.rotate(angle, Image.Resampling.BILINEAR))
        return sum((b - a) ** 2 for a, b in itertools.pairwise(rows))

    rough = max(range(-_TURNS, _TURNS + 1), key=order)
    return max((rough + part / 4 for part in range(-4, 5)), key=order)


def _find(ink: Image.Image) -> list[_Line]:
    """The two lines of the zone in the ink of an upright picture."""
    bands = _bands(ink)
    best: list[_Line] = []
    score = 0.0
    for upper, lower in itertools.pairwise(bands):
        width = min(upper.right, lower.right) - max(upper.left, lower.left)
        apart = (lower.at_left + lower.at_right - upper.at_left - upper.at_right) / 2
        # 6.35 mm between lines of 111.8 mm
        if not 0.035 < apart / max(1.0, width) < 0.085:
            continue
        if width > score:
            best, score = [upper, lower], width
    return best if score > 0.4 * _LOOK_WIDTH else []


def _bands(ink: Image.Image) -> list[_Line]:
    """Everything that looks like a line of letters, from above."""
    rows = _rows(ink)
    floor = max(4.0, sum(rows) / len(rows) * 1.15)
    found, start = [], None
    for y, value in enumerate([*rows, 0]):
        if value > floor and start is None:
            start = y
        elif value <= floor and start is not None:
            if 5 <= y - start <= 70:
                found.append((start, y))
            start = None
    lines = []
    for top, bottom in found:
        line = _traced(ink, top, bottom)
        if line is not None:
            lines.append(line)
    return lines


def _traced(ink: Image.Image, top: int, bottom: int) -> _Line | None:
    """The line between two rows: where it begins and ends, and how it slopes."""
    strip = ink.crop((0, max(0, top - 3), ink.width, min(ink.height, bottom + 3)))
    columns = list(strip.resize((strip.width, 1), Image.Resampling.BOX).tobytes())
    ends = _ends(columns)
    if ends is None:
        return None
    left, right = ends
    if not _is_lettered(columns[left:right]):
        return None
    points = []
    for part in range(_STRIPS):
        x0 = left + (right - left) * part // _STRIPS
        x1 = left + (right - left) * (part + 1) // _STRIPS
        heights = _rows(strip.crop((x0, 0, max(x0 + 1, x1), strip.height)))
        weight = sum(heights)
        if weight:
            points.append(((x0 + x1) / 2, sum(y * value for y, value in enumerate(heights)) / weight))
    if len(points) < _STRIPS // 2:
        return None
    slope, base = _fit(points)
    offset = max(0, top - 3)
    return _Line(left, right, offset + base + slope * left, offset + base + slope * right)


def _ends(columns: list[int]) -> tuple[int, int] | None:
    """First and last column of the longest run without a gap as wide as a letter."""
    inked = [x for x, value in enumerate(columns) if value > 14]
    if not inked:
        return None
    runs, start = [], inked[0]
    for a, b in zip(inked, [*inked[1:], 10**6], strict=True):
        if b - a > 0.019 * _LOOK_WIDTH:
            runs.append((start, a + 1))
            start = b
    left, right = max(runs, key=lambda run: run[1] - run[0])
    return (left, right) if right - left > 0.3 * _LOOK_WIDTH else None


def _is_lettered(columns: list[int]) -> bool:
    """Whether ink comes and goes as often as in a line of letters; an edge of the page is one stroke."""
    mean = sum(columns) / len(columns)
    above = [value > mean for value in columns]
    return sum(a != b for a, b in itertools.pairwise(above)) >= LETTERS


def _fit(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Slope and height at 0 of the line through points (least squares)."""
    n = len(points)
    mx, my = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    spread = sum((x - mx) ** 2 for x, _ in points) or 1.0
    slope = sum((x - mx) * (y - my) for x, y in points) / spread
    return slope, my - slope * mx


def _straight(picture: Image.Image, line: _Line, scale: float) -> Image.Image:
    """One line cut out of the picture, level, with room around it, contrast evened out."""
    pitch = (line.right - line.left) / (LETTERS - 0.3) * scale
    half, pad = pitch * SHOWN_MM / PITCH_MM / 2, 0.6 * pitch
    left, right = line.left * scale - pad, line.right * scale + pad
    slope = (line.at_right - line.at_left) / (line.right - line.left)
    y0, y1 = line.at_left * scale - slope * pad, line.at_right * scale + slope * pad
    width = int((right - left) * LINE_HEIGHT / (2 * half))
    quad = (left, y0 - half, left, y0 + half, right, y1 + half, right, y1 - half)
    cut = picture.transform((width, LINE_HEIGHT), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    return _even(cut)


def _even(cut: Image.Image) -> Image.Image:
    """Light ground, dark letters, wherever a shadow fell."""
    ground = cut
    for _time in range(4):  # the lightest of nine by nine, a quarter at a time
        ground = ground.filter(ImageFilter.MaxFilter(3))
    ground = ground.filter(ImageFilter.GaussianBlur(24))
    flat = ImageChops.subtract(ground, cut)
    return ImageOps.invert(ImageOps.autocontrast(flat, cutoff=(2, 1)))
