"""How a file travels to a printing place and a message comes back: sealed and signed under keys of one secret. Pure.

Four keys are derived from the secret that both sides hold: what is shown at the door, what seals a file, what signs a
file, and what signs a message. None of them can be worked out from another.
"""

import hmac
import json
import os
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DOOR, SEAL, FILE, MESSAGE = "door", "seal", "file", "message"
NONCE_BYTES, MAC_BYTES = 12, 32
Json = dict[str, Any]


class Broken(Exception):
    """Not sealed or not signed by the other side, or changed on the way."""


def derived(secret: str, use: str) -> bytes:
    """The key of one use, 32 bytes."""
    return hmac.new(secret.strip().encode(), f"production {use}".encode(), sha256).digest()


def written(said: Json) -> bytes:
    """The one form of a message that is signed."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def signed(said: Json, *, secret: str, use: str) -> bytes:
    """A message with its signature before it."""
    body = written(said)
    return hmac.new(derived(secret, use), body, sha256).digest() + body


def opened(data: bytes, *, secret: str, use: str) -> Json:
    """What a signed message says.

    Raises:
        Broken: the other side has not signed it so.
    """
    mac, body = data[:MAC_BYTES], data[MAC_BYTES:]
    if not hmac.compare_digest(mac, hmac.new(derived(secret, use), body, sha256).digest()):
        raise Broken("the signature is not the other side's")
    said = json.loads(body)
    if not isinstance(said, dict):
        raise Broken("no object")
    return said


def packed(said: Json, *, secret: str) -> bytes:
    """A file, signed and then sealed, for the journey."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(derived(secret, SEAL)).encrypt(nonce, signed(said, secret=secret, use=FILE), b"file")


def unpacked(data: bytes, *, secret: str) -> Json:
    """The file that was packed.

    Raises:
        Broken: it is not ours, or was changed on its way.
    """
    try:
        inner = AESGCM(derived(secret, SEAL)).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], b"file")
    except (InvalidTag, ValueError) as error:
        raise Broken("the file does not open") from error
    return opened(inner, secret=secret, use=FILE)
