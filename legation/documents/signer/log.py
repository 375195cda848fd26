"""The signer's own record: one line of JSON for each signature, written and on the disk before it is made."""

import json
import os
from collections import Counter
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from legation.documents.signer.protocol import Purpose


class SignatureLog:
    """An append-only file of signatures, and how many each decision has had.

    A line cut short by a crash is closed with a line break and not counted: what it announced was never signed.
    """

    def __init__(self, path: Path) -> None:
        self._counts: Counter[bytes] = Counter()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._load(path)

    def count(self, purpose: Purpose, reference: str, decision: str) -> int:
        """How many signatures of this purpose the decision has had."""
        return self._counts[_key(purpose, reference, decision)]

    def append(self, purpose: Purpose, reference: str, decision: str, data: bytes, *, at: datetime) -> None:
        """Write down that `data` is about to be signed."""
        line = {
            "time": at.isoformat(), "purpose": purpose, "reference": reference, "decision": decision,
            "digest": sha256(data).hexdigest(),
        }  # fmt: skip
        os.write(self._file, json.dumps(line).encode() + b"\n")
        os.fdatasync(self._file)
        self._counts[_key(purpose, reference, decision)] += 1

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _load(self, path: Path) -> None:
        last = b"\n"
        with path.open("rb") as file:
            for last in file:
                self._count(last)
        if not last.endswith(b"\n"):
            os.write(self._file, b"\n")

    def _count(self, line: bytes) -> None:
        try:
            entry = json.loads(line)
            self._counts[_key(Purpose(entry["purpose"]), entry["reference"], entry["decision"])] += 1
        except (ValueError, KeyError, TypeError):
            return


def _key(purpose: Purpose, reference: str, decision: str) -> bytes:
    return sha256(f"{purpose}\n{reference}\n{decision}".encode()).digest()[:12]
