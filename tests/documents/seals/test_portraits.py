"""A face in a kilobyte: small, grey, in proportion; and nothing that is no picture."""

import io
import random

import pytest
from PIL import Image

from legation.config.samples import portrait
from legation.documents.seals import barcode, formats, portraits
from legation.documents.seals.barcode import Symbol
from legation.documents.seals.errors import ProfileError
from legation.documents.seals.signatures import signer_for

from .samples import SIGNER_KEY, a_visa
from .test_formats import ISSUANCE

FACE = portrait(3, width=450, height=575, quality=90)


def noise(width: int = 300, height: int = 400) -> bytes:
    """A picture that hardly packs at all."""
    out = io.BytesIO()
    grain = random.Random(1).randbytes(width * height)
    Image.frombytes("L", (width, height), grain).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("most", [400, 700, 1000])
def test_a_portrait_fits_and_is_upright(most: int) -> None:
    small = portraits.shrink(FACE, most)
    with Image.open(io.BytesIO(small)) as opened:
        assert opened.format == "WEBP" and abs(opened.width / opened.height - 35 / 45) < 0.02
        assert opened.height >= 64
    assert len(small) <= most and portraits.is_readable(small)


def test_more_room_shows_more() -> None:
    heights = []
    for most in (250, 1000):
        with Image.open(io.BytesIO(portraits.shrink(FACE, most))) as opened:
            heights.append((opened.height, most))
    assert heights == sorted(heights) and heights[0][0] < heights[1][0]


def test_a_wide_picture_is_cut_not_squeezed() -> None:
    wide = Image.new("RGB", (900, 300), "white")
    wide.paste("black", (400, 100, 500, 200))
    out = io.BytesIO()
    wide.save(out, "JPEG")
    with Image.open(io.BytesIO(portraits.shrink(out.getvalue(), 1000))) as small:
        box = small.convert("L").point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert box is not None and abs((box[2] - box[0]) - (box[3] - box[1])) <= 3


@pytest.mark.parametrize("picture", [b"", b"not a picture", FACE[:300], b"<svg/>", b"RIFF\x00\x00\x00\x00WEBPVP8 "])
def test_what_is_no_picture_is_refused(picture: bytes) -> None:
    with pytest.raises(ProfileError):
        portraits.shrink(picture, 1000)
    assert not portraits.is_readable(picture)


def test_even_noise_fits_so_no_photograph_can_keep_a_visa_from_being_sealed() -> None:
    for width, height in ((37, 48), (50, 64), (300, 400), (1, 1), (2000, 3)):
        assert len(portraits.shrink(noise(width, height), 1000)) <= 1000


def test_where_nothing_fits_it_is_told_so() -> None:
    with pytest.raises(ProfileError, match="no portrait fits 40 bytes"):
        portraits.shrink(noise(), 40)


def test_a_large_picture_is_no_portrait_from_a_seal() -> None:
    assert not portraits.is_readable(noise(600, 400))


@pytest.mark.parametrize(
    ("most", "symbol", "modules"),
    [
        (1000, Symbol.QR_CODE, 117),
        (1000, Symbol.DATA_MATRIX, 132),
        (1000, Symbol.AZTEC, 131),
        (500, Symbol.QR_CODE, 93),
    ],
)
def test_the_symbol_of_a_full_portrait_has_the_size_that_is_documented(most: int, symbol: Symbol, modules: int) -> None:
    full = random.Random(most).randbytes(most)
    data = formats.named("idb").encode(a_visa(portrait=full), ISSUANCE, signer_for(SIGNER_KEY))
    assert barcode.modules(data, symbol) == modules
    assert barcode.read(scan(data, symbol)) == (data,)


def scan(data: bytes, symbol: Symbol) -> bytes:
    """Printed at 300 dots to the inch, scanned at 200, three degrees off, as a middling JPEG."""
    with Image.open(io.BytesIO(barcode.png(data, symbol=symbol, module=4))) as drawn:
        paper = Image.new("L", (drawn.width + 200, drawn.height + 200), 235)
        paper.paste(drawn.convert("L"), (100, 100))
    turned = paper.rotate(3, expand=True, fillcolor=235, resample=Image.Resampling.BICUBIC)
    small = turned.resize((turned.width * 2 // 3, turned.height * 2 // 3), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=70)
    return out.getvalue()
