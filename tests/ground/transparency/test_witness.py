"""Witnesses: the rules of add-checkpoint, a second process over HTTP, and each way it may fail."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from legation.ground.audit.api import verify
from legation.ground.transparency import api, notes, selectors, tree, witnesses
from legation.ground.transparency.models import Cosignature, Leaf, Refusal, Tile, TreeHead
from legation.ground.transparency.notes import Checkpoint, Verifier, b64
from legation.ground.transparency.witness.judging import Judge
from legation.ground.transparency.witness.memory import Memory
from tests.ground.transparency import naive
from tests.ground.transparency.support import filled

LOG = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VERIFIER = Verifier("127.0.0.1:8000/log", notes.NOTE, LOG.public_key().public_bytes_raw())
LEAVES = [f"leaf {n}".encode() for n in range(40)]


def request(old: int, new: int, *, leaves: list[bytes] | None = None, key: Ed25519PrivateKey = LOG) -> bytes:
    leaves = leaves or LEAVES
    head = Checkpoint(VERIFIER.name, new, naive.root(leaves[:new]))
    proof = naive.consistency(old, leaves[:new]) if 0 < old < new else []
    lines = "".join(f"{b64(each)}\n" for each in proof)
    return f"old {old}\n{lines}\n{head.body()}\n{notes.sign(head.body(), VERIFIER, key.sign)}".encode()


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    return Judge("w.example", [VERIFIER], Memory(tmp_path), lambda: 1_700_000_000.5)


def test_a_log_that_only_grows_is_cosigned_each_time(judge: Judge) -> None:
    for old, new in ((0, 5), (5, 5), (5, 9), (9, 40)):
        answer = judge.add_checkpoint(request(old, new))
        body = Checkpoint(VERIFIER.name, new, naive.root(LEAVES[:new])).body()
        (line,) = notes.read_signatures(answer.text)
        assert notes.signers_of(body, [line], [judge.verifier]) == [judge.verifier]
        assert line.time == 1_700_000_000


FORGED = [*LEAVES[:3], b"forged", *LEAVES[4:]]
CASES: dict[str, tuple[bytes, int]] = {
    "a fork of the same size": (request(9, 9, leaves=FORGED), 409),
    "a fork that grew": (request(9, 20, leaves=FORGED), 422),
    "a log that shrank": (request(5, 5), 409),
    "another old size": (request(4, 20), 409),
    "an old size above the new": (request(20, 10), 400),
    "another key": (request(9, 20, key=Ed25519PrivateKey.generate()), 403),
    "an unknown log": (request(9, 20).replace(b"8000/log", b"8000/gol"), 404),
    "no proof": (b"\n".join([b"old 9", b"", *request(9, 20).split(b"\n\n", 1)[1].split(b"\n")]), 422),
    "a proof too much": (request(9, 20).replace(b"\n", b"\n" + b64(bytes(32)).encode() + b"\n", 1), 422),
    "no request": (b"hello", 400),
    "not UTF-8": (b"old 9\n\xff\n\n", 400),
    "too many hashes": (b"old 9\n" + 64 * (b64(bytes(32)).encode() + b"\n") + request(9, 20).split(b"\n", 1)[1], 400),
    "a short hash": (request(9, 20).replace(b"\n", b"\nAAAA\n", 1), 400),
    "a size with a leading zero": (request(9, 20).replace(b"old 9", b"old 09"), 400),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_not_the_same_log_grown_is_not_cosigned(name: str, judge: Judge, tmp_path: Path) -> None:
    judge.add_checkpoint(request(0, 9))
    data, status = CASES[name]
    answer = judge.add_checkpoint(data)
    assert answer.status == status
    assert judge.add_checkpoint(request(9, 10)).status == 200, "the witness lost its place"
    kept = list(tmp_path.glob("evidence/*"))
    assert (len(kept) == 1) == ("fork" in name or "proof" in name)


def test_a_wrong_old_size_is_told_the_right_one(judge: Judge) -> None:
    judge.add_checkpoint(request(0, 9))
    assert judge.add_checkpoint(request(0, 12))[:] == (409, "9\n", "text/x.tlog.size")


def test_a_witness_that_starts_again_remembers(judge: Judge, tmp_path: Path) -> None:
    judge.add_checkpoint(request(0, 9))
    again = Judge("w.example", [VERIFIER], Memory(tmp_path), lambda: 0)
    assert again.verifier == judge.verifier
    assert again.add_checkpoint(request(9, 9, leaves=FORGED)).status == 409


# a second process


@pytest.fixture
def served(tmp_path: Path, settings: Any) -> Iterator[str]:
    """A witness process whose faults can be switched, named in the policy; gives its address."""
    command = [sys.executable, "-m", "legation.config.cli", "witness", "--port", "0", "--log", str(VERIFIER),
               "--state", str(tmp_path / "w"), "--faults"]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    line = process.stdout.readline().strip()
    settings.LEGATION_WITNESSES = tmp_path / "policy"
    settings.LEGATION_WITNESSES.write_text(f"{line}\nquorum w1\n")
    yield line.split()[-1]
    process.terminate()
    assert process.wait(10) == 0
    process.stdout.close()


def switch(address: str, fault: str) -> None:
    with urllib.request.urlopen(f"{address}/fault", data=fault.encode(), timeout=5) as response:
        assert response.status == 200


def grow(at: datetime, *, first: int, count: int = 3) -> TreeHead:
    filled(count, at, first=first)
    head = api.publish(at=at)
    assert head
    return head


@pytest.mark.django_db
@pytest.mark.usefixtures("log_key")
def test_heads_are_cosigned_by_another_process_and_published_with_it(served: str, now: datetime) -> None:
    for first in (0, 3, 6):
        assert api.ask_witnesses(head=grow(now, first=first), at=now) == 1
    head = selectors.head_for()
    body, signatures = notes.read_note(selectors.note_of(head))
    assert head.size == 9 and witnesses.policy().met(notes.signers_of(body, signatures, witnesses.policy().known()))
    assert verify()[1] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("log_key")
def test_the_page_of_the_log_shows_how_each_witness_stands(served: str, now: datetime) -> None:
    head = grow(now, first=0)
    assert "has not answered yet" in Client().get("/en/log/").content.decode()
    api.ask_witnesses(head=head, at=now)
    assert "has cosigned the log as it is now" in Client().get("/en/log/").content.decode()
    switch(served, "down")
    for first in range(3, 66, 3):  # longer than one looks back for a head with a quorum
        api.ask_witnesses(head=grow(now, first=first), at=now) if first == 3 else grow(now, first=first)
    assert "has cosigned it as it was before" in Client().get("/en/log/").content.decode()
    Refusal.objects.create(head=head, witness="witness.example/w1", status=422, said="no", at=now)
    assert "contradicts itself" in Client().get("/en/log/").content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("log_key")
@pytest.mark.parametrize("fault", ["down", "refuse", "garbage"])
def test_a_witness_that_fails_is_asked_again_and_the_log_goes_on(fault: str, served: str, now: datetime) -> None:
    first = grow(now, first=0)
    api.ask_witnesses(head=first, at=now)
    switch(served, fault)
    second = grow(now, first=3)
    assert api.ask_witnesses(head=second, at=now) == 0
    assert selectors.head_for() == first, "a head with a quorum is shown before a newer one without"
    switch(served, "none")
    assert api.ask_witnesses(head=second, at=now) == 1 and selectors.head_for() == second
    assert not Refusal.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("log_key")
def test_a_log_that_forgot_what_a_witness_cosigned_is_told_the_size(served: str, now: datetime) -> None:
    api.ask_witnesses(head=grow(now, first=0), at=now)
    second = grow(now, first=3)
    from tests.ground.transparency.planting import without_triggers

    with without_triggers("cosignature"):
        Cosignature.objects.all().delete()
    assert api.ask_witnesses(head=second, at=now) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("log_key")
def test_a_house_that_rewrote_its_log_is_found_out_by_the_witness(served: str, now: datetime) -> None:
    from tests.ground.transparency.planting import without_triggers

    api.ask_witnesses(head=grow(now, first=0, count=5), at=now)
    with without_triggers("leaf", "tile", "treehead", "cosignature", "commitment"):
        for model in (Cosignature, TreeHead, Leaf, Tile):
            model.objects.all().delete()
        api.Commitment.objects.filter(subject="document:D2").delete()
        _reset_cursor()
    rewritten = grow(now, first=5, count=2)
    assert api.ask_witnesses(head=rewritten, at=now) == 0
    assert Refusal.objects.get().status == 422
    assert "equivocation" in {finding.kind for finding in verify()[1]}
    assert tree.size() == 6


def _reset_cursor() -> None:
    from legation.ground.transparency.models import Cursor

    Cursor.objects.update(after=0)
