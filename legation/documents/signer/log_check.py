"""Reading the signer's log as an auditor does: every line names the one before it, and says what a signer says."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from legation.documents.signer.log import CLOSED, START, digest_of
from legation.documents.signer.protocol import Purpose
from legation.documents.signer.rules import Step, check_order
from legation.ground.errors import NotAllowed


@dataclass
class Checked:
    """What a log holds: signatures by purpose, lines cut short by a crash, the digest of its last line, findings."""

    counts: Counter[Purpose] = field(default_factory=Counter)
    torn: int = 0
    head: str = START
    findings: list[str] = field(default_factory=list)
    heads: set[str] = field(default_factory=lambda: {START})
    steps: dict[tuple[Purpose, str], Step] = field(default_factory=dict)
    signed: set[tuple[str, str]] = field(default_factory=set)
    """(reference, decision) of every document that was signed."""


def check(path: Path, *, holding: str = "") -> Checked:
    """Walk the log at `path` from its first line.

    Args:
        path: The file.
        holding: The digest of a line that was noted earlier; that it is gone means the log was cut off or written anew.
    """
    found, cut = Checked(), 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            cut = _check_line(found, number, line, cut)
    if cut:
        found.findings.append(f"line {cut} cannot be read, and no line after it says that it was cut short")
    if holding and holding not in found.heads:
        found.findings.append(f"no line has the digest {holding}: the log was cut off or written anew")
    return found


def _check_line(found: Checked, number: int, line: bytes, cut: int) -> int:
    """Take in one line; gives its number if it cannot be read, else 0. `cut` is the one before, if it could not."""
    previous, found.head = found.head, digest_of(line)
    found.heads.add(found.head)
    entry = _entry(line)
    if cut:
        if entry.get("closed") == CLOSED:
            found.torn += 1
        else:
            found.findings.append(f"line {cut} cannot be read, and the next does not say that it was cut short")
    if not entry:
        return number
    if entry.get("previous") != previous:
        found.findings.append(f"line {number} does not follow the line before it")
    if "closed" not in entry:
        _check_entry(found, number, entry)
    return 0


def _check_entry(found: Checked, number: int, entry: dict[str, Any]) -> None:
    try:
        purpose = Purpose(entry["purpose"])
        datetime.fromisoformat(entry["time"])
        bytes.fromhex(entry["digest"])
        if "step" in entry:
            step = Step(*entry["step"])
            check_order(found.steps.get((purpose, step.row)), step)
            found.steps[purpose, step.row] = step
        if purpose is Purpose.DOCUMENT:
            found.signed.add((entry["reference"], entry["decision"]))
        found.counts[purpose] += 1
    except NotAllowed as error:
        found.findings.append(f"line {number}: {error.detail}")
    except (KeyError, ValueError, TypeError) as error:
        found.findings.append(f"line {number} is not an entry of a signer: {error!r}")


def _entry(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line) if line.endswith(b"\n") else {}
    except (ValueError, RecursionError):
        return {}
    return entry if isinstance(entry, dict) else {}
