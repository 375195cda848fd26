"""Symbols: the bytes of a seal to a picture and back (Doc 9303-13 section 2.1).

DataMatrix (ISO/IEC 16022) for VDS; VDS-NC and IDB may stand in QR code (18004) or Aztec code (24778) too.
"""

from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO

import zxingcpp
from PIL import Image, UnidentifiedImageError

from .errors import BarcodeError

RECOMMENDED_MM = 0.3386
"""Side of one module for ink jet printers: 8 dots at 600 dpi, 4 at 300 (Doc 9303-13 section 2.1)."""


class Symbol(StrEnum):
    """The two-dimensional symbols that travel documents use (VDS-NC TR section 3)."""

    DATA_MATRIX = "DataMatrix"
    QR_CODE = "QRCode"
    AZTEC = "Aztec"


_DOTS = 8
_DPI = 600
_QUIET = {Symbol.DATA_MATRIX: 2, Symbol.QR_CODE: 4, Symbol.AZTEC: 2}  # modules; the standards ask for 1, 4 and 0
_FORMATS = {symbol: getattr(zxingcpp.BarcodeFormat, symbol) for symbol in Symbol}
_ANY = zxingcpp.BarcodeFormats(list(_FORMATS.values()))
# Square: readers for travel documents know ISO/IEC 16022, not the rectangles that came later.
_OPTIONS: dict[Symbol, dict[str, object]] = {Symbol.DATA_MATRIX: {"force_square": True}}
_WHITE = 255
_MOST_PIXELS = 40_000_000
_PICTURES = ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP")


def png(
    data: bytes,
    *,
    symbol: Symbol = Symbol.DATA_MATRIX,
    module: int = _DOTS,
    quiet: int | None = None,
    dpi: int = _DPI,
) -> bytes:
    """A square black and white PNG: `module` pixels for each module, `quiet` white modules on every side.

    The default is the recommended size at 600 dots per inch, with the quiet zone of the symbol's standard. Raises
    `BarcodeError` when `data` does not fit the largest symbol (about 1,550 bytes in a DataMatrix, 1,900 in an Aztec
    and 2,950 in a QR code), is empty, or a size is not positive.
    """
    quiet = _QUIET[symbol] if quiet is None else quiet
    if module < 1 or quiet < 1 or dpi < 1:
        raise BarcodeError("module, quiet zone and dpi are positive numbers")
    matrix = _matrix(data, symbol)
    side = (matrix.width + 2 * quiet) * module
    picture = Image.new("L", (side, side), _WHITE)
    picture.paste(matrix.resize((matrix.width * module,) * 2, Image.Resampling.NEAREST), (quiet * module,) * 2)
    out = BytesIO()
    picture.convert("1").save(out, "PNG", dpi=(dpi, dpi), compress_level=1)
    return out.getvalue()


def svg(
    data: bytes,
    *,
    symbol: Symbol = Symbol.DATA_MATRIX,
    module_mm: float = RECOMMENDED_MM,
    quiet: int | None = None,
) -> str:
    """The same symbol as SVG for print, `module_mm` millimetres for each module. Raises as `png` does."""
    quiet = _QUIET[symbol] if quiet is None else quiet
    if module_mm <= 0 or quiet < 1:
        raise BarcodeError("module size and quiet zone are positive numbers")
    matrix = _matrix(data, symbol)
    side = matrix.width + 2 * quiet
    path = "".join(f"M{x + quiet} {y + quiet}h{length}v1h-{length}z" for x, y, length in _runs(matrix))
    size = f"{side * module_mm:.4f}mm"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 {side} {side}"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>'
    )


def modules(data: bytes, symbol: Symbol = Symbol.DATA_MATRIX) -> int:
    """Modules along one side of the symbol, without quiet zone. Raises as `png` does."""
    return _matrix(data, symbol).width


def read(picture: bytes) -> tuple[bytes, ...]:
    """The exact bytes of every symbol found in a picture file; empty when there is none.

    Raises `BarcodeError` when the bytes are no picture, or one of more than 40 million pixels.
    """
    try:
        with Image.open(BytesIO(picture), formats=_PICTURES) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise BarcodeError(f"a picture of {opened.width} x {opened.height} pixels is too large to search")
            grey = _on_white(opened)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BarcodeError("the bytes are no picture that can be opened") from error
    return _found(grey)


def read_drawn(picture: Image.Image) -> tuple[bytes, ...]:
    """The bytes of the symbol in a grey picture that shows nothing else, as `png` draws it: faster than a search."""
    return _found(picture, is_pure=True)


def _found(grey: Image.Image, *, is_pure: bool = False) -> tuple[bytes, ...]:
    view = memoryview(grey.tobytes()).cast("B", (grey.height, grey.width))
    found = zxingcpp.read_barcodes(view, formats=_ANY, is_pure=is_pure)
    return tuple(barcode.bytes for barcode in found if barcode.valid)


def _on_white(picture: Image.Image) -> Image.Image:
    """In grey, what is transparent being paper."""
    if not picture.has_transparency_data:
        return picture.convert("L")
    layered = picture.convert("RGBA")
    paper = Image.new("RGBA", layered.size, (_WHITE,) * 4)
    return Image.alpha_composite(paper, layered).convert("L")


def _matrix(data: bytes, symbol: Symbol) -> Image.Image:
    """One pixel a module, without quiet zone."""
    if not data:
        raise BarcodeError("there is nothing to write")
    # As text where it is text: capitals and digits, which is all that an IDB seal has, then take fewer bits each.
    content = data.decode("ascii") if _is_plain(data) else bytes(data)
    try:
        made = zxingcpp.create_barcode(content, _FORMATS[symbol], **_OPTIONS.get(symbol, {}))
    except ValueError as error:
        raise BarcodeError(f"{len(data)} bytes do not fit a {symbol}") from error
    return Image.fromarray(made.to_image(scale=1, add_quiet_zones=False))


def _is_plain(data: bytes) -> bool:
    return data.isalnum() and data.isupper()


def _runs(matrix: Image.Image) -> Iterator[tuple[int, int, int]]:
    """Runs of black modules in a row: column, row, length."""
    pixels = matrix.tobytes()
    for y in range(matrix.height):
        row, x = pixels[y * matrix.width : (y + 1) * matrix.width], 0
        while x < matrix.width:
            length = len(row[x:]) - len(row[x:].lstrip(b"\0"))
            if length:
                yield x, y, length
            x += max(length, 1)
