"""Shared reads: the head to show, a document's proof, what stands at a position."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from legation.ground.errors import NotFound, Tampered
from legation.ground.secrets import unseal
from legation.ground.transparency import notes, sources, tree, witnesses
from legation.ground.transparency.entries import document_subject
from legation.ground.transparency.merkle import leaf_hash
from legation.ground.transparency.models import Commitment, Cosignature, Cursor, Leaf, Refusal, TreeHead
from legation.ground.transparency.notes import b64
from legation.ground.transparency.services.commit import CONTEXT

FORMAT = "legation-proof/1"
_LOOK_BACK = 20


def note_of(head: TreeHead) -> str:
    """A head with the log's signature and those of its witnesses."""
    return head.note + "".join(each.line for each in head.cosignatures.all())


def head_for(least: int = 0) -> TreeHead:
    """The newest head of at least `least` leaves that a quorum of witnesses cosigned; the newest if none did.

    Raises:
        NotFound: there is none yet.
    """
    rows = TreeHead.objects.filter(size__gte=least).order_by("-pk").prefetch_related("cosignatures")
    heads, policy = list(rows[:_LOOK_BACK]), witnesses.policy()
    if not heads:
        raise NotFound(f"no signed head of {least} leaves")
    for head in heads:
        body, signatures = notes.read_note(note_of(head))
        if policy.met(notes.signers_of(body, signatures, policy.known())):
            return head
    return heads[0]


@dataclass(frozen=True)
class WitnessState:
    """How a witness of the policy stands: the last head it cosigned, and whether one contradicted what it had seen."""

    name: str
    size: int
    at: datetime | None
    contradicted: bool


def witness_states() -> list[WitnessState]:
    """Every witness of the policy, in its order."""
    return [_state_of(each.verifier.name) for each in witnesses.policy().witnesses.values()]


def _state_of(name: str) -> WitnessState:
    last = Cosignature.objects.filter(witness=name).select_related("head").order_by("-pk").first()
    contradicted = Refusal.objects.filter(witness=name).exists()
    return WitnessState(name, last.head.size if last else 0, last.at if last else None, contradicted)


def position_of(hash_: bytes) -> int:
    """Where a leaf with this hash stands.

    Raises:
        NotFound: nowhere.
    """
    found = Leaf.objects.filter(hash=hash_).order_by("position").values_list("position", flat=True).first()
    if found is None:
        raise NotFound("no leaf has this hash")
    return found


def proof(hash_: bytes) -> dict[str, Any]:
    """That a leaf stands in the log: its index, the path, and a head that covers it.

    Raises:
        NotFound: it does not, or no head covers it yet.
    """
    index = position_of(hash_)
    head = head_for(index + 1)
    path = [b64(each) for each in tree.inclusion(index, head.size)]
    return {"index": index, "path": path, "checkpoint": note_of(head)}


def document_proof(number: str, *, key: bytes) -> dict[str, Any]:
    """Everything that shows that a document is in the log, for whoever holds it.

    Args:
        key: The data key under which the salt is sealed.

    Raises:
        NotFound: it is not there yet, or its salt is destroyed.
        Tampered: the salt does not open.
    """
    row = Commitment.objects.filter(subject=document_subject(number)).first()
    if row is None or row.salt is None:
        raise NotFound(f"no proof of document {number}")
    entry = bytes(row.entry)
    salt = unseal(key, row.salt, context=CONTEXT)
    return {"format": FORMAT, "leaf": b64(entry), "salt": b64(salt), **proof(leaf_hash(entry))}


def opened_salts(keys: dict[str, bytes], rows: list[Commitment]) -> dict[str, bytes]:
    """subject -> salt, for those whose case still has a key; salts that do not open are left out."""
    found = {}
    for row in rows:
        if row.salt is not None and row.reference in keys:
            try:
                found[row.subject] = unseal(keys[row.reference], row.salt, context=CONTEXT)
            except Tampered:
                continue
    return found


def provable(numbers: Collection[str]) -> set[str]:
    """Those of these documents that a signed head covers and whose salt is not destroyed."""
    return _covered(numbers, Commitment.objects.exclude(salt=None))


def logged(numbers: Collection[str]) -> set[str]:
    """Those of these documents that a signed head covers."""
    return _covered(numbers, Commitment.objects.all())


def published_heads() -> set[tuple[int, str]]:
    """The heads that were signed and published: size and root (hex)."""
    rows = TreeHead.objects.values_list("size", "root").iterator()
    return {(size, bytes(root).hex()) for size, root in rows}


def root_at(size: int) -> bytes | None:
    """The root of the log when it had `size` leaves; None if it has not grown that far."""
    return tree.root(size) if size <= tree.size() else None


def _covered(numbers: Collection[str], commitments: QuerySet[Commitment]) -> set[str]:
    if not numbers:
        return set()
    last = TreeHead.objects.order_by("-size").values_list("size", flat=True).first() or 0
    subjects = {document_subject(number): number for number in numbers}
    rows = commitments.filter(subject__in=subjects).values_list("subject", "entry")
    hashes = {leaf_hash(bytes(entry)): subjects[subject] for subject, entry in rows}
    found = Leaf.objects.filter(hash__in=list(hashes), position__lt=last).values_list("hash", flat=True)
    return {hashes[bytes(each)] for each in found}


def waiting() -> int:
    """How many committed rows the writer has not reached."""
    after = dict(Cursor.objects.values_list("source", "after"))
    count = 0
    with connection.cursor() as cursor:
        for name, source in sources.registered().items():
            cursor.execute(f"SELECT count(*) FROM {source.table} WHERE id > %s", [after.get(name, 0)])  # noqa: S608
            count += cursor.fetchone()[0]
    return count
