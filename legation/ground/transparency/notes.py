"""Signed notes, checkpoints and cosignatures: C2SP signed-note, tlog-checkpoint and tlog-cosignature (Ed25519).

Pure: a signature is made by whatever callable is given, so that the log's key may lie in another process.
"""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NOTE, COSIGNATURE = 0x01, 0x04
"""Signature types of signed-note."""
MOST_BYTES, MOST_SIGNATURES = 64 * 1024, 64
_LINE = re.compile("— ([^ +\\s]+) ([A-Za-z0-9+/]+={0,2})\n")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class Malformed(ValueError):
    """What was given is no note, checkpoint, key or proof line."""


@dataclass(frozen=True)
class Verifier:
    """A known key: its name, whether it signs notes or cosigns, and its 32 bytes."""

    name: str
    kind: int
    key: bytes

    @property
    def id(self) -> bytes:
        """The first four bytes of SHA-256 over name, newline, type and key."""
        return sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.key).digest()[:4]

    def __str__(self) -> str:
        """As a verifier key: name+id+base64."""
        return f"{self.name}+{self.id.hex()}+{b64(bytes([self.kind]) + self.key)}"

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """The key in `name+id+base64`.

        Raises:
            Malformed: it is none, or its id is another key's.
        """
        try:
            name, id_, encoded = text.split("+", 2)
            data = unb64(encoded)
        except ValueError as error:
            raise Malformed(f"no verifier key: {text[:80]!r}") from error
        if not name or len(data) != 33 or data[0] not in (NOTE, COSIGNATURE):
            raise Malformed(f"no Ed25519 verifier key: {text[:80]!r}")
        found = cls(name, data[0], data[1:])
        if found.id.hex() != id_:
            raise Malformed(f"the id of {name} is not that of its key")
        return found

    def holds(self, body: str, signature: bytes) -> bool:
        """Whether `signature` (without the key's id) is this key's on the note text `body`."""
        message = body.encode()
        if self.kind == COSIGNATURE:
            message, signature = _cosigned(body, int.from_bytes(signature[:8], "big")), signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Signed:
    """One signature line: whose it says it is, the key's id, and the rest."""

    name: str
    id: bytes
    signature: bytes

    @property
    def time(self) -> int:
        """When it was cosigned, in seconds since 1970."""
        return int.from_bytes(self.signature[:8], "big")

    def __str__(self) -> str:
        return f"— {self.name} {b64(self.id + self.signature)}\n"


@dataclass(frozen=True)
class Checkpoint:
    """A tree's head: the log's name, how many leaves, the root."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The note text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64(self.root)}\n"

    @classmethod
    def parse(cls, body: str) -> "Checkpoint":
        """The head in a note's text.

        Raises:
            Malformed: it is no checkpoint; one with extension lines is refused, since no log of ours writes any.
        """
        lines = body.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0] or not _SIZE.fullmatch(lines[1]):
            raise Malformed("no checkpoint: three lines are needed, origin, size and root")
        root = unb64(lines[2])
        if len(root) != 32:
            raise Malformed(f"a root of {len(root)} bytes")
        return cls(lines[0], int(lines[1]), root)


def read_note(note: str) -> tuple[str, list[Signed]]:
    """The text of a signed note, and its signatures, none of them checked.

    Raises:
        Malformed: it is no signed note.
    """
    body, blank, lines = note.rpartition("\n\n")
    if len(note) > MOST_BYTES or not blank or any(ord(letter) < 32 and letter != "\n" for letter in note):
        raise Malformed("no signed note")
    return body + "\n", read_signatures(lines)


def read_signatures(lines: str) -> list[Signed]:
    """Signature lines.

    Raises:
        Malformed: something else stands among them, or there is none.
    """
    found, at = [], 0
    while match := _LINE.match(lines, at):
        data = unb64(match[2])
        if len(data) < 5:
            raise Malformed("a signature without a key's id")
        found.append(Signed(match[1], data[:4], data[4:]))
        at = match.end()
    if at != len(lines) or not 0 < len(found) <= MOST_SIGNATURES:
        raise Malformed("no signature lines, or too many")
    return found


def signers_of(body: str, signatures: list[Signed], known: list[Verifier]) -> list[Verifier]:
    """Whose of the known keys signed a note; signatures of unknown keys are ignored.

    Raises:
        Malformed: a line claims a known key and is not its signature.
    """
    by_id, found = {(each.name, each.id): each for each in known}, []
    for line in signatures:
        verifier = by_id.get((line.name, line.id))
        if verifier is None:
            continue
        if not verifier.holds(body, line.signature):
            raise Malformed(f"the signature of {line.name} does not hold")
        if verifier not in found:
            found.append(verifier)
    return found


def sign(body: str, verifier: Verifier, signing: Callable[[bytes], bytes]) -> Signed:
    """Sign a note's text; `signing` makes an Ed25519 signature."""
    return Signed(verifier.name, verifier.id, signing(body.encode()))


def cosign(body: str, verifier: Verifier, signing: Callable[[bytes], bytes], *, time: int) -> Signed:
    """Cosign a checkpoint at `time` (seconds since 1970)."""
    return Signed(verifier.name, verifier.id, time.to_bytes(8, "big") + signing(_cosigned(body, time)))


def _cosigned(body: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{body}".encode()


def b64(data: bytes) -> str:
    """Standard base64."""
    return base64.b64encode(data).decode()


def unb64(text: str) -> bytes:
    """The bytes in standard base64.

    Raises:
        Malformed: it is not that.
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("no base64") from error
