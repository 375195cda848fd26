"""The rules of add-checkpoint (C2SP tlog-witness): which head is cosigned, and what is answered otherwise."""

import re
import threading
from collections.abc import Callable, Iterable
from typing import NamedTuple

from legation.ground.transparency import merkle, notes
from legation.ground.transparency.notes import COSIGNATURE, Checkpoint, Malformed, Verifier
from legation.ground.transparency.witness.memory import Memory

MOST_BYTES = 80 * 1024
MOST_HASHES = 63
SIZE = "text/x.tlog.size"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


class Answer(NamedTuple):
    """An HTTP status, a text, and the text's type."""

    status: int
    text: str
    type: str = "text/plain; charset=utf-8"


class Request(NamedTuple):
    """What was sent: the size the log believes we saw last, the proof from there, and the signed head."""

    old: int
    proof: list[bytes]
    head: Checkpoint
    body: str
    signatures: list[notes.Signed]

    @classmethod
    def parse(cls, data: bytes) -> "Request":
        """The request in the body of a POST.

        Raises:
            Malformed: it is none.
        """
        try:
            lines, blank, note = data.decode().partition("\n\n")
        except UnicodeDecodeError as error:
            raise Malformed("not UTF-8") from error
        first, *proof = lines.split("\n")
        old = _OLD.fullmatch(first)
        if not blank or not old or len(proof) > MOST_HASHES:
            raise Malformed("an old size, at most 63 hashes, an empty line and a checkpoint are needed")
        hashes = [notes.unb64(line) for line in proof]
        if any(len(each) != 32 for each in hashes):
            raise Malformed("a hash has 32 bytes")
        body, signatures = notes.read_note(note)
        return cls(int(old[1]), hashes, Checkpoint.parse(body), body, signatures)


class Judge:
    """Decides and cosigns, one request after the other.

    Args:
        name: The witness's name in its cosignatures.
        logs: The keys of the logs it watches; a log's origin is its key's name.
        clock: Seconds since 1970.
    """

    def __init__(self, name: str, logs: Iterable[Verifier], memory: Memory, clock: Callable[[], float]) -> None:
        self._memory, self._clock, self._key = memory, clock, memory.key()
        self._logs: dict[str, list[Verifier]] = {}
        for log in logs:
            self._logs.setdefault(log.name, []).append(log)
        self.verifier = Verifier(name, COSIGNATURE, self._key.public_key().public_bytes_raw())
        self._one_at_a_time = threading.Lock()

    def add_checkpoint(self, data: bytes) -> Answer:
        """Answer one request."""
        try:
            request = Request.parse(data)
            known = self._logs.get(request.head.origin)
            if known is None:
                return Answer(404, "this log is not known here\n")
            if not _signers(request, known):
                return Answer(403, "not signed by a key of this log\n")
        except Malformed as error:
            return Answer(400, f"{error}\n")
        if request.old > request.head.size:
            return Answer(400, "the old size is larger than the new\n")
        with self._one_at_a_time:
            return self._decide(request, data)

    def _decide(self, request: Request, data: bytes) -> Answer:
        head, last = request.head, self._memory.last(request.head.origin)
        if head.size == last.size and head.root != last.root:
            self._memory.keep_evidence(data)
            return Answer(409, f"{last.size}\n", SIZE)
        if request.old != last.size:
            return Answer(409, f"{last.size}\n", SIZE)
        if not merkle.proves_consistency(
            old=last.size, new=head.size, old_root=last.root, new_root=head.root, path=request.proof
        ):  # fmt: skip
            self._memory.keep_evidence(data)
            return Answer(422, "the proof does not lead from the last head to this one\n")
        self._memory.remember(head)
        line = notes.cosign(request.body, self.verifier, self._key.sign, time=int(self._clock()))
        return Answer(200, str(line))


def _signers(request: Request, known: list[Verifier]) -> list[Verifier]:
    try:
        return notes.signers_of(request.body, request.signatures, known)
    except Malformed:
        return []
