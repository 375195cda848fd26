"""A second decoder of all three formats, written from the standards alone: it imports nothing of the code under test.

It trusts well-formed input and asserts what it relies on. Base32, C40, DER lengths, masked dates, canonical JSON and
ECDSA (on P-256, FIPS 186-5 section 6.4.2) are its own; zlib, hashes and the reading of JSON are Python's. VDS is read
by `tiny`, of the same descent.
"""

import hashlib
import json
import zlib
from typing import Any

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Point = tuple[int, int]


def characters(packed: bytes) -> str:
    """C40 of Doc 9303-13 section 2.6: forty values, three to sixteen bits."""
    found = []
    while packed:
        pair, packed = packed[:2], packed[2:]
        if pair[0] == 0xFE:
            found.append(chr(pair[1] - 1))
            continue
        rest = pair[0] * 256 + pair[1] - 1
        for value in (rest // 1600, rest // 40 % 40, rest % 40):
            if value == 3:
                found.append("<")
            elif 4 <= value <= 13:
                found.append(chr(ord("0") + value - 4))
            elif value >= 14:
                found.append(chr(ord("A") + value - 14))
    return "".join(found)


def from_base32(text: str) -> bytes:
    bits = "".join(f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.index(letter):05b}" for letter in text)
    whole = len(bits) // 8 * 8
    assert set(bits[whole:]) <= {"0"} and len(bits) - whole < 5
    return bytes(int(bits[at : at + 8], 2) for at in range(0, whole, 8))


def fields(data: bytes) -> list[tuple[int, bytes]]:
    """Tag, DER length, value, again and again."""
    found = []
    while data:
        tag, size, data = data[0], data[1], data[2:]
        if size >= 0x80:
            count = size - 0x80
            size, data = int.from_bytes(data[:count], "big"), data[count:]
        assert size <= len(data)
        found.append((tag, data[:size]))
        data = data[size:]
    return found


def masked(data: bytes) -> str:
    digits = list(str(int.from_bytes(data[1:], "big")).zfill(8))
    for place in range(8):
        if data[0] & (0x80 >> place):
            digits[place] = "x"
    month_day_year = "".join(digits)
    return f"{month_day_year[4:]}-{month_day_year[:2]}-{month_day_year[2:4]}"


def read_idb(data: bytes) -> dict[str, Any]:
    """Header, messages by tag, signed part, signature."""
    text = data.decode("ascii")
    assert text[:4] in ("RDB1", "NDB1")
    flag = "ABCD".index(text[4])
    payload = from_base32(text[5:])
    if flag & 2:
        payload = zlib.decompress(payload)
    size = 12 if flag & 1 else 2
    zones = dict(fields(payload[size:]))
    signature = zones.get(0x7F, b"")
    behind = sum(len(_field(tag, zones[tag])) for tag in (0x7E, 0x7F) if tag in zones)
    found: dict[str, Any] = {
        "country": characters(payload[:2]).rstrip("<"),
        "messages": dict(fields(zones[0x61])),
        "signed_part": payload[: len(payload) - behind],
        "signature": signature,
    }
    if flag & 1:
        found |= {"algorithm": payload[2], "reference": payload[3:8], "signed": masked(payload[8:12])}
    return found


def _field(tag: int, value: bytes) -> bytes:
    size = len(value)
    head = bytes([size]) if size < 0x80 else bytes([0x81, size]) if size < 256 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + head + value


def read_nc(data: bytes) -> dict[str, Any]:
    """Header, message, certificate in DER, signed part, signature."""
    whole = json.loads(data)
    assert sorted(whole) == ["data", "sig"] and sorted(whole["sig"]) == ["alg", "cer", "sigvl"]
    header = whole["data"]["hdr"]
    return {
        "type": header["t"],
        "version": header["v"],
        "country": header["is"],
        "message": whole["data"]["msg"],
        "algorithm": whole["sig"]["alg"],
        "certificate": from_base64url(whole["sig"]["cer"]),
        "signature": from_base64url(whole["sig"]["sigvl"]),
        "signed_part": canonical(whole["data"]).encode("utf-8"),
    }


def from_base64url(text: str) -> bytes:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    bits = "".join(f"{alphabet.index(letter):06b}" for letter in text.rstrip("="))
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) // 8 * 8, 8))


def canonical(value: Any) -> str:
    """RFC 8785 for texts, whole numbers, true, false, null, lists and objects."""
    if isinstance(value, dict):
        names = sorted(value, key=_units)
        return "{" + ",".join(_quoted(name) + ":" + canonical(value[name]) for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(each) for each in value) + "]"
    if isinstance(value, str):
        return _quoted(value)
    return {True: "true", False: "false", None: "null"}[value] if isinstance(value, bool | None) else str(value)


def _units(text: str) -> list[int]:
    found = []
    for letter in text:
        point = ord(letter)
        if point > 0xFFFF:
            found += [0xD800 + (point - 0x10000 >> 10), 0xDC00 + (point - 0x10000 & 0x3FF)]
        else:
            found.append(point)
    return found


def _quoted(text: str) -> str:
    short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
    return '"' + "".join(short.get(ord(c)) or (f"\\u{ord(c):04x}" if ord(c) < 32 else c) for c in text) + '"'


def is_signed(key: Point, data: bytes, raw: bytes, digest: str = "sha256") -> bool:
    """ECDSA on P-256 over r||s."""
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    if len(raw) != 64 or not (0 < r < N and 0 < s < N):
        return False
    hashed = int.from_bytes(hashlib.new(digest, data).digest()[:32], "big")
    inverse = pow(s, -1, N)
    point = _add(_times(hashed * inverse % N, G), _times(r * inverse % N, key))
    return point is not None and point[0] % N == r


def _add(a: Point | None, b: Point | None) -> Point | None:
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    slope = (3 * a[0] ** 2 - 3) * pow(2 * a[1], -1, P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope**2 - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def _times(factor: int, point: Point | None) -> Point | None:
    found = None
    for bit in f"{factor:b}":
        found = _add(found, found)
        if bit == "1":
            found = _add(found, point)
    return found
