"""The signer's log: chained, opened again after a crash, and no change to it goes unseen."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.config.commands import sign
from legation.documents import api, keys
from legation.documents.signer.local import log_path
from legation.documents.signer.log import START, SignatureLog, digest_of
from legation.documents.signer.log_check import check
from legation.documents.signer.protocol import Purpose
from legation.documents.signer.rules import Step
from legation.ground.errors import Unavailable
from tests.conftest import NOW

DOCUMENT = Purpose.DOCUMENT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log of five signatures."""
    path = tmp_path / "signed.jsonl"
    log = SignatureLog(path)
    for number in range(4):
        log.append(DOCUMENT, f"R-{number}", "ab" * 32, b"x", at=NOW)
    log.append(Purpose.TREE_HEAD, "", "", b"x", at=NOW, step=Step("a/log", 7, "00" * 32))
    return path


def test_each_line_names_the_one_before_it(path: Path) -> None:
    lines = path.read_bytes().splitlines()
    assert [json.loads(line)["previous"] for line in lines] == [START, *map(digest_of, lines[:-1])]
    checked = check(path)
    assert (checked.counts, checked.findings, checked.head) == ({DOCUMENT: 4, "log": 1}, [], digest_of(lines[-1]))


CHANGES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "a line changed": lambda lines: [lines[0], lines[1].replace(b"R-1", b"R-9"), *lines[2:]],
    "a line taken out": lambda lines: [lines[0], *lines[2:]],
    "a line put in": lambda lines: [*lines[:2], lines[1], *lines[2:]],
    "two lines in another order": lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
    "the beginning cut off": lambda lines: lines[1:],
    "the end cut off": lambda lines: lines[:-1],
    "a line of nonsense at the end": lambda lines: [*lines, b"hello\n"],
    "a line of nonsense within": lambda lines: [*lines[:2], b"[]\n", *lines[2:]],
    "everything gone": lambda _lines: [],
    "half a line at the end": lambda lines: [*lines[:-1], lines[-1][:40]],
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_found_by_whoever_noted_the_head(path: Path, change: str) -> None:
    head = check(path).head
    path.write_bytes(b"".join(CHANGES[change](path.read_bytes().splitlines(keepends=True))))
    assert check(path, holding=head).findings


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_every_flipped_bit_is_found(path: Path, at: int, bit: int) -> None:
    whole = path.read_bytes()
    head, at = check(path).head, at % len(whole)
    path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << bit)]) + whole[at + 1 :])
    try:
        assert check(path, holding=head).findings
    finally:
        path.write_bytes(whole)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(left=st.integers(0, 10_000))
def test_it_opens_wherever_a_crash_cut_it(path: Path, left: int) -> None:
    whole = path.read_bytes()
    left %= len(whole) + 1
    path.write_bytes(whole[:left])
    # a line is whole without the character that ends it
    complete = sum(end <= left for end, byte in enumerate(whole) if byte == ord("\n"))
    try:
        log = SignatureLog(path)
        log.append(DOCUMENT, "R-after", "ab" * 32, b"x", at=NOW)
        checked = check(path)
        assert not checked.findings and sum(checked.counts.values()) == complete + 1
        assert sum(SignatureLog(path).count(DOCUMENT, f"R-{number}", "ab" * 32) for number in range(4)) == min(
            complete, 4
        )
    finally:
        path.write_bytes(whole)


def test_a_line_cut_short_is_told(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.write_bytes(path.read_bytes()[:-20])
    with caplog.at_level(logging.WARNING):
        SignatureLog(path)
    assert "cut short" in caplog.text and check(path).torn == 1


def test_a_full_disk_signs_nothing_and_harms_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, write = SignatureLog(path), __import__("os").write
    monkeypatch.setattr("os.write", lambda file, data: write(file, data[:30]))
    with pytest.raises(Unavailable, match="cannot be written"):
        log.append(DOCUMENT, "R-1", "ab" * 32, b"x", at=NOW)
    monkeypatch.undo()
    log.append(DOCUMENT, "R-1", "ab" * 32, b"x", at=NOW)
    checked = check(path)
    assert (checked.torn, checked.findings, log.count(DOCUMENT, "R-1", "ab" * 32)) == (1, [], 2)


@pytest.mark.django_db
def test_a_paper_that_the_signer_never_signed_is_found(made: api.Made, capsys: pytest.CaptureFixture[str]) -> None:
    api.store(made, at=NOW)
    assert sign.run(["--check-log", "--register"]) == 0
    assert capsys.readouterr().out.startswith("0 decision(s) signed without a document")
    log_path().unlink()
    SignatureLog(log_path()).append(DOCUMENT, "R-9", "ab" * 32, b"x", at=NOW)
    assert sign.run(["--check-log", "--register"]) == 1
    said = capsys.readouterr()
    assert "document 7K2M9QX4T is in the register, and was not signed here" in said.err
    assert said.out.startswith("1 decision(s)")


def test_one_signer_writes_it(path: Path) -> None:
    first = SignatureLog(path, alone=True)
    with pytest.raises(Unavailable, match="another signer"):
        SignatureLog(path, alone=True)
    first.close()
    SignatureLog(path, alone=True).close()


def test_the_command_tells_what_it_found(ring: keys.KeyRing, capsys: pytest.CaptureFixture[str]) -> None:
    assert sign.run(["--check-log"]) == 1
    SignatureLog(log_path()).append(DOCUMENT, "R-1", "ab" * 32, b"x", at=NOW)
    head = check(log_path()).head
    assert sign.run(["--check-log", "--holding", head]) == 0
    assert capsys.readouterr().out == f"1 document; 0 line(s) cut short by a crash; 0 finding(s)\nhead {head}\n"
    log_path().write_bytes(b"")
    assert sign.run(["--check-log", "--holding", head]) == 1
    assert "cut off or written anew" in capsys.readouterr().err
