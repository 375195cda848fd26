"""What a stranger's picture must be before we keep it, and how it is made harmless: decoded and drawn anew."""

import io
import warnings
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from legation.ground.errors import Invalid

MAX_BYTES = 6 * 1024 * 1024
MAX_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
PREVIEW_SIDE = 270
NEAR = 1.15
"""How much larger than asked for a picture may stay: drawing it a little smaller costs as much as decoding it."""


@dataclass(frozen=True)
class PictureRule:
    """What one kind of picture must be: least width and height asked for, largest side kept (about), in pixels."""

    least_width: int
    least_height: int
    largest_side: int
    portrait: bool = False


RULES = {
    "photo": PictureRule(least_width=300, least_height=380, largest_side=540, portrait=True),
    "zone": PictureRule(least_width=800, least_height=400, largest_side=2000),
    "scan": PictureRule(least_width=600, least_height=400, largest_side=1800),
}


def redraw(data: bytes, *, kind: str) -> bytes:
    """The picture in `data` as a fresh JPEG without metadata, upright, about `largest_side` pixels at most.

    Args:
        data: JPEG, PNG or WebP bytes as a stranger sent them.
        kind: a key of RULES.

    Raises:
        Invalid: too large, not a picture, damaged, too small, or of the wrong shape; the message says which.
    """
    rule = RULES[kind]
    if len(data) > MAX_BYTES:
        raise Invalid(reader=_("The file is larger than 6 MB. Choose a smaller picture."))
    picture = _decode(data, rule)
    if picture.width < rule.least_width or picture.height < rule.least_height:
        raise Invalid(reader=_("The picture is too small: it needs at least %(width)d by %(height)d pixels.")
                      % {"width": rule.least_width, "height": rule.least_height})  # fmt: skip
    if rule.portrait and not 1.1 <= picture.height / picture.width <= 1.6:
        raise Invalid(reader=_("The photo must be upright, about 35 mm wide and 45 mm high."))
    if max(picture.size) > rule.largest_side * NEAR:
        picture.thumbnail((rule.largest_side, rule.largest_side), Image.Resampling.BILINEAR, reducing_gap=2.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def preview(data: bytes) -> bytes:
    """A small JPEG of a picture of ours, twice as sharp as a page shows it."""
    picture = Image.open(io.BytesIO(data), formats=["JPEG"])
    picture.draft("RGB", _box(picture, PREVIEW_SIDE))
    if max(picture.size) > PREVIEW_SIDE * NEAR:
        picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.BILINEAR)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _box(picture: Image.Image, largest_side: int) -> tuple[int, int]:
    """The size a picture will have when its larger side is `largest_side`."""
    scale = largest_side / max(picture.size)
    return int(picture.width * scale), int(picture.height * scale)


def _decode(data: bytes, rule: PictureRule) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise Invalid(reader=_("The picture has more than 40 million pixels. Choose a smaller one."))
            # lets the JPEG decoder skip detail that would be thrown away anyway
            picture.draft("RGB", _box(picture, rule.largest_side))
            picture.load()
            # in place, and converted only where needed: each copy costs as much as the decoding
            ImageOps.exif_transpose(picture, in_place=True)
            return picture if picture.mode == "RGB" else picture.convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ) as error:
        raise Invalid(
            f"not a picture: {error}",
            reader=_("This file is not a picture we can read. Use a JPEG, PNG or WebP file."),
        ) from error


def is_pdf(data: bytes) -> bool:
    """Whether it begins as a PDF does; the header may stand within the first kilobyte."""
    return b"%PDF-" in data[:1024]
