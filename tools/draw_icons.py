"""Draws the icons of the installed site: the four rings of the mark, no state's emblem.

python tools/draw_icons.py    write legation/web/static/web/icons/*.png

A maskable icon fills its square, with everything that matters in the inner circle of 80 % (W3C Web Application
Manifest, "maskable"); the others are the same on a round ground.
"""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parents[1] / "legation" / "web" / "static" / "web" / "icons"
GROUND, LINE = "#1F4E79", "#FBFAF6"
SIZES = (192, 512)
_OVER = 4
# centre and radius in the mark's own square of 48, as in mark.svg
_RINGS = ((24, 16, 8), (24, 32, 8), (16, 24, 8), (32, 24, 8))


def drawn(size: int, *, maskable: bool) -> Image.Image:
    """One icon."""
    large = size * _OVER
    image = Image.new("RGBA", (large, large), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    if maskable:
        pen.rectangle((0, 0, large, large), fill=GROUND)
    else:
        pen.ellipse((0, 0, large - 1, large - 1), fill=GROUND)
    scale = large / 48 * (0.8 if maskable else 0.95)
    for x, y, radius in _RINGS:
        cx, cy, r = large / 2 + (x - 24) * scale, large / 2 + (y - 24) * scale, radius * scale
        pen.ellipse((cx - r, cy - r, cx + r, cy + r), outline=LINE, width=round(2.2 * scale))
    return image.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        for purpose in ("any", "maskable"):
            image = drawn(size, maskable=purpose == "maskable")
            packed = image.quantize(64, method=Image.Quantize.FASTOCTREE)
            packed.save(FOLDER / f"{purpose}-{size}.png", optimize=True)


if __name__ == "__main__":
    main()
