"""Nothing that callers, the system or the database do ends the signer."""

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from legation.documents import keys
from legation.documents.signer import server as serving
from legation.documents.signer.client import SocketSigner
from legation.documents.signer.local import local_signer
from legation.documents.signer.server import Server
from legation.ground.errors import Unavailable
from tests.documents.signer.test_signer import YES, ask, started


@pytest.fixture
def place(ring: keys.KeyRing, tmp_path: Path) -> Path:
    """Where a signer may listen."""
    return tmp_path / "signer.sock"


@pytest.fixture
def server(place: Path) -> Iterator[Server]:
    server = Server(place, local_signer(YES))
    server.start()
    yield server
    server.stop()


def connected(place: Path) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(5)
    while True:
        try:
            line.connect(str(place))
            return line
        except BlockingIOError:
            time.sleep(0.01)


def test_a_thousand_broken_connections_end_nothing(ring: keys.KeyRing, place: Path, tmp_path: Path) -> None:
    process, chance = started(tmp_path), random.Random(1)
    for number in range(1000):
        with connected(place) as line, suppress(OSError):
            line.sendall(chance.randbytes(chance.choice([0, 1, 3, 4, 5, 200])))
            if number % 3:
                line.shutdown(socket.SHUT_WR)
        if number % 100 == 0:
            assert ask(SocketSigner(place), decision=f"{number:064}")
    assert ask(SocketSigner(place)) and process.poll() is None
    process.terminate()
    assert process.wait(timeout=60) == 0


def test_without_descriptors_it_waits_and_goes_on(ring: keys.KeyRing, place: Path, tmp_path: Path) -> None:
    process = started(tmp_path, descriptors=40)
    with ExitStack() as held:
        for _ in range(64):
            with suppress(OSError):
                held.enter_context(connected(place))
        assert ask(SocketSigner(place, seconds=20))
    assert ask(SocketSigner(place), decision="cd" * 32) and process.poll() is None
    process.terminate()
    assert process.wait(timeout=60) == 0


def test_the_silent_make_room_for_those_who_speak(server: Server, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "MOST_CONNECTIONS", 5)
    with ExitStack() as held:
        lines = [held.enter_context(connected(place)) for _ in range(12)]
        assert ask(SocketSigner(place))
        assert lines[0].recv(1) == b""


def test_one_connection_serves_many_questions(server: Server, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connects: list[SocketSigner] = []
    connect = SocketSigner._connect
    monkeypatch.setattr(SocketSigner, "_connect", lambda self: connects.append(self) or connect(self))
    for number in range(20):
        assert ask(SocketSigner(place), decision=f"{number:064}")
    assert len(connects) == 1


def test_more_threads_than_workers_are_all_answered(server: Server, place: Path) -> None:
    answers: list[bytes] = []

    def several(name: int) -> None:
        answers.extend(ask(SocketSigner(place), decision=f"{name:032}{number:032}") for number in range(10))

    threads = [threading.Thread(target=several, args=(name,)) for name in range(serving.WORKERS * 3)]
    [thread.start() for thread in threads]  # type: ignore[func-returns-value]
    [thread.join() for thread in threads]  # type: ignore[func-returns-value]
    assert len(answers) == 10 * len(threads)


def test_a_signer_started_again_is_found_again(place: Path) -> None:
    for number in range(3):
        server = Server(place, local_signer(YES))
        server.start()
        assert ask(SocketSigner(place), decision=f"{number:064}")
        server.stop()
        with pytest.raises(Unavailable):
            ask(SocketSigner(place))


def test_two_messages_at_once_are_not_answered_in_part(server: Server, place: Path) -> None:
    with connected(place) as line:
        line.sendall(b"\0\0\0\2{}" * 2)
        with suppress(ConnectionResetError):
            assert line.recv(10) == b""
    assert ask(SocketSigner(place))


def test_a_fault_in_the_desk_itself_ends_no_thread(place: Path) -> None:
    class Broken:
        def sign(self, **_more: object) -> bytes:
            raise SystemError("a fault")

    server = Server(place, Broken(), workers=1)
    server.start()
    for _ in range(3):
        with pytest.raises(Unavailable):
            ask(SocketSigner(place))
    server.stop()
