"""C40, the packing of upper case text into bytes that seals use (Doc 9303-13 section 2.6 and Appendix C).

Three characters become two bytes. One character left over is written as 0xFE (leave C40) and its ASCII code
plus one; two left over are filled up with the value 0.
"""

from collections.abc import Iterator

from .errors import C40Error

_ALPHABET = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST = 3  # values 0 to 2 are the shifts of full C40, which seals do not use
_VALUES = {character: value for value, character in enumerate(_ALPHABET, _FIRST)}
_PAD = 0
_UNLATCH = 0xFE
_TRIPLES = 40**3


def size(characters: int) -> int:
    """Number of bytes that `characters` characters take when packed, always even."""
    return 2 * -(-characters // 3)


def encode(text: str) -> bytes:
    """Pack `text` (A-Z, 0-9, space and `<`, which is written as space).

    Returns `size(len(text))` bytes. Raises `C40Error` for any other character.
    """
    values = [_value(text, character) for character in text.replace("<", " ")]
    packed = bytearray()
    for start in range(0, len(values), 3):
        packed += _pack(values[start : start + 3])
    return bytes(packed)


def decode(data: bytes) -> str:
    """Unpack `data` (an even number of bytes) into text; a filler `<` comes back as space.

    Raises `C40Error` when the bytes are not what `encode` would have written.
    """
    if len(data) % 2:
        raise C40Error(f"C40 comes in pairs of bytes, not {len(data)}")
    text = "".join(_characters(data))
    if encode(text) != data:
        raise C40Error(f"{data.hex()} is not the C40 of {text!r}")
    return text


def _value(text: str, character: str) -> int:
    try:
        return _VALUES[character]
    except KeyError:
        raise C40Error(f"{text!r}: C40 carries A-Z, 0-9, space and '<', not {character!r}") from None


def _pack(values: list[int]) -> bytes:
    if len(values) == 1:
        return bytes((_UNLATCH, ord(_ALPHABET[values[0] - _FIRST]) + 1))
    first, second, third = (*values, _PAD)[:3]
    return (1600 * first + 40 * second + third + 1).to_bytes(2, "big")


def _characters(data: bytes) -> Iterator[str]:
    for start in range(0, len(data), 2):
        if data[start] == _UNLATCH:
            yield chr(data[start + 1] - 1) if data[start + 1] else ""
        else:
            yield from _triple(int.from_bytes(data[start : start + 2], "big") - 1)


def _triple(number: int) -> Iterator[str]:
    if not 0 <= number < _TRIPLES:
        raise C40Error(f"{number + 1:#06x} is not a triple of C40 values")
    for value in (number // 1600, number // 40 % 40, number % 40):
        if value >= _FIRST:
            yield _ALPHABET[value - _FIRST]
