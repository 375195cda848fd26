"""Document features as tag, length, value (Doc 9303-13 section 2.3)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from . import c40
from .errors import FormatError

SIGNATURE_TAG = 0xFF
_LONG_FORM = 0x80
_MOST_LENGTH_BYTES = 4


class Feature(NamedTuple):
    """One document feature: a tag 0 to 254 and the bytes it carries."""

    tag: int
    value: bytes

    @property
    def text(self) -> str:
        """The value read as C40, fillers as spaces. Raises `C40Error` when it is something else."""
        return c40.decode(self.value)


def encode_features(features: Iterable[Feature], *, der: bool) -> bytes:
    """The message zone. `der` chooses DER lengths (header version 4) over one plain byte (version 3).

    Raises `FormatError` for a tag outside 0 to 254 or used twice, or a value too long for its length.
    """
    zone = b""
    seen: set[int] = set()
    for tag, value in features:
        if not 0 <= tag < SIGNATURE_TAG or tag in seen:
            raise FormatError(f"feature tag {tag} is used twice or outside 0 to 254")
        seen.add(tag)
        zone += bytes((tag,)) + encode_length(len(value), der=der) + value
    return zone


def encode_length(length: int, *, der: bool) -> bytes:
    """One byte, or the shortest DER form of one to five bytes. `FormatError` when it does not fit."""
    if length < _LONG_FORM or (not der and length <= 0xFF):
        return bytes((length,))
    if not der:
        raise FormatError(f"header version 3 counts up to 255 bytes in a feature, not {length}")
    count = (length.bit_length() + 7) // 8
    if count > _MOST_LENGTH_BYTES:
        raise FormatError(f"{length} bytes are too long for a feature")
    return bytes((_LONG_FORM | count,)) + length.to_bytes(count, "big")


def split(data: bytes, start: int, *, der: bool) -> tuple[tuple[Feature, ...], int, bytes]:
    """Read the message and signature zones from position `start` on.

    Returns the features, the position where the signed part ends, and the raw signature, which is empty when
    the bytes end without one. Raises `FormatError` for a cut value, a length not in its shortest form, a
    repeated tag or anything behind the signature.
    """
    features: dict[int, Feature] = {}
    for at, tag, value, end in entries(data, start, der=der):
        if tag == SIGNATURE_TAG:
            if end != len(data):
                raise FormatError(f"{len(data) - end} bytes follow the signature")
            return tuple(features.values()), at, value
        if tag in features:
            raise FormatError(f"feature tag {tag} is used twice")
        features[tag] = Feature(tag, value)
    return tuple(features.values()), len(data), b""


def entries(data: bytes, start: int, *, der: bool) -> Iterator[tuple[int, int, bytes, int]]:
    """Every entry from position `start` to the end: where it begins, its tag, its value, where it ends.

    Raises `FormatError` for a cut value or a length not in its shortest form.
    """
    while start < len(data):
        tag = data[start]
        # The length of the signature is DER in both versions (section 2.4).
        length, begin = _length(data, start + 1, der=der or tag == SIGNATURE_TAG)
        end = begin + length
        if end > len(data):
            raise FormatError(f"feature {tag} claims {length} bytes, {len(data) - begin} are left")
        yield start, tag, data[begin:end], end
        start = end


def _length(data: bytes, at: int, *, der: bool) -> tuple[int, int]:
    """The length that begins at `at` and the position behind it."""
    head = data[at : at + 1]
    if not head:
        raise FormatError("the bytes end after a tag")
    if not der or head[0] < _LONG_FORM:
        return head[0], at + 1
    count = head[0] - _LONG_FORM
    length = int.from_bytes(data[at + 1 : at + 1 + count], "big")
    if data[at : at + 1 + count] != encode_length(length, der=True):
        raise FormatError("a length is not in its shortest DER form")
    return length, at + 1 + count
