"""The signer as a process of its own: it listens on a Unix socket that only its own user may open.

It compiles nothing, fetches nothing and reads nothing but its keys, its log and, through `committed`, the database.
"""

import faulthandler
import logging
import selectors
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from legation.documents.signer import protocol
from legation.documents.signer.desk import Committed
from legation.documents.signer.listening import listen
from legation.documents.signer.local import FreshSigner, log_path
from legation.documents.signer.log import SignatureLog
from legation.documents.signer.protocol import Purpose, Signer
from legation.ground.errors import LegationError, Unavailable

log = logging.getLogger("legation.signer")

WORKERS = 4
MOST_CONNECTIONS = 512
PATIENCE = 5.0
_POLL = 0.2


class Server:
    """Answers on `path` with `workers` threads until it is stopped.

    Of the threads one waits for all connections; it takes the first that speaks, hands the waiting on, and answers.
    Connections stay open. Nothing that a caller, the database or a lack of descriptors does ends a thread.
    """

    def __init__(self, path: Path, desk: Signer, *, workers: int = WORKERS) -> None:
        self._desk, self._path, self._stopped = desk, path, threading.Event()
        self._listening, self._turn = listen(path, backlog=MOST_CONNECTIONS), threading.Lock()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listening, selectors.EVENT_READ)
        self._waiting: dict[socket.socket, None] = {}  # longest first; the same as what is registered
        self._book = threading.Lock()
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
        for connection in (*self._waiting, self._listening):
            connection.close()
        self._selector.close()
        self._path.unlink(missing_ok=True)

    def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                with self._turn:
                    connection = self._next()
                if connection:
                    self._serve(connection)
            except Exception:  # whatever it was, the next caller is answered
                log.exception("a fault of the signer's own")
                self._stopped.wait(_POLL)

    def _next(self) -> socket.socket | None:
        """The next connection on which somebody speaks; None when there was none, or only a new one."""
        for ready, _events in self._selector.select(_POLL):
            if ready.fileobj is self._listening:
                self._accept()
                return None
            connection = ready.fileobj
            assert isinstance(connection, socket.socket)  # noqa: S101 — nothing else is registered
            self._take(connection)
            return connection
        return None

    def _accept(self) -> None:
        try:
            connection, _address = self._listening.accept()
        except OSError as error:
            log.warning("nobody can be let in: %s", error)
            self._close_longest()
            self._stopped.wait(_POLL)
            return
        if len(self._waiting) >= MOST_CONNECTIONS:
            self._close_longest()
        connection.settimeout(PATIENCE)
        self._await(connection)

    def _close_longest(self) -> None:
        """Make room: whoever has been silent longest connects again when there is something to say."""
        with self._book:
            longest = next(iter(self._waiting), None)
        if longest:
            self._take(longest)
            longest.close()

    def _take(self, connection: socket.socket) -> None:
        with self._book:
            self._selector.unregister(connection)
            del self._waiting[connection]

    def _await(self, connection: socket.socket) -> None:
        with self._book:
            self._selector.register(connection, selectors.EVENT_READ)
            self._waiting[connection] = None

    def _serve(self, connection: socket.socket) -> None:
        """Answer one message and listen for the next."""
        try:
            protocol.send(connection, self._answer(protocol.receive(connection)))
        except protocol.Ended:
            connection.close()
        except (OSError, protocol.Broken) as error:
            log.warning("a caller went away or was not understood: %s", error)
            connection.close()
        except BaseException:
            connection.close()
            raise
        else:
            self._await(connection)

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
    stop, asked = threading.Event(), []

    def ended(number: int, _frame: FrameType | None) -> None:
        asked.append(signal.Signals(number).name)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ended)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a closed terminal must not end it
    faulthandler.enable()
    server = Server(path, FreshSigner(committed, log=SignatureLog(log_path(), alone=True)))
    server.start()
    if ready:
        ready()
    stop.wait()
    log.warning("ending on %s", *asked)
    server.stop()
