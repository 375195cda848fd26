"""The signer's own record: one line of JSON for each signature, written and on the disk before it is made.

Each line names the SHA-256 of the line before it, so a line that was changed, taken out or put in is found.
"""

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

log = logging.getLogger("legation.signer")

START = "0" * 64
"""What the first line names as the one before it."""


class SignatureLog:
    """An append-only file of signatures, and what has to be remembered of it: counts, numbers, times.

    A line cut short by a crash is closed with a line break and not counted: what it announced was never signed.
    """

    def __init__(self, path: Path) -> None:
        self._counts: Counter[bytes] = Counter()
        self._steps: dict[tuple[Purpose, str], Step] = {}
        self._times: defaultdict[Purpose, deque[float]] = defaultdict(lambda: deque(maxlen=MOST_KEPT))
        self._head = START
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._load(path)

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
        """Write down that `data` is about to be signed."""
        entry: dict[str, Any] = {
            "time": at.isoformat(), "purpose": purpose, "reference": reference, "decision": decision,
            "digest": sha256(data).hexdigest(), "previous": self._head,
        }  # fmt: skip
        if step:
            entry["step"] = list(step)
        line = json.dumps(entry, ensure_ascii=True).encode()
        self._write(line + b"\n")
        self._head = sha256(line).hexdigest()
        self._remember(entry)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _write(self, data: bytes) -> None:
        os.write(self._file, data)
        os.fdatasync(self._file)

    def _load(self, path: Path) -> None:
        last = b"\n"
        with path.open("rb") as file:
            for last in file:
                self._head = sha256(last.rstrip(b"\n")).hexdigest()
                self._read(last)
        if not last.endswith(b"\n"):
            log.warning("%s ends in a line that was cut short; it is closed and what it announced was not signed", path)
            self._write(b"\n")

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


def _key(purpose: Purpose, reference: str, decision: str) -> bytes:
    return sha256(f"{purpose}\n{reference}\n{decision}".encode()).digest()[:12]
