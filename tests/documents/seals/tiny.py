"""A second opinion on seals, written from the standard alone: it imports nothing of the code under test.

Reads header, features and C40, and checks ECDSA on brainpoolP224r1 (RFC 5639), a curve the library lacks.
"""

import hashlib

_C40 = "..." + " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_P = 0xD7C134AA264366862A18302575D1D787B09F075797DA89F57EC8C0FF
_A = 0x68A5E62CA9CE6C1C299803A6C1530B514E182AD8B0042A59CAD29F43
_Q = 0xD7C134AA264366862A18302575D0FB98D116BC4B6DDEBCA3A5A7939F
_G = (
    0x0D9029AD2C7E5CF4340823B2A87DC68C9E4CE3174C1E6EFDEE12C07D,
    0x58AA56F772C0726F24C6B89E4ECDAC24354B9E99CAA3F6D3761402CD,
)

Point = tuple[int, int]


def text_of(packed: bytes) -> str:
    text = ""
    for high, low in zip(packed[::2], packed[1::2], strict=True):
        if high == 254:
            text += chr(low - 1)
            continue
        number = high * 256 + low - 1
        text += "".join(_C40[value] for value in (number // 1600, number % 1600 // 40, number % 40) if value)
    return text


def read(data: bytes) -> dict[str, object]:
    """Header fields, features by tag, signed part and signature of a well-formed seal of version 3 or 4."""
    assert data[0] == 0xDC
    version = data[1] + 1
    length = 9 if version == 3 else 6 + int(text_of(data[4:8])[4:6], 16)
    end = 4 + (length + 2) // 3 * 2
    identifier = text_of(data[4:end])
    at, features = end + 8, {}
    while data[at] != 0xFF:
        tag = data[at]
        size, at = _size(data, at + 1, version)
        features[tag] = data[at : at + size]
        at += size
    size, start = _size(data, at + 1, 4)
    assert start + size == len(data)
    return {
        "version": version,
        "country": text_of(data[2:4]).strip(),
        "signer": identifier[:4],
        "certificate": identifier[4 if version == 3 else 6 :],
        "issued": int.from_bytes(data[end : end + 3], "big"),
        "signed": int.from_bytes(data[end + 3 : end + 6], "big"),
        "profile": (data[end + 6], data[end + 7]),
        "features": features,
        "signed_part": data[:at],
        "signature": data[start:],
    }


def _size(data: bytes, at: int, version: int) -> tuple[int, int]:
    if version == 3 or data[at] < 128:
        return data[at], at + 1
    assert data[at] == 0x81  # longer features do not occur in these tests
    return data[at + 1], at + 2


def is_signed_on_p224(key: Point, data: bytes, raw: bytes) -> bool:
    r, s = int.from_bytes(raw[:28], "big"), int.from_bytes(raw[28:], "big")
    digest = int.from_bytes(hashlib.sha224(data).digest(), "big")
    w = pow(s, -1, _Q)
    found = _add(_times(digest * w % _Q, _G), _times(r * w % _Q, key))
    return found is not None and found[0] % _Q == r


def _add(a: Point | None, b: Point | None) -> Point | None:
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % _P == 0:
        return None
    slope = (3 * a[0] ** 2 + _A) * pow(2 * a[1], -1, _P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, _P)
    x = (slope**2 - a[0] - b[0]) % _P
    return x, (slope * (a[0] - x) - a[1]) % _P


def _times(factor: int, point: Point | None) -> Point | None:
    result = None
    while factor:
        if factor & 1:
            result = _add(result, point)
        point = _add(point, point)
        factor >>= 1
    return result
