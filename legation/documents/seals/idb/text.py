"""The outer text of an IDB seal: identifier, flag, Base32, and zlib where it is said (draft section 2)."""

import base64
import binascii
import re
import zlib

from ..errors import FormatError

IDENTIFIER = "RDB1"
MOST_CHARACTERS = 4296
"""What the largest QR code holds of these characters; no other symbol holds more (ISO/IEC 18004 Table 7)."""
MOST_BYTES = 8192
"""Of an unpacked payload: three times what a symbol can hold unpacked, and no room for a bomb."""

_TEXT = re.compile(rb"[RN]DB1([A-D])([A-Z2-7]+)")  # NDB1 is what the first draft had for RDB1
_SIGNED, _ZIPPED = 1, 2


def encode(payload: bytes, *, signed: bool, zipped: bool | None = None) -> bytes:
    """The characters for the barcode. `zipped` None packs when that makes them fewer.

    Raises `FormatError` for more than a symbol can hold.
    """
    packed = zlib.compress(payload, 9)
    if zipped is None:
        zipped = len(packed) < len(payload)
    flag = chr(ord("A") + _SIGNED * signed + _ZIPPED * zipped)
    text = (IDENTIFIER + flag).encode() + base64.b32encode(packed if zipped else payload).rstrip(b"=")
    if len(payload) > MOST_BYTES or len(text) > MOST_CHARACTERS:
        raise FormatError(f"{len(text)} characters are more than a barcode holds")
    return text


def decode(data: bytes) -> tuple[bytes, bool]:
    """The payload and whether the flag says that it is signed.

    Raises `FormatError` for another identifier or flag, characters or padding that are not Base32 in its one
    form (RFC 4648 section 6, without `=`), or a payload that does not unpack to the end within `MOST_BYTES`.
    """
    match = _TEXT.fullmatch(data) if len(data) <= MOST_CHARACTERS else None
    if not match:
        raise FormatError("no IDB seal begins like this, or is as long")
    flag, text = match[1][0] - ord("A"), match[2]
    try:
        packed = base64.b32decode(text + b"=" * (-len(text) % 8))
    except binascii.Error as error:
        raise FormatError("the text is no Base32") from error
    if base64.b32encode(packed).rstrip(b"=") != text:
        raise FormatError("the text has bits behind its end")
    return _unpacked(packed) if flag & _ZIPPED else packed, bool(flag & _SIGNED)


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        payload = unpacker.decompress(packed, MOST_BYTES + 1)
    except zlib.error as error:
        raise FormatError("the payload does not unpack") from error
    if len(payload) > MOST_BYTES or not unpacker.eof or unpacker.unused_data:
        raise FormatError(f"the payload is cut short, followed by other bytes, or longer than {MOST_BYTES}")
    return payload
