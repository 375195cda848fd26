"""A message for one browser, unreadable to the push service. Pure functions.

Source: RFC 8291, sections 3.3, 3.4 and 4 (keys, one record), over RFC 8188, section 2 (aes128gcm). No library of ours
does it, and those that do bring an HTTP client of their own; `cryptography` has every part.
"""

import os
import struct
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_SIZE = 4096
MOST_BYTES = 3993
"""The longest plaintext that every push service takes (RFC 8291, section 4)."""
_POINT_BYTES, _SALT_BYTES, _TAG_BYTES = 65, 16, 16
_LAST_RECORD = b"\x02"


class Subscriber(NamedTuple):
    """What a browser gave away so that it can be written to: its public key (an uncompressed point) and a secret."""

    public: bytes
    secret: bytes


def encrypt(
    text: bytes, to: Subscriber, *, key: ec.EllipticCurvePrivateKey | None = None, salt: bytes | None = None
) -> bytes:
    """The body of a push message. `key` and `salt` are fresh each time, but in the test of the published example.

    Raises:
        ValueError: the subscriber's key is no point of P-256, or the text is too long.
    """
    if len(text) > MOST_BYTES:
        raise ValueError("too long for a push message")
    key, salt = key or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(_SALT_BYTES)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to.public)
    ours = point(key.public_key())
    content_key, nonce = _keys(key.exchange(ec.ECDH(), theirs), to, ours, salt)
    header = salt + struct.pack("!LB", RECORD_SIZE, len(ours)) + ours
    return header + AESGCM(content_key).encrypt(nonce, text + _LAST_RECORD, None)


def decrypt(body: bytes, key: ec.EllipticCurvePrivateKey, secret: bytes) -> bytes:
    """What a browser does with it; the simulator of a push service shows it so.

    Raises:
        ValueError: it is not for this key, or no message of one record.
    """
    salt, theirs = body[:_SALT_BYTES], body[_SALT_BYTES + 5 : _SALT_BYTES + 5 + _POINT_BYTES]
    if len(body) < _SALT_BYTES + 5 + _POINT_BYTES + _TAG_BYTES or body[_SALT_BYTES + 4] != _POINT_BYTES:
        raise ValueError("no push message")
    sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    to = Subscriber(point(key.public_key()), secret)
    content_key, nonce = _keys(key.exchange(ec.ECDH(), sender), to, theirs, salt)
    try:
        text = AESGCM(content_key).decrypt(nonce, body[_SALT_BYTES + 5 + _POINT_BYTES :], None)
    except InvalidTag as error:
        raise ValueError("not for this key") from error
    return text.rstrip(b"\0").removesuffix(_LAST_RECORD)


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes (SEC 1, uncompressed)."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _keys(shared: bytes, to: Subscriber, sender: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Content key and nonce (RFC 8291, 3.4)."""
    material = _derive(shared, to.secret, b"WebPush: info\0" + to.public + sender, 32)
    content_key = _derive(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    return content_key, _derive(material, salt, b"Content-Encoding: nonce\0", 12)


def _derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=salt, info=info).derive(material)
