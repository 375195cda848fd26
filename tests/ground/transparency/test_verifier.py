"""The verifier in tools/ believes nothing of ours: exported folders, addresses, proofs, and each of them tampered with."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from legation.ground.transparency import api, notes, selectors
from legation.ground.transparency.models import Cosignature, TreeHead
from legation.ground.transparency.notes import Checkpoint, Verifier
from legation.ground.transparency.services.export import export
from tests.ground.transparency import naive
from tests.ground.transparency.support import KEY, filled
from tools import verify_log

pytestmark = pytest.mark.django_db
WITNESS = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)


def cosigner(key: Ed25519PrivateKey) -> Verifier:
    return Verifier("w.example", notes.COSIGNATURE, key.public_key().public_bytes_raw())


@dataclass
class Outside:
    """What somebody outside has: a folder with an export, two heads, a document, its proof and a policy."""

    folder: Path
    key: Ed25519PrivateKey
    verifier: Verifier

    def __getitem__(self, name: str) -> str:
        return str(self.folder / name)

    def change(self, name: str, edit: Callable[[bytes], bytes]) -> None:
        path = self.folder / name
        path.write_bytes(edit(path.read_bytes()))

    def document(self, *more: str) -> int:
        arguments = more or ("--pdf", self["visa.pdf"])
        return verify_log.main(["document", *arguments, "--proof", self["proof.json"], "--policy", self["policy"]])

    def heads(self, log: str = "") -> int:
        return verify_log.main(["heads", "--old", self["old"], "--new", self["new"], "--log", log or self["log"],
                                "--policy", self["policy"]])  # fmt: skip

    def log(self, log: str = "") -> int:
        return verify_log.main(["log", "--log", log or self["log"], "--policy", self["policy"]])


@pytest.fixture
def outside(log_key: Verifier, private_key: Ed25519PrivateKey, now: datetime, tmp_path: Path, settings: Any) -> Outside:
    """A log of 300 entries whose heads of 7 and 300 a witness cosigned."""
    found = Outside(tmp_path, private_key, log_key)
    policy = f"log {log_key}\nwitness w {cosigner(WITNESS)}\nquorum w\n"
    settings.LEGATION_WITNESSES = tmp_path / "policy"
    (tmp_path / "policy").write_text(policy)
    (tmp_path / "visa.pdf").write_bytes(b"pdf 3")
    (tmp_path / "seal.bin").write_bytes(b"seal 3")
    for first, count, name in ((0, 7, "old"), (7, 293, "new")):
        filled(count, now, first=first)
        head = api.publish(at=now)
        assert head
        cosign(head, now)
        (tmp_path / name).write_text(selectors.note_of(head))
    (tmp_path / "proof.json").write_text(json.dumps(api.document_proof("D3", key=KEY)))
    export(folder=tmp_path / "log")
    return found


def cosign(head: TreeHead, at: datetime, key: Ed25519PrivateKey = WITNESS) -> None:
    body, _signatures = notes.read_note(head.note)
    line = notes.cosign(body, cosigner(key), key.sign, time=int(at.timestamp()))
    Cosignature.objects.create(head=head, witness="w.example", line=str(line), at=at)


def test_everything_holds_as_it_was_published(outside: Outside, capsys: pytest.CaptureFixture[str]) -> None:
    assert [outside.document(), outside.document("--seal", outside["seal.bin"]), outside.heads(), outside.log()] == [
        0
    ] * 4
    said = capsys.readouterr().out
    assert "inclusion: entry 3 of 300" in said and "cosigned by w, last at 2026-11-22T12:00:00+00:00" in said
    assert "300 entries make all of 3 signed heads" in said


def flip(data: bytes) -> bytes:
    return data[:-2] + bytes([data[-2] ^ 1]) + data[-1:]


def signed(outside: Outside, size: int, *, key: Ed25519PrivateKey | None = None, root: bytes = bytes(32)) -> bytes:
    """A head with both signatures, of another tree: what a rogue house would show."""
    body = Checkpoint(outside.verifier.name, size, root).body()
    own = notes.sign(body, outside.verifier, (key or outside.key).sign)
    return f"{body}\n{own}{notes.cosign(body, cosigner(WITNESS), WITNESS.sign, time=1)}".encode()


def in_proof(**changes: Callable[[Any], Any]) -> Callable[[bytes], bytes]:
    def edit(data: bytes) -> bytes:
        proof = json.loads(data)
        return json.dumps(proof | {name: change(proof[name]) for name, change in changes.items()}).encode()

    return edit


FORGED_ENTRY = base64.b64encode(
    b"legation document v1\n" + base64.b64encode(sha256(bytes(32) + sha256(b"pdf 3").digest()).digest()) + b"\n-\n"
).decode()
DOCUMENTS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "another pdf": ("visa.pdf", lambda _data: b"pdf 4"),
    "another salt": ("proof.json", in_proof(salt=lambda _s: base64.b64encode(bytes(32)).decode())),
    "an entry made to fit": ("proof.json", in_proof(
        salt=lambda _s: base64.b64encode(bytes(32)).decode(), leaf=lambda _l: FORGED_ENTRY)),
    "another index": ("proof.json", in_proof(index=lambda index: index + 1)),
    "an index outside": ("proof.json", in_proof(index=lambda _i: 300)),
    "a negative index": ("proof.json", in_proof(index=lambda _i: -1)),
    "a shorter path": ("proof.json", in_proof(path=lambda path: path[:-1])),
    "a longer path": ("proof.json", in_proof(path=lambda path: [*path, path[0]])),
    "another hash in the path": ("proof.json", in_proof(path=lambda path: [path[1], *path[1:]])),
    "another size in the head": ("proof.json", in_proof(checkpoint=lambda note: note.replace("\n300\n", "\n301\n"))),
    "another log": ("proof.json", in_proof(checkpoint=lambda note: note.replace("8000/log", "8000/gol"))),
    "no witness": ("proof.json", in_proof(checkpoint=lambda note: note[: note.rindex("—")])),
    "another witness": ("policy", lambda text: text.replace(str(cosigner(WITNESS)).encode(), str(cosigner(OTHER)).encode())),
}  # fmt: skip
UNREADABLE: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "no json": ("proof.json", lambda _data: b"{"),
    "a list": ("proof.json", lambda _data: b"[]"),
    "nothing in it": ("proof.json", lambda _data: b"{}"),
    "another format": ("proof.json", in_proof(format=lambda _f: "legation-proof/2")),
    "no entry of a document": ("proof.json", in_proof(leaf=lambda _l: "AAAA")),
    "no note": ("proof.json", in_proof(checkpoint=lambda _n: "hello")),
    "a damaged key": ("policy", lambda text: text.replace(b"log+", b"log+0")),
    "no log in the policy": ("policy", lambda text: text.split(b"\n", 1)[1]),
    "a quorum of nobody": ("policy", lambda text: text.replace(b"quorum w", b"quorum x")),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_or_proof_tampered_with_is_wrong(name: str, outside: Outside) -> None:
    outside.change(*DOCUMENTS[name])
    assert outside.document() == 1


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_said_to_be_so(name: str, outside: Outside) -> None:
    outside.change(*UNREADABLE[name])
    assert outside.document() == 2


HEADS: dict[str, Callable[[Outside], tuple[str, bytes]]] = {
    "a fork that grew": lambda out: ("new", signed(out, 300)),
    "a fork of the same size": lambda out: ("old", signed(out, 300)),
    "a past that never was": lambda out: ("old", signed(out, 7)),
    "another key": lambda out: ("new", signed(out, 300, key=OTHER)),
}


@pytest.mark.parametrize("name", HEADS)
def test_two_heads_that_contradict_each_other_are_found(name: str, outside: Outside) -> None:
    where, data = HEADS[name](outside)
    outside.change(where, lambda _old: data)
    assert outside.heads() == 1


LOGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "an entry": ("log/tile/entries/000", flip),
    "a hash": ("log/tile/0/000", flip),
    "the head": ("log/checkpoint", lambda note: note.replace(b"\n300\n", b"\n299\n")),
}


@pytest.mark.parametrize("name", LOGS)
def test_an_export_tampered_with_is_wrong(name: str, outside: Outside) -> None:
    outside.change(*LOGS[name])
    assert outside.log() == 1


def test_an_export_of_an_older_log_cannot_replace_a_newer_one(outside: Outside) -> None:
    outside.change("log/checkpoint", lambda _note: (outside.folder / "old").read_bytes())
    assert outside.log() == 1


def test_an_export_goes_on_where_it_was(outside: Outside, now: datetime) -> None:
    filled(300, now, first=300)
    head = api.publish(at=now)
    assert head
    cosign(head, now)
    assert export(folder=outside.folder / "log") == 600
    assert outside.log() == 0 and (outside.folder / "log/tile/1/000.p/2").stat().st_size == 64


def test_the_verifier_runs_where_nothing_of_the_house_is_installed(outside: Outside) -> None:
    tool = Path(verify_log.__file__).read_bytes()
    (outside.folder / "alone.py").write_bytes(tool + b"\n")
    probe = "import runpy,sys; sys.argv=sys.argv[1:]\ntry: runpy.run_path('alone.py', run_name='__main__')\n" \
        "except SystemExit as end: assert not [m for m in sys.modules if m.startswith(('legation','django'))]; sys.exit(end.code)"  # fmt: skip
    arguments = ["alone.py", "document", "--pdf", "visa.pdf", "--proof", "proof.json", "--policy", "policy"]
    done = subprocess.run([sys.executable, "-I", "-c", probe, *arguments], cwd=outside.folder, capture_output=True)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, b"OK"), done.stderr


@pytest.mark.parametrize(("old", "new"), [(1, 1), (1, 2), (3, 7), (4, 7), (6, 7), (7, 300), (256, 300), (255, 256)])
def test_its_consistency_arithmetic_agrees_with_the_oracle(old: int, new: int) -> None:
    leaves = [number.to_bytes(2, "big") for number in range(new)]
    roots = naive.root(leaves[:old]), naive.root(leaves)
    assert verify_log.roots_by_proof(old, new, roots[0], naive.consistency(old, leaves)) == roots
