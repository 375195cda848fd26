"""Data pages of invented passports, printed to scale (Doc 9303-4) and photographed badly; all from a seed.

The zone is set in OCR-B, ten characters an inch. What a photograph does to it: perspective, rotation, shadow, blur,
noise, fewer pixels, JPEG; each drawn from the ranges of `MOST`.
"""

import io
import math
import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from legation.config.samples import PEOPLE, portrait
from legation.documents.seals.mrz import Format, Mrz, encode, yymmdd
from legation.documents.typesetting import FONTS
from legation.ground.states.codes import mrz_code

DOTS_A_MM = 12
WIDTH_MM, HEIGHT_MM = 125, 88
PITCH_MM, LEFT_MM = 2.54, 4.0
BASELINES_MM = (72.4, 78.75)  # the zone is the lower 23.2 mm; its lines stand 6.35 mm apart
CAPITAL_MM = 2.5

MOST = {
    "turn": 8.0,  # degrees
    "perspective": 0.05,  # of the width, at each corner
    "blur": 1.1,  # radius in pixels of the picture
    "noise": 20.0,  # standard deviation of grey
    "shadow": 0.5,  # of the light
    "jpeg": 50,  # the lowest quality
    "width": (1400, 2200),  # pixels across the picture
}


@dataclass(frozen=True)
class Specimen:
    """One photographed page: the lines that are printed on it, and the JPEG."""

    lines: tuple[str, str]
    picture: bytes


def specimen(seed: int, *, today: date, harm: float = 1.0) -> Specimen:
    """The page of a seed; `harm` 0 leaves it undisturbed, 1 disturbs up to MOST."""
    rng = random.Random(seed)  # noqa: S311 — invented people, no secret
    lines = zone(rng, today=today)
    page = printed(lines, rng)
    return Specimen(lines, photographed(page, rng, harm=harm))


def zone(rng: random.Random, *, today: date) -> tuple[str, str]:
    """The two lines of an invented passport (TD3)."""
    nationality = rng.choice(list(PEOPLE))
    given, surnames = PEOPLE[nationality]
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    form = rng.choice(["L8", "LL7", "9", "LDL6", "L7"])
    number = {
        "L8": lambda: rng.choice(letters) + f"{rng.randrange(10**8):08}",
        "LL7": lambda: "".join(rng.choices(letters, k=2)) + f"{rng.randrange(10**7):07}",
        "9": lambda: f"{rng.randrange(10**9):09}",
        "LDL6": lambda: f"{rng.choice(letters)}{rng.randrange(10)}{rng.choice(letters)}{rng.randrange(10**6):06}",
        "L7": lambda: rng.choice(letters) + f"{rng.randrange(10**7):07}",
    }[form]()
    optional = rng.choice(["", "", f"{rng.randrange(10**11):011}", f"ZE{rng.randrange(10**6):06}"])
    born = today - timedelta(days=rng.randint(7000, 30_000))
    expiry = today + timedelta(days=rng.randint(30, 3600))
    upper, lower = encode(Mrz(
        format=Format.TD3, document_code="P", issuer=mrz_code(nationality), number=number,
        nationality=mrz_code(nationality), birth=yymmdd(born), sex=rng.choice("MFX"), expiry=yymmdd(expiry),
        primary=rng.choice(surnames), secondary=" ".join(rng.sample(given, rng.choice([1, 1, 2]))), optional=optional,
    ))  # fmt: skip
    return upper, lower


def printed(lines: tuple[str, str], rng: random.Random) -> Image.Image:
    """The page as it leaves the printer: a tint, a portrait, fields with their labels, the zone."""
    page = Image.new("L", (WIDTH_MM * DOTS_A_MM, HEIGHT_MM * DOTS_A_MM), 236)
    pen = ImageDraw.Draw(page)
    for wave in range(26):  # guilloche, faint as it is under a real zone
        points = [(x, (wave * 3.6 + 2.2 * math.sin(x / 60 + wave)) * DOTS_A_MM) for x in range(0, page.width + 20, 20)]
        pen.line(points, fill=214, width=2)
    face = Image.open(io.BytesIO(portrait(rng.randrange(1000)))).convert("L").resize((35 * DOTS_A_MM, 45 * DOTS_A_MM))
    page.paste(face, (5 * DOTS_A_MM, 16 * DOTS_A_MM))
    small, plain = _font("LegationSans-Regular.ttf", 20), _font("LegationSans-SemiBold.ttf", 34)
    for row, said in enumerate(("PASSPORT / PASSEPORT", *lines[0][5:30].replace("<", " ").split()[:3], lines[1][:9])):
        at = (46 * DOTS_A_MM, (8 + 10 * row) * DOTS_A_MM)
        pen.text(at, "Field / Champ", font=small, fill=110)
        pen.text((at[0], at[1] + 26), said, font=plain, fill=40)
    font, ink = _zone_font(), rng.randint(10, 60)
    for line, below in zip(lines, BASELINES_MM, strict=True):
        for place, letter in enumerate(line):
            middle = (LEFT_MM + (place + 0.5) * PITCH_MM) * DOTS_A_MM
            pen.text((middle, below * DOTS_A_MM), letter, font=font, fill=ink, anchor="ms")
    return page


