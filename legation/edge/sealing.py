"""What travels between centre and edge: one head in clear, a sealed body, a signature over both (Ed25519)."""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from legation.edge.models import Edge
from legation.ground.audit.api import canonical
from legation.ground.errors import Tampered
from legation.ground.secrets import create_secret_file, instance_key, instance_key_of, seal, unseal, unwrap

MAGIC = b"legation-edge-1\n"
SIGNATURE = 64
ASK = "ask"
"""The kind of parcel by which an edge node asks for its next pack."""
STANDS = "stands"
"""The kind of parcel by which an edge node says that it stands by: its post works at the centre."""
PURPOSE = "edge"
MOST = 512 * 1024 * 1024
"""Bytes of a body when it is unpacked; a post's week with its scans stays far below."""


@dataclass(frozen=True)
class Parcel:
    """What was opened: its head, what it holds, and the SHA-256 (hex) of the whole."""

    head: Mapping[str, Any]
    content: Mapping[str, Any]
    digest: str


def folder() -> Path:
    """Where the keys between centre and edges lie."""
    return Path(settings.LEGATION_KEYS) / "edge"


def pack(head: Mapping[str, Any], content: Mapping[str, Any], *, key: bytes, signer: Ed25519PrivateKey) -> bytes:
    """`content` sealed under `key` and signed, with `head` in clear before it."""
    line = canonical(head) + b"\n"
    body = MAGIC + line + seal(key, zlib.compress(canonical(content)), context=line.decode())
    return body + signer.sign(body)


def head_of(parcel: bytes) -> dict[str, Any]:
    """The head in clear; nothing of it may be believed before `unpack` has checked the signature.

    Raises:
        Tampered: this is no parcel.
    """
    if not parcel.startswith(MAGIC):
        raise Tampered("this is no parcel of an edge node")
    try:
        return dict(json.loads(parcel[len(MAGIC) :].partition(b"\n")[0]))
    except ValueError as error:
        raise Tampered("the head of this parcel cannot be read") from error


def unpack(parcel: bytes, *, key: bytes, signed_by: bytes) -> Parcel:
    """What is in a parcel that the holder of this public key signed.

    Raises:
        Tampered: somebody else signed it, or it was changed.
    """
    head, body = head_of(parcel), parcel[:-SIGNATURE]
    try:
        Ed25519PublicKey.from_public_bytes(bytes(signed_by)).verify(parcel[-SIGNATURE:], body)
    except InvalidSignature as error:
        raise Tampered("the signature of this parcel does not hold") from error
    line, _newline, sealed = body[len(MAGIC) :].partition(b"\n")
    unpacked = zlib.decompressobj()
    content = unpacked.decompress(unseal(key, sealed, context=line.decode() + "\n"), MOST)
    if not unpacked.eof:
        raise Tampered("this parcel is larger than any may be")
    return Parcel(head, json.loads(content), sha256(parcel).hexdigest())


def key_for(edge: Edge) -> bytes:
    """The key that the centre shares with an edge."""
    return instance_key_of(base64.b64encode(unwrap(bytes(edge.instance))), PURPOSE)


def own_key() -> bytes:
    """The same key, at the edge."""
    return instance_key(PURPOSE)


def centre_signer() -> Ed25519PrivateKey:
    """By which the centre signs packs and receipts; made when it is first needed."""
    create_secret_file(folder() / "centre.key", base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()))
    return _private("centre.key")


def edge_signer() -> Ed25519PrivateKey:
    """By which this edge signs its packages."""
    return _private("outbox.key")


def centre_public() -> bytes:
    """The centre's public key, as this edge was given it."""
    return base64.b64decode((folder() / "centre.pub").read_bytes())


def _private(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode((folder() / name).read_bytes()))
