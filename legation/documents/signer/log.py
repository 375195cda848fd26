"""The signer's own record: one line of JSON for each signature, on the disk before the signature is given away.

Each line names the SHA-256 of the line before it, so a line that was changed, taken out or put in is found.
"""

import fcntl
import json
import logging
import os
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from legation.documents.signer.protocol import Purpose
from legation.documents.signer.rates import MOST_KEPT
from legation.documents.signer.rules import Step
from legation.ground.errors import Unavailable

CLOSED = "the line before was cut short"

log = logging.getLogger("legation.signer")

START = "0" * 64
"""What the first line names as the one before it."""


class SignatureLog:
    """An append-only file of signatures, and what has to be remembered of it: counts, numbers, times.

    A line cut short by a crash is closed by a line that says so, and not counted: what it announced never left.

    Args:
        path: The file; it is made where there is none.
        alone: Take it for this process only.

    Raises:
        Unavailable: another process holds it alone.
    """

    def __init__(self, path: Path, *, alone: bool = False) -> None:
        self._path, self._is_broken = path, False
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if alone:
            self._lock()
        self._load()

    def count(self, purpose: Purpose, reference: str, decision: str) -> int:
        """How many signatures of this purpose the decision has had."""
        return self._counts[_key(purpose, reference, decision)]

    def last(self, purpose: Purpose, row: str) -> Step | None:
        """The last that was signed of a row of numbered statements."""
        return self._steps.get((purpose, row))

    def times(self, purpose: Purpose) -> Sequence[float]:
        """When signatures of this purpose were made, in seconds since 1970, oldest first; only the latest are held."""
        return self._times[purpose]

    def append(
        self, purpose: Purpose, reference: str, decision: str, data: bytes, *, at: datetime, step: Step | None = None
    ) -> None:
        """Write down that the signature over `data` is about to be given away."""
        if self._is_broken:
            self._load()
        entry: dict[str, Any] = {
            "time": at.isoformat(), "purpose": purpose, "reference": reference, "decision": decision,
            "digest": sha256(data).hexdigest(), "previous": self._head,
        }  # fmt: skip
        if step:
            entry["step"] = list(step)
        self._write(entry)
        self._remember(entry)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Unavailable(f"another signer writes {self._path.name}") from error

    def _write(self, entry: dict[str, Any]) -> None:
        """After an error of the disk it is not known what lies there, so that it is read again before the next line."""
        line = json.dumps(entry).encode() + b"\n"
        try:
            if os.write(self._file, line) != len(line):
                raise OSError("the line was written in part")
            os.fdatasync(self._file)
        except OSError as error:
            self._is_broken = True
            raise Unavailable(f"the log of signatures cannot be written: {error}") from error
        self._head = digest_of(line)

    def _load(self) -> None:
        self._counts: Counter[bytes] = Counter()
        self._steps: dict[tuple[Purpose, str], Step] = {}
        self._times: defaultdict[Purpose, deque[float]] = defaultdict(lambda: deque(maxlen=MOST_KEPT))
        self._head, last = START, b"\n"
        with self._path.open("rb") as file:
            for last in file:
                self._head = digest_of(last)
                self._read(last)
        if not last.endswith(b"\n"):
            self._close_line()
        self._is_broken = False

    def _close_line(self) -> None:
        log.warning("%s ends in a line that was cut short; it is closed, what it announced never left", self._path)
        os.write(self._file, b"\n")
        self._write({"closed": CLOSED, "previous": self._head})

    def _read(self, line: bytes) -> None:
        try:
            self._remember(json.loads(line))
        except (ValueError, KeyError, TypeError):
            return

    def _remember(self, entry: dict[str, Any]) -> None:
        purpose = Purpose(entry["purpose"])
        moment = datetime.fromisoformat(entry["time"]).timestamp()
        self._counts[_key(purpose, entry["reference"], entry["decision"])] += 1
        self._times[purpose].append(moment)
        if "step" in entry:
            step = Step(*entry["step"])
            self._steps[purpose, step.row] = step


def digest_of(line: bytes) -> str:
    """What the next line names: SHA-256 of this one without its line break, hex."""
    return sha256(line.rstrip(b"\n")).hexdigest()


def _key(purpose: Purpose, reference: str, decision: str) -> bytes:
    return sha256(f"{purpose}\n{reference}\n{decision}".encode()).digest()[:12]
