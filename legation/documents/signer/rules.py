"""What each purpose may sign: a seal of ours, a digest, a tree head, a list. Anything else is refused unread.

Tree heads and lists are numbered. A number never falls and never comes twice with another content, so whoever holds
two signed ones can tell which is newer, and two that contradict each other do not exist.
"""

import base64
import binascii
import json
import re
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from cryptography import x509

from legation.documents.seals.certificates import signer_of
from legation.documents.seals.errors import SealError
from legation.documents.seals.vds import Seal
from legation.ground.errors import NotAllowed

LIST_TYPES = frozenset({"trust-list", "revocation-list", "revocation-delta"})
NEAR = timedelta(minutes=5)
"""How far from now a list may say that it was issued."""

_DIGEST = 32
_MOST_LIST = 2 * 1024 * 1024
_MOST_CHECKPOINT = 2048
_CHECKPOINT = re.compile(r"([^\n+]{1,200})\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]{1,200}\n){0,8}")
_EMPTY_ROOT = sha256(b"").digest()
_MOST_SHARD = 80
_MOST_NUMBER = 2**53 - 1  # what every reader of JSON holds exactly (RFC 8259 section 6)


class Step(NamedTuple):
    """One of a row of numbered statements: the row, the number in it, and a digest of what it says (hex)."""

    row: str
    number: int
    content: str


def check_seal(certificate: x509.Certificate, state: str, data: bytes) -> None:
    """The header must name this State, this signer and this certificate.

    Raises:
        NotAllowed: it does not, or the bytes are no unsigned seal.
    """
    try:
        seal = Seal.parse(data)
    except SealError as error:
        raise NotAllowed(f"what was sent is no seal: {error}") from error
    header = seal.header
    named = (header.country, header.signer, header.serial)
    if seal.signature or named != (state, signer_of(certificate), certificate.serial_number):
        raise NotAllowed(f"the seal names {named}, which this signer does not sign for")


def check_digest(data: bytes) -> None:
    """A document is signed by a SHA-256. Raises `NotAllowed` for anything of another length."""
    if len(data) != _DIGEST:
        raise NotAllowed(f"a document is signed by its SHA-256, not by {len(data)} bytes")


def read_tree_head(data: bytes) -> Step:
    """The body of a checkpoint (C2SP tlog-checkpoint): origin, size, root hash, further lines, each with its line end.

    Raises:
        NotAllowed: it has another shape, or the root of an empty tree is not the one of RFC 6962 section 2.1.
    """
    try:
        found = _CHECKPOINT.fullmatch(data.decode()) if len(data) <= _MOST_CHECKPOINT else None
    except UnicodeDecodeError:
        found = None
    if found is None or not found[1].isprintable() or " " in found[1]:
        raise NotAllowed("what was sent is no checkpoint")
    try:
        root = base64.b64decode(found[3], validate=True)
    except binascii.Error as error:
        raise NotAllowed("the root hash of the checkpoint is no base64") from error
    if not int(found[2]) and root != _EMPTY_ROOT:
        raise NotAllowed("an empty tree has another root hash")
    return Step(found[1], int(found[2]), root.hex())


def read_list(data: bytes, *, now: datetime) -> Step:
    """A list in JSON: an object with `type` of `LIST_TYPES`, `number`, `issued` (RFC 3339, UTC, with Z), maybe `shard`.

    Raises:
        NotAllowed: it is none, says another time than about now, or is larger than 2 MiB.
    """
    said = _object(data)
    kind, shard, number = said.get("type"), said.get("shard", ""), said.get("number")
    if not isinstance(kind, str) or kind not in LIST_TYPES:
        raise NotAllowed(f"a list is of a type among {', '.join(sorted(LIST_TYPES))}")
    if not isinstance(shard, str) or len(shard) > _MOST_SHARD:
        raise NotAllowed(f"the shard of a list is a text of at most {_MOST_SHARD} letters")
    if type(number) is not int or not 0 <= number <= _MOST_NUMBER:
        raise NotAllowed("the number of a list is a whole number")
    if abs(_moment(said.get("issued")) - now) > NEAR:
        raise NotAllowed(f"a list is issued now, not at {said.get('issued')}")
    return Step(f"{kind}/{shard}", number, sha256(data).hexdigest())


def check_order(earlier: Step | None, step: Step) -> None:
    """Raises `NotAllowed` where a step goes back, or says something else than the one before it with its number."""
    if earlier is None or step.number > earlier.number or step == earlier:
        return
    why = "falls behind" if step.number < earlier.number else "says something else than"
    raise NotAllowed(f"{step.row}: number {step.number} {why} number {earlier.number}, which is signed")


def _object(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data, object_pairs_hook=_unrepeated) if len(data) <= _MOST_LIST else None
    except (ValueError, RecursionError) as error:
        raise NotAllowed(f"what was sent is no JSON: {error}") from error
    if not isinstance(said, dict):
        raise NotAllowed("a list is a JSON object of at most 2 MiB")
    return said


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Readers differ in which of two equal names counts, so there must not be two."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


def _moment(text: Any) -> datetime:
    try:
        if not str(text).endswith("Z"):
            raise ValueError("no Z")
        return datetime.fromisoformat(str(text))
    except ValueError as error:
        raise NotAllowed(f"a list says when it was issued as 2026-11-22T12:00:00Z, not as {text!r}") from error
