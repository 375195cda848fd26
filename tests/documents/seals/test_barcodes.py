"""Pictures of seals: written, read back exactly, sized for print."""

import re
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from legation.documents.seals import barcode
from legation.documents.seals.barcode import Symbol
from legation.documents.seals.errors import BarcodeError
from legation.documents.seals.vds import Seal
from legation.documents.seals.visa import VisaSeal

from .published import EMERGENCY, VISA
from .samples import SIGNER, a_seal, visas


@pytest.mark.parametrize("data", [EMERGENCY, VISA, b"\x00", b"ABC", b"]d2\x1d\xe8", bytes(range(256)) * 5])
def test_any_bytes_come_back_exactly(data: bytes) -> None:
    assert barcode.read(barcode.png(data)) == (data,)


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=1, max_size=400), st.integers(2, 6), st.integers(1, 4))
def test_any_bytes_come_back_exactly_at_any_size(data: bytes, module: int, quiet: int) -> None:
    assert barcode.read(barcode.png(data, module=module, quiet=quiet)) == (data,)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.binary(min_size=1, max_size=400), st.text("ABCXYZ0189", min_size=1).map(str.encode)),
    st.sampled_from(list(Symbol)),
)
def test_any_bytes_come_back_exactly_from_every_symbol(data: bytes, symbol: Symbol) -> None:
    assert barcode.read(barcode.png(data, symbol=symbol, module=4)) == (data,)


def test_capitals_and_digits_take_fewer_modules_than_other_bytes() -> None:
    for symbol in Symbol:
        assert barcode.modules(b"A1" * 300, symbol) < barcode.modules(b"a\xff" * 300, symbol)


def test_the_drawing_for_print_shows_every_symbol() -> None:
    for symbol in Symbol:
        quiet = {Symbol.QR_CODE: 4}.get(symbol, 2)
        side = barcode.modules(EMERGENCY, symbol) + 2 * quiet
        assert f'viewBox="0 0 {side} {side}"' in barcode.svg(EMERGENCY, symbol=symbol)


@settings(max_examples=40, deadline=None)
@given(visas())
def test_a_visa_survives_sealing_printing_and_reading(visa: VisaSeal) -> None:
    (data,) = barcode.read(barcode.png(a_seal(visa).encode()))
    seal = Seal.parse(data)
    assert seal.verify(SIGNER)
    assert VisaSeal.read(seal).passport == visa.passport


def test_a_picture_is_square_and_as_large_as_asked() -> None:
    with Image.open(BytesIO(barcode.png(EMERGENCY, module=7, quiet=3, dpi=600))) as picture:
        assert picture.size == ((44 + 6) * 7,) * 2  # 44 x 44 modules, as TR-03137 foresees for visas
        assert round(picture.info["dpi"][0]) == 600
        assert picture.convert("L").getextrema() == (0, 255)


def test_a_rotated_photograph_is_read() -> None:
    with Image.open(BytesIO(barcode.png(VISA, module=6))) as picture:
        turned = picture.convert("L").rotate(17, expand=True, fillcolor=255)
    out = BytesIO()
    turned.save(out, "JPEG", quality=70)
    assert barcode.read(out.getvalue()) == (VISA,)


def test_a_symbol_on_a_transparent_ground_is_read() -> None:
    with Image.open(BytesIO(barcode.png(VISA))) as picture:
        black = picture.convert("L").point(lambda grey: 255 - grey)
    clear = Image.new("RGBA", black.size, (0, 0, 0, 0))
    clear.putalpha(black)
    out = BytesIO()
    clear.save(out, "PNG")
    assert barcode.read(out.getvalue()) == (VISA,)


def test_the_drawing_for_print_shows_the_same_symbol_in_millimetres() -> None:
    drawing = barcode.svg(EMERGENCY, module_mm=0.5, quiet=2)
    assert 'width="24.0000mm"' in drawing
    picture = Image.new("L", (48 * 4, 48 * 4), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", drawing):
        picture.paste(0, (int(x) * 4, int(y) * 4, (int(x) + int(length)) * 4, (int(y) + 1) * 4))
    out = BytesIO()
    picture.save(out, "PNG")
    assert barcode.read(out.getvalue()) == (EMERGENCY,)


def test_a_blank_page_has_no_seal() -> None:
    out = BytesIO()
    Image.new("L", (200, 200), 255).save(out, "PNG")
    assert barcode.read(out.getvalue()) == ()


@pytest.mark.parametrize("data", [b"", bytes(1600)])
def test_nothing_and_too_much_are_refused(data: bytes) -> None:
    with pytest.raises(BarcodeError):
        barcode.png(data)


@pytest.mark.parametrize("size", [{"module": 0}, {"quiet": 0}, {"dpi": 0}])
def test_a_size_that_is_none_is_refused(size: dict[str, int]) -> None:
    with pytest.raises(BarcodeError, match="positive"):
        barcode.png(b"x", **size)
    with pytest.raises(BarcodeError, match="positive"):
        barcode.svg(b"x", module_mm=0)


@pytest.mark.parametrize("data", [b"", b"not a picture", barcode.png(b"x")[:60]])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BarcodeError, match="no picture"):
        barcode.read(data)


def test_a_picture_too_large_to_search_is_refused() -> None:
    out = BytesIO()
    Image.new("1", (8000, 6000), 1).save(out, "PNG")
    with pytest.raises(BarcodeError, match="too large"):
        barcode.read(out.getvalue())
