"""Reading our own finished PDF back: the words that stand on it, font by font, and the pictures of barcodes.

It knows the PDF our compiler writes and refuses any other; what strangers send is never read with it. ISO 32000-1:
7.5.4 cross-reference table, 9.4.3 text showing, 9.10.3 ToUnicode, 8.9.5 images.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_SECTION = re.compile(rb"(\d+) (\d+)\s*\n")
_PREVIOUS = re.compile(rb"/Prev (\d+)")
_LENGTH = re.compile(rb"/Length (\d+)")
_FONT = re.compile(rb"/(f\d+) (\d+) 0 R")
# what stands in a literal string (7.3.4.2): brackets need no escape where they are balanced
_INSIDE = rb"(?:[^()\\]++|\\.)*+"
for _depth in range(8):
    _INSIDE = rb"(?:[^()\\]++|\\.|\(" + _INSIDE + rb"\))*+"
_STRING = re.compile(rb"\((" + _INSIDE + rb")\)", re.DOTALL)
# a font, an array of strings, or a string: one that is not shown is passed over whole, so nothing in it is an operator
_SHOWN = re.compile(
    rb"/(f\d+) [\d.]+ Tf|\[((?:[^\]()]++|\(" + _INSIDE + rb"\))*+)\]\s*TJ|\((" + _INSIDE + rb")\)(?:\s*(Tj))?",
    re.DOTALL,
)
_NOTHING = b"\\\n"  # a line that goes on (7.3.4.2): it ends an octal number and stands for no byte
_END, _NO_GLYPH = rb"\377\377", "\uffff"  # between pieces of text: the number that no glyph has
_BRACKET = re.compile(rb"\\([()])")
_CHARACTER = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
_ENTRY = 20  # bytes of a line of the cross-reference table


class NotOurs(ValueError):
    """The bytes are not a PDF of the shape our compiler and signer write."""


@dataclass(frozen=True)
class Shown:
    """What the first page shows.

    Args:
        texts: name of a font -> what stands in it, in the order of the page, spaces as set.
        pictures: Grey pictures.
    """

    texts: Mapping[str, str]
    pictures: tuple[Image.Image, ...]

    def holds(self, words: str, *, besides: str = "") -> bool:
        """Whether `words` stand on the page, white space aside, in a font whose name does not begin with `besides`."""
        bare = "".join(words.split())
        fonts = (font for font in self.texts if not (besides and font.startswith(besides)))
        return any(bare in "".join(self.texts[font].split()) for font in fonts)

    def in_font(self, name: str) -> str:
        """What stands in the fonts whose name begins so, without white space."""
        return "".join("".join(text.split()) for font, text in self.texts.items() if font.startswith(name))


def read_back(pdf: bytes) -> Shown:
    """What a finished PDF shows.

    Raises:
        NotOurs: it is not of our making.
    """
    try:
        return _read(_File(pdf))
    except (KeyError, IndexError, ValueError, AttributeError, zlib.error) as error:
        raise NotOurs(f"this PDF cannot be read back: {error!r}") from error


class _File:
    """A PDF by its cross-reference tables, the newest first."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        self._offsets: dict[int, int] = {}
        start = _START.search(pdf, max(0, len(pdf) - 64))
        at = int(start[1]) if start else -1
        while at >= 0:
            at = self._table(at)

    def _table(self, at: int) -> int:
        if not self._pdf.startswith(b"xref", at):
            raise NotOurs("no cross-reference table where one is announced")
        trailer = self._pdf.index(b"trailer", at)
        at += len(b"xref\n")
        while at < trailer and (section := _SECTION.match(self._pdf, at)):
            first, count, at = int(section[1]), int(section[2]), section.end()
            for number in range(first, first + count):
                line = self._pdf[at : at + _ENTRY]
                if line[17:18] == b"n":
                    self._offsets.setdefault(number, int(line[:10]))
                at += _ENTRY
        previous = _PREVIOUS.search(self._pdf, trailer, self._pdf.index(b"startxref", trailer))
        return int(previous[1]) if previous else -1

    def head(self, number: int) -> bytes:
        """An object without its stream."""
        at = self._offsets[number]
        end = self._pdf.index(b"endobj", at)
        stream = self._pdf.find(b"stream", at, end)
        return self._pdf[at : stream if stream >= 0 else end]

    def stream(self, number: int) -> bytes:
        """The bytes of a stream, unpacked."""
        head = self.head(number)
        length = _LENGTH.search(head)
        if length is None:
            raise NotOurs(f"object {number} has no length")
        begin = self._offsets[number] + len(head) + len(b"stream\n")
        data = self._pdf[begin : begin + int(length[1])]
        return zlib.decompress(data) if b"FlateDecode" in head else data

    def numbers(self) -> Iterator[int]:
        """Every object there is."""
        yield from self._offsets


