"""What is said between the signer and who asks it: four bytes of length, then JSON; a question, its answer, again."""

import json
import socket
from enum import StrEnum
from typing import Any, Protocol

MOST_BYTES = 8 * 1024 * 1024
_LENGTH, _MOST_AT_ONCE = 4, 64 * 1024


class Purpose(StrEnum):
    """What a signature is for; each has a key and a certificate of its own, which bear its name."""

    SEAL = "seal"
    """`data` is the signed part of a seal (Doc 9303-13 section 2.4); the signature is raw r||s."""
    DOCUMENT = "document"
    """`data` is the SHA-256 of CMS signed attributes (RFC 5652 section 5.4); the signature is DER."""
    TREE_HEAD = "log"
    """`data` is the text of a checkpoint (C2SP tlog-checkpoint); the signature is Ed25519, 64 bytes."""
    LIST = "list"
    """`data` is a trust or revocation list in JSON (`rules.read_list`); the signature is raw r||s over its SHA-256."""
    QUANTUM = "quantum"
    """`data` is the DER of CMS signed attributes with a SHA-512 (RFC 9882); the signature is ML-DSA-65, 3,309 bytes."""


DECIDED = frozenset({Purpose.SEAL, Purpose.DOCUMENT, Purpose.QUANTUM})
"""Purposes that a committed decision allows; the others are allowed by what they signed before."""


class Signer(Protocol):
    """Whoever signs: the process behind its socket, or the same desk in this process."""

    def sign(self, *, purpose: Purpose, data: bytes, reference: str = "", decision: str = "") -> bytes:
        """Sign `data`, for a seal or a document under a committed decision (hex digest) on a reference.

        Raises:
            NotAllowed: the decision is not committed, its signatures are used up, or the data is not to be signed.
            Unavailable: the signer does not answer, or has signed too much of late; try again later.
        """
        ...


class Broken(Exception):
    """The other side sent no message, or none that can be read."""


class Ended(Broken):
    """The other side ended the connection between two messages."""


def send(connection: socket.socket, message: dict[str, Any]) -> None:
    """Send one message."""
    data = json.dumps(message).encode()
    connection.sendall(len(data).to_bytes(_LENGTH, "big") + data)


def receive(connection: socket.socket) -> dict[str, Any]:
    """Receive one message.

    Raises:
        Ended: there is none any more.
        Broken: the connection ended within it, or the message is too long or no JSON object.
    """
    first = connection.recv(_MOST_AT_ONCE)
    if not first:
        raise Ended("the connection ended")
    data = bytearray(first)
    length = int.from_bytes(_filled(connection, data, _LENGTH)[:_LENGTH], "big")
    if length > MOST_BYTES:
        raise Broken(f"a message of {length} bytes")
    _filled(connection, data, _LENGTH + length)
    if len(data) > _LENGTH + length:
        raise Broken("more than one message at once")
    try:
        message = json.loads(data[_LENGTH:])
    except (ValueError, RecursionError) as error:
        raise Broken("a message that is no JSON") from error
    if not isinstance(message, dict):
        raise Broken("a message that is no object")
    return message


def _filled(connection: socket.socket, data: bytearray, count: int) -> bytearray:
    while len(data) < count:
        part = connection.recv(_MOST_AT_ONCE)
        if not part:
            raise Broken("the connection ended within a message")
        data += part
    return data