def photographed(page: Image.Image, rng: random.Random, *, harm: float) -> bytes:
    """The page on a table, taken with a telephone by somebody in a hurry."""
    width = rng.randint(*MOST["width"])  # type: ignore[misc]
    table = Image.new("L", (int(page.width * 1.16), int(page.height * 1.22)), rng.randint(60, 150))
    table.paste(page, (int(page.width * 0.08), int(page.height * 0.11)))
    picture = table.resize((width, width * table.height // table.width), Image.Resampling.LANCZOS)
    ground = picture.getpixel((2, 2))
    picture = _tilted(picture, rng, harm * MOST["perspective"], ground)  # type: ignore[operator]
    turn = harm * rng.uniform(-1, 1) * MOST["turn"]  # type: ignore[operator]
    picture = picture.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=ground)
    picture = _shaded(picture, rng, harm * MOST["shadow"])  # type: ignore[operator]
    picture = picture.filter(ImageFilter.GaussianBlur(harm * rng.uniform(0, MOST["blur"])))  # type: ignore[arg-type]
    grain = _noise(picture.size, rng, harm * rng.uniform(0, MOST["noise"]))  # type: ignore[arg-type]
    picture = ImageChops.add(picture, grain, scale=1, offset=-128)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=rng.randint(int(95 - harm * (95 - MOST["jpeg"])), 95))  # type: ignore[operator]
    return out.getvalue()


def _tilted(picture: Image.Image, rng: random.Random, most: float, ground: object) -> Image.Image:
    """The corners moved by up to `most` of the width: what perspective does."""
    w, h = picture.size
    corners = [(x + rng.uniform(-1, 1) * most * w, y + rng.uniform(-1, 1) * most * w)
               for x, y in ((0, 0), (0, h), (w, h), (w, 0))]  # fmt: skip
    quad = tuple(value for corner in corners for value in corner)
    return picture.transform(
        picture.size,
        Image.Transform.QUAD,
        quad,
        Image.Resampling.BICUBIC,
        fillcolor=ground,  # type: ignore[arg-type]
    )


def _noise(size: tuple[int, int], rng: random.Random, deviation: float) -> Image.Image:
    """Grey noise around 128 from the seed; that of Pillow is another each time."""
    spread = deviation / (256 / math.sqrt(12))  # of even values from 0 to 255
    grain = Image.frombytes("L", size, rng.randbytes(size[0] * size[1]))
    return grain.point(lambda value: round(128 + (value - 127.5) * spread))


def _shaded(picture: Image.Image, rng: random.Random, most: float) -> Image.Image:
    """Light that falls off to one side, and the soft shadow of a hand."""
    shade = Image.linear_gradient("L").resize(picture.size).rotate(rng.choice([0, 180]))
    depth = rng.uniform(0, most)
    light = shade.point(lambda value: int(255 - depth * value))
    pen, w, h = ImageDraw.Draw(light), *picture.size
    x = rng.uniform(0, 1) * w
    pen.ellipse((x, 0.5 * h, x + 0.5 * w, 1.3 * h), fill=int(255 * (1 - rng.uniform(0, most))))
    return ImageChops.multiply(picture, light.filter(ImageFilter.GaussianBlur(w / 30)))


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / name, size)


@cache
def _zone_font() -> ImageFont.FreeTypeFont:
    """OCR-B in the size in which its capitals have the height of the standard."""
    trial = ImageFont.truetype(FONTS / "OCRB.otf", 1000)
    top, bottom = trial.getbbox("H", anchor="ls")[1::2]
    return ImageFont.truetype(FONTS / "OCRB.otf", round(CAPITAL_MM * DOTS_A_MM * 1000 / (bottom - top)))
