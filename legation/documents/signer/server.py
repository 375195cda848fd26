"""The signer as a process of its own: it listens on a Unix socket that only its own user may open.

It compiles nothing, fetches nothing and reads nothing but its keys, its log and, through `committed`, the database.
"""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from legation.documents.signer import protocol
from legation.documents.signer.desk import Committed, Desk
from legation.documents.signer.local import local_signer
from legation.documents.signer.protocol import Purpose, Signer
from legation.ground.errors import LegationError, Unavailable

log = logging.getLogger("legation.signer")

WORKERS = 4
PATIENCE = 5.0
_POLL = 0.2


class Server:
    """Answers on `path` with `workers` threads until it is stopped."""

    def __init__(self, path: Path, desk: Signer, *, workers: int = WORKERS) -> None:
        self._desk, self._path, self._stopped = desk, path, threading.Event()
        self._listening = _listen(path)
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(workers)]

    def start(self) -> None:
        """Begin to answer."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End: finish what is being answered, close the socket and remove it."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()
        self._listening.close()
        self._path.unlink(missing_ok=True)

    def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _address = self._listening.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(PATIENCE)
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        try:
            protocol.send(connection, self._answer(protocol.receive(connection)))
        except (OSError, protocol.Broken) as error:
            log.warning("a caller went away or was not understood: %s", error)

    def _answer(self, question: dict[str, Any]) -> dict[str, Any]:
        try:
            signature = self._desk.sign(
                purpose=Purpose(question["purpose"]), reference=str(question["reference"]),
                decision=str(question["decision"]), data=bytes.fromhex(question["data"]),
            )  # fmt: skip
            return {"signature": signature.hex()}
        except LegationError as error:
            log.warning("refused: %s", error.detail)
            return {"error": error.code, "detail": error.detail}
        except (KeyError, ValueError, TypeError) as error:
            return {"error": "not_allowed", "detail": f"not a request to sign: {error!r}"}
        except Exception:  # a database that is away must not end the thread
            log.exception("could not sign")
            return {"error": Unavailable.code, "detail": "the signer could not look the decision up"}


def serve(path: Path, committed: Committed, *, ready: Callable[[], None] | None = None) -> None:
    """Run the signer of this instance until SIGTERM or SIGINT; `legation sign` does this.

    Args:
        path: The socket, usually `client.socket_path()`.
        committed: Whether a decision (hex digest) on a reference is committed; asked from several threads.
        ready: Called once the socket answers.

    Raises:
        Unavailable: there are no keys, or another signer listens here.
    """
    stop = threading.Event()

    def ended(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ended)
    desk: Desk = local_signer(committed)
    server = Server(path, desk)
    server.start()
    if ready:
        ready()
    stop.wait()
    server.stop()


def _listen(path: Path) -> socket.socket:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists() and _answers(path):
        raise Unavailable(f"another signer listens at {path.name}")
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        listening.bind(str(path))
    finally:
        os.umask(before)
    listening.listen(64)
    listening.settimeout(_POLL)
    return listening


def _answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1.0)
            connection.connect(str(path))
            return True
    except OSError:
        return False
