"""The signer's record as an auditor reads it: is it whole, and what was signed."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from legation.documents.signer.log import START
from legation.documents.signer.protocol import Purpose


@dataclass
class Record:
    """What the signer wrote down.

    Args:
        broken: The numbers (from 1) of lines that do not name the one before them.
        decided: (purpose, reference, decision) -> when it was last signed.
        digests: SHA-256 of everything that was signed.
        heads: Tree heads: (size, root in hex).
    """

    broken: list[int] = field(default_factory=list)
    decided: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    digests: set[bytes] = field(default_factory=set)
    heads: set[tuple[int, str]] = field(default_factory=set)

    def signed(self, purpose: Purpose, reference: str, decision: str) -> bool:
        """Whether a signature of this purpose was made for this decision."""
        return (str(purpose), reference, decision) in self.decided


def read(path: Path) -> Record:
    """The record in a file; empty if there is none."""
    record = Record()
    add(record, _lines(path))
    return record


def add(record: Record, lines: Iterable[bytes]) -> None:
    """Add the whole record of one signer, line by line, to what is known."""
    previous = START
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            moment = datetime.fromisoformat(entry["time"])
        except (ValueError, KeyError, TypeError):
            entry, moment = {}, None  # cut short by a crash: what it announced was not signed
        if entry and entry.get("previous", previous) != previous:
            record.broken.append(number)
        if moment:
            _note(record, entry, moment)
        previous = sha256(line).hexdigest()


def _lines(path: Path) -> Iterator[bytes]:
    if path.exists():
        with path.open("rb") as file:
            for line in file:
                yield line.rstrip(b"\n")


def _note(record: Record, entry: dict[str, Any], moment: datetime) -> None:
    purpose = entry["purpose"]
    record.digests.add(bytes.fromhex(entry["digest"]))
    if purpose == Purpose.TREE_HEAD:
        _row, size, root = entry["step"]
        record.heads.add((size, root))
    else:
        record.decided[purpose, entry["reference"], entry["decision"]] = moment
