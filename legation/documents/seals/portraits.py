"""A face small enough for a barcode: what can still be told apart in a kilobyte (IDB draft, message 0x80).

Doc 9303-9 asks for far more in a chip; here the picture only has to show an officer that the paper is not somebody
else's. docs/adr/0012 has the sizes that were measured.
"""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from .errors import ProfileError

_FORMATS = ("WEBP", "JPEG", "JPEG2000")
_MOST_SOURCE_PIXELS, _MOST_PIXELS = 40_000_000, 200_000
_AMPLE = 600  # pixels of the longer side, from which every height below is drawn
_HEIGHTS = (144, 128, 112, 96, 80, 64, 48)  # pixels; below the last a face is no longer one
_QUALITIES = (60, 50, 40, 30, 20)
_WIDTH_TO_HEIGHT = 35 / 45  # of a passport photograph (ISO/IEC 19794-5 Annex A)


def shrink(picture: bytes, most: int) -> bytes:
    """The best WebP of a photograph, in grey and cut to the proportions of a passport's, of at most `most` bytes.

    In a kilobyte WebP shows a face some four decibels better than JPEG or JPEG 2000, and colour costs more than it
    tells. Raises `ProfileError` when the bytes are no picture, or none fits.
    """
    face = _opened(picture, _MOST_SOURCE_PIXELS)
    for small in _tries(face):
        if len(small) <= most:
            return small
    raise ProfileError(f"no portrait fits {most} bytes")


def is_readable(portrait: bytes) -> bool:
    """Whether a portrait from a seal is a small picture of a known kind that can be shown."""
    try:
        _opened(portrait, _MOST_PIXELS)
    except ProfileError:
        return False
    return True


def _opened(picture: bytes, most: int) -> Image.Image:
    try:
        with Image.open(BytesIO(picture), formats=(*_FORMATS, "PNG")) as opened:
            if opened.width * opened.height > most:
                raise ProfileError("the picture has too many pixels")
            opened.draft("RGB", (_AMPLE, _AMPLE))  # a JPEG is made smaller while it is decoded
            face = opened.convert("RGB")
            face.thumbnail((_AMPLE, _AMPLE), reducing_gap=2.0)
            return face
    except ProfileError:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ProfileError("the bytes are no picture that can be opened") from error


def _tries(face: Image.Image) -> Iterator[bytes]:
    """Smaller and smaller; before a picture loses pixels it loses quality."""
    for height in _HEIGHTS:
        width = round(height * _WIDTH_TO_HEIGHT)
        small = ImageOps.fit(face, (width, height), Image.Resampling.LANCZOS).convert("L")
        for quality in _QUALITIES:
            out = BytesIO()
            small.save(out, "WEBP", quality=quality, method=6)
            yield out.getvalue()
