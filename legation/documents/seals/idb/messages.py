"""What an IDB seal may say: its messages by tag (draft section 3.3), and how each is written.

Tags below 0x80 are ICAO's, the others those of national documents, which every published sample uses for the
portrait and for the zone of a TD2.
"""

from collections.abc import Iterable
from typing import NamedTuple

from .. import c40
from ..errors import C40Error, FormatError, ProfileError
from ..layouts import LAYOUTS, Format, Layout
from ..tlv import Feature, encode_features, entries
from .dates import decode_masked, encode_masked

VISA, EMERGENCY, TEST, VACCINATION, RECOVERY, AUTHORIZATION = range(0x01, 0x07)
MRZ_TD1, MRZ_TD3, CAN, CARD_ACCESS = 0x07, 0x08, 0x09, 0x0A
PORTRAIT, MRZ_TD2, DOCUMENT_REFERENCE, REGISTER_NUMBER, VALID_UNTIL, DOCUMENT_NUMBER, NATIONAL_TYPE = range(0x80, 0x87)

_ZONES = {MRZ_TD1: Format.TD1, MRZ_TD2: Format.TD2, MRZ_TD3: Format.TD3}
_TEXTS = {CAN: 4, DOCUMENT_REFERENCE: 6, REGISTER_NUMBER: 8, DOCUMENT_NUMBER: 6}
_MOST_MESSAGES = 32


class Message(NamedTuple):
    """What one message says: a text, the lines of a zone, a day or bytes."""

    tag: int
    value: str | bytes | tuple[str, ...] | tuple[Feature, ...]


def read(message: Feature) -> Message:
    """A message, typed by its tag; one whose tag is not known keeps its bytes.

    Raises `ProfileError`, naming the tag, when its value is not of the form the draft gives it.
    """
    try:
        return Message(message.tag, _read(message.tag, message.value))
    except (C40Error, FormatError) as error:
        raise ProfileError(f"message {message.tag:#04x} cannot be read: {error}") from error


def write(message: Message) -> Feature:
    """The bytes of a message. Raises `ProfileError` when its value is not of the form the draft gives it."""
    tag, value = message
    try:
        data = _written(tag, value)
    except (C40Error, FormatError) as error:
        raise ProfileError(f"message {tag:#04x} cannot be written: {error}") from error
    if read(Feature(tag, data)) != message:
        raise ProfileError(f"message {tag:#04x} does not carry {value!r}")
    return Feature(tag, data)


def group(messages: Iterable[Feature]) -> bytes:
    """Messages one behind the other, with lengths in DER. Raises `FormatError` for a tag used twice."""
    return encode_features(messages, der=True)


def split(data: bytes) -> tuple[Feature, ...]:
    """The messages of a group. Raises `FormatError` for a wrong length, a repeated tag, none, or too many."""
    found = tuple(Feature(tag, value) for _at, tag, value, _end in entries(data, 0, der=True))
    if not 0 < len(found) <= _MOST_MESSAGES or len({each.tag for each in found}) != len(found):
        raise FormatError(f"{len(found)} messages, or a tag used twice")
    return found


def _read(tag: int, value: bytes) -> str | bytes | tuple[str, ...] | tuple[Feature, ...]:
    if tag in _ZONES:
        return _lines(value, LAYOUTS[_ZONES[tag]])
    if tag in _TEXTS:
        _expect(len(value), _TEXTS[tag])
        return c40.decode(value).rstrip()
    if tag == VALID_UNTIL:
        return decode_masked(value)
    if tag in {VISA, EMERGENCY}:
        return split(value)
    if tag == NATIONAL_TYPE:
        _expect(len(value), 1)
    return value


def _written(tag: int, value: object) -> bytes:
    if tag in {VISA, EMERGENCY} and isinstance(value, tuple):
        return group(each for each in value if isinstance(each, Feature))
    if tag in _ZONES and isinstance(value, tuple):
        return c40.encode("".join(str(line) for line in value))
    if tag in _TEXTS and isinstance(value, str):
        room = _TEXTS[tag] // 2 * 3
        return c40.encode(value.ljust(room if room - len(value) < 3 else len(value)))
    if tag == VALID_UNTIL and isinstance(value, str):
        return encode_masked(value)
    if isinstance(value, bytes):
        return value
    raise FormatError(f"no value for this tag: {value!r}")


def _lines(value: bytes, layout: Layout) -> tuple[str, ...]:
    characters = layout.lines * layout.width
    _expect(len(value), c40.size(characters))
    text = c40.decode(value).replace(" ", "<").ljust(characters, "<")
    if len(text) > characters:
        raise FormatError(f"a {layout.format} has {characters} characters, not {len(text)}")
    return tuple(text[start : start + layout.width] for start in range(0, characters, layout.width))


def _expect(length: int, wanted: int) -> None:
    if length != wanted:
        raise FormatError(f"{wanted} bytes are expected, not {length}")
