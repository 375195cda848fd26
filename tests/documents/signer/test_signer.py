"""The signer signs committed decisions only, a few times each, and its death harms nothing."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from legation.documents import api, keys
from legation.documents.seals import vds
from legation.documents.seals.issuing import header_for
from legation.documents.seals.profiles import VISA
from legation.documents.signer.client import SocketSigner
from legation.documents.signer.desk import MOST_PER_DECISION, Desk
from legation.documents.signer.local import local_signer, log_path
from legation.documents.signer.log import SignatureLog
from legation.documents.signer.private_keys import Key, private_keys
from legation.documents.signer.protocol import Purpose, Signer
from legation.documents.signer.server import Server
from legation.ground.errors import NotAllowed, Unavailable
from legation.ground.outbox import api as outbox
from legation.ground.outbox.models import Effect
from tests.conftest import NOW
from tests.documents.orders import order
from tests.documents.support import chain

DIGEST = bytes(range(32))
YES, NO = (lambda _reference, _decision: True), (lambda _reference, _decision: False)


def ask(signer: Signer, purpose: Purpose = Purpose.DOCUMENT, data: bytes = DIGEST, decision: str = "ab" * 32) -> bytes:
    return signer.sign(purpose=purpose, reference="R-1", decision=decision, data=data)


@pytest.fixture
def desk(ring: keys.KeyRing) -> Desk:
    return local_signer(YES)


@pytest.fixture
def served(desk: Desk, tmp_path: Path) -> Iterator[SocketSigner]:
    """The desk behind a socket."""
    server = Server(tmp_path / "signer.sock", desk)
    server.start()
    yield SocketSigner(tmp_path / "signer.sock", seconds=5)
    server.stop()


def test_a_committed_decision_is_signed_with_the_documents_key(desk: Desk, ring: keys.KeyRing) -> None:
    key = ring.document.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(ask(desk), DIGEST, ec.ECDSA(Prehashed(hashes.SHA256())))


def test_an_uncommitted_decision_is_refused_and_not_written_down(ring: keys.KeyRing) -> None:
    with pytest.raises(NotAllowed, match="not committed"):
        ask(local_signer(NO))
    assert log_path().read_text() == ""


def test_a_decision_has_a_few_signatures_of_each_purpose_and_no_more(desk: Desk) -> None:
    for _ in range(MOST_PER_DECISION):
        ask(desk)
    with pytest.raises(NotAllowed, match="has had its"):
        ask(desk)
    assert ask(desk, decision="cd" * 32)


def test_the_count_outlives_the_signer(desk: Desk) -> None:
    for _ in range(MOST_PER_DECISION):
        ask(desk)
    with pytest.raises(NotAllowed):
        ask(local_signer(YES))


def test_every_signature_is_written_down(desk: Desk) -> None:
    ask(desk)
    (line,) = log_path().read_text().splitlines()
    entry = json.loads(line)
    assert set(entry) == {"time", "purpose", "reference", "decision", "digest", "previous"}
    assert (entry["purpose"], entry["reference"], entry["decision"]) == ("document", "R-1", "ab" * 32)
    assert stat.S_IMODE(log_path().stat().st_mode) == 0o600


def test_a_key_that_does_not_answer_uses_up_nothing(ring: keys.KeyRing) -> None:
    answering = private_keys()

    def away(_data: bytes) -> bytes:
        raise Unavailable("the token is away")

    silent = {purpose: Key(key.certificate, away) for purpose, key in answering.items()}
    desk = Desk(silent, state="UTO", committed=YES, log=SignatureLog(log_path()))
    for _ in range(3 * MOST_PER_DECISION):
        with pytest.raises(Unavailable, match="the token is away"):
            ask(desk)
    desk.replace_keys(answering, rates={})
    assert ask(desk) and len(log_path().read_text().splitlines()) == 1


def test_a_line_cut_short_by_a_crash_is_closed_and_not_counted(ring: keys.KeyRing) -> None:
    ask(local_signer(YES))
    with log_path().open("a") as file:
        file.write('{"time": "2026-11-22T12:0')
    ask(local_signer(YES))
    assert SignatureLog(log_path()).count(Purpose.DOCUMENT, "R-1", "ab" * 32) == 2


def test_only_seals_of_this_state_and_this_signer_are_signed(desk: Desk, ring: keys.KeyRing) -> None:
    def part(certificate: Any, country: str) -> bytes:
        header = header_for(certificate, VISA, country=country, issued=NOW.date(), signed=NOW.date())
        visa = order().seal
        return vds.signed_part(header, visa.features() if visa else ())

    assert len(ask(desk, Purpose.SEAL, part(ring.seal, "UTO"))) == 64
    for data in (part(ring.seal, "XYZ"), part(chain("XYZ", "XY")[0].seal, "UTO"), b"", DIGEST):
        with pytest.raises(NotAllowed):
            ask(desk, Purpose.SEAL, data)


def test_what_is_no_digest_is_not_signed_as_a_document(desk: Desk) -> None:
    for data in (b"", DIGEST + b"x", b"x" * 5000):
        with pytest.raises(NotAllowed):
            ask(desk, data=data)


def test_behind_its_socket_it_signs_and_refuses_the_same(served: SocketSigner) -> None:
    for _ in range(MOST_PER_DECISION):
        assert ask(served)
    with pytest.raises(NotAllowed, match="has had its"):
        ask(served)


def test_nobody_else_may_open_the_socket(served: SocketSigner) -> None:
    assert stat.S_IMODE(served.path.stat().st_mode) == 0o600


def test_many_ask_at_once_and_the_count_is_exact(served: SocketSigner) -> None:
    answers: list[str] = []

    def one() -> None:
        try:
            ask(served)
            answers.append("signed")
        except NotAllowed:
            answers.append("refused")

    threads = [threading.Thread(target=one) for _ in range(3 * MOST_PER_DECISION)]
    [thread.start() for thread in threads]  # type: ignore[func-returns-value]
    [thread.join() for thread in threads]  # type: ignore[func-returns-value]
    assert (answers.count("signed"), answers.count("refused")) == (MOST_PER_DECISION, 2 * MOST_PER_DECISION)


@pytest.mark.parametrize("sent", [b"", b"\xff\xff\xff\xff", b"\0\0\0\2[]", b"\0\0\0\5hello", b"GET / HTTP/1.1\r\n\r\n"])
def test_nonsense_on_the_socket_stops_nobody(served: SocketSigner, sent: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(served.path))
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(5)
        with suppress(ConnectionResetError):
            assert connection.recv(10) == b""
    assert ask(served)


def test_a_database_that_is_away_is_not_a_no(ring: keys.KeyRing, tmp_path: Path) -> None:
    def away(_reference: str, _decision: str) -> bool:
        raise OSError("no database")

    server = Server(tmp_path / "away.sock", local_signer(away))
    server.start()
    with pytest.raises(Unavailable):
        ask(SocketSigner(tmp_path / "away.sock"))
    server.stop()


def test_a_second_signer_at_the_same_place_is_refused(served: SocketSigner, desk: Desk) -> None:
    with pytest.raises(Unavailable, match="another signer"):
        Server(served.path, desk)


def test_without_a_signer_a_document_is_unavailable_not_broken(ring: keys.KeyRing) -> None:
    with pytest.raises(Unavailable):
        api.make(order(), at=NOW)


RUNNING: "list[subprocess.Popen[str]]" = []
"""What `started` started; the fixture in conftest.py ends what a failed test left."""

PROGRAM = """
import pathlib, resource, sys, time
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[3]), int(sys.argv[3])))
from legation.documents.signer import server
slow = lambda reference, decision: time.sleep(float(sys.argv[2])) or True
server.serve(pathlib.Path(sys.argv[1]), slow, ready=lambda: print("ready", flush=True))
"""


def started(tmp_path: Path, *, slow: float = 0, descriptors: int = 256) -> "subprocess.Popen[str]":
    """The signer as a process of its own."""
    environment = os.environ | {
        "LEGATION_KEYS": str(tmp_path / "keys"),
        "DJANGO_SETTINGS_MODULE": "legation.config.settings",
    }
    arguments = [sys.executable, "-c", PROGRAM, str(tmp_path / "signer.sock"), str(slow), str(descriptors)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment)
    RUNNING.append(process)
    assert process.stdout and process.stdout.readline() == "ready\n"
    return process


def test_as_a_process_it_makes_documents_and_ends_when_told(ring: keys.KeyRing, tmp_path: Path) -> None:
    process = started(tmp_path)
    made = api.make(order(), at=NOW)
    process.send_signal(signal.SIGTERM)
    assert made.pdf and process.wait(timeout=60) == 0
    assert not (tmp_path / "signer.sock").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("swept")
def test_a_signer_killed_in_the_middle_delays_an_effect_and_loses_nothing(ring: keys.KeyRing, tmp_path: Path) -> None:
    outbox.register(
        "documents.test",
        lambda _body, made: api.store(made, at=NOW) and None,
        prepare=lambda _b: api.make(order(), at=NOW),
    )
    outbox.enqueue("documents.test", key="1", body={}, at=NOW)
    process = started(tmp_path, slow=30)
    threading.Timer(0.5, process.kill).start()
    (effect,) = outbox.claim(at=NOW, limit=1)
    assert not outbox.run(effect, at=NOW)
    process.wait(timeout=60)
    assert "Unavailable" in Effect.objects.get().error and not api.of_reference("R-1")

    process = started(tmp_path)
    (effect,) = outbox.claim(at=NOW.replace(year=NOW.year + 1), limit=1)
    assert outbox.run(effect, at=NOW)
    process.terminate()
    process.wait(timeout=60)
    assert [view.number for view in api.of_reference("R-1")] == ["7K2M9QX4T"]