def _reference(head: bytes, key: bytes) -> int:
    found = re.search(rb"/" + key + rb"\s*\[?(\d+) 0 R", head)
    if found is None:
        raise NotOurs(f"no {key.decode()}")
    return int(found[1])


def _read(file: _File) -> Shown:
    heads = {number: file.head(number) for number in file.numbers()}
    pages = [head for head in heads.values() if re.search(rb"/Type\s*/Page\b", head)]
    resources = heads[_reference(pages[0], b"Resources")]
    fonts = {match[1]: _font(file, int(match[2])) for match in _FONT.finditer(resources)}
    texts: defaultdict[str, str] = defaultdict(str)
    for page in pages:
        for name, text in _shown(file.stream(_reference(page, b"Contents")), fonts):
            texts[name] += text
    pictures = (_picture(file, number, head) for number, head in heads.items() if b"/Subtype/Image" in head)
    return Shown(dict(texts), tuple(picture for picture in pictures if picture is not None))


def _font(file: _File, number: int) -> tuple[str, dict[int, str]]:
    head = file.head(number)
    name = re.search(rb"/BaseFont/[A-Z]{6}\+([\w-]+)", head)
    table = file.stream(_reference(head, b"ToUnicode"))
    letters = {int(code, 16): _letter(letter) for code, letter in _CHARACTER.findall(table)}
    return (name[1].decode() if name else ""), letters


@lru_cache(maxsize=4096)
def _letter(digits: bytes) -> str:
    """What a glyph stands for, one letter or several."""
    return bytes.fromhex(digits.decode()).decode("utf-16-be")


def _shown(content: bytes, fonts: Mapping[bytes, tuple[str, dict[int, str]]]) -> Iterator[tuple[str, str]]:
    """Pieces of text with the font they stand in; a glyph takes two bytes, a glyph without a letter stays as it is."""
    named, pieces, font = list[bytes](), list[bytes](), b""
    for name, array, string, is_shown in _SHOWN.findall(content):
        font = name or font
        if array or is_shown:
            named.append(font)
            pieces.append(_NOTHING.join(_STRING.findall(array)) if array else string)
    glyphs = _unescaped(_END.join(pieces)).decode("utf-16-be", "surrogatepass")
    texts = glyphs.split(_NO_GLYPH) if pieces else []
    if len(texts) != len(pieces):
        raise NotOurs("half a glyph is shown")
    for font, text in zip(named, texts, strict=True):
        face, letters = fonts[font]
        yield face, text.translate(letters)


def _unescaped(string: bytes) -> bytes:
    r"""A literal string without its escapes: octal digits and letters as Python has them, and \( and \) besides."""
    plain = _BRACKET.sub(rb"\1", string.replace(rb"\\", rb"\134")) if b"(" in string or b")" in string else string
    return plain.decode("unicode_escape").encode("latin-1")


def _picture(file: _File, number: int, head: bytes) -> Image.Image | None:
    """A grey picture; None for a photo, which is stored as JPEG."""
    if b"DCTDecode" in head:
        return None
    width, height = (int(re.search(rb"/" + key + rb" (\d+)", head)[1]) for key in (b"Width", b"Height"))  # type: ignore[index]
    data = file.stream(number)
    if len(data) != width * height:
        return None
    return Image.frombytes("L", (width, height), data)
