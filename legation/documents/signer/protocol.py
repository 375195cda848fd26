"""What is said between the signer and who asks it: four bytes of length, then JSON, once in each direction."""

import json
import socket
from enum import StrEnum
from typing import Any, Protocol

MOST_BYTES = 8 * 1024 * 1024
_LENGTH = 4


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


DECIDED = frozenset({Purpose.SEAL, Purpose.DOCUMENT})
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


def send(connection: socket.socket, message: dict[str, Any]) -> None:
    """Send one message."""
    data = json.dumps(message).encode()
    connection.sendall(len(data).to_bytes(_LENGTH, "big") + data)


def receive(connection: socket.socket) -> dict[str, Any]:
    """Receive one message.

    Raises:
        Broken: the connection ended, or the message is too long or no JSON object.
    """
    length = int.from_bytes(_exactly(connection, _LENGTH), "big")
    if length > MOST_BYTES:
        raise Broken(f"a message of {length} bytes")
    try:
        message = json.loads(_exactly(connection, length))
    except ValueError as error:
        raise Broken("a message that is no JSON") from error
    if not isinstance(message, dict):
        raise Broken("a message that is no object")
    return message


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise Broken("the connection ended")
        data += part
    return data
