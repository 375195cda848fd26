"""Asking the signer process, over its Unix socket; each thread keeps its connection open."""

import os
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from legation.documents.signer import protocol
from legation.documents.signer.protocol import Purpose
from legation.ground import metrics
from legation.ground.errors import NotAllowed, Unavailable

SECONDS = 10.0
_PAUSE = 0.02


def socket_path() -> Path:
    """Where the signer of this instance listens."""
    return Path(settings.LEGATION_SIGNER)


@dataclass(frozen=True)
class SocketSigner:
    """A `Signer` behind a socket. `seconds` is how long one answer may take."""

    path: Path
    seconds: float = SECONDS

    def sign(self, *, purpose: Purpose, data: bytes, reference: str = "", decision: str = "") -> bytes:
        """Sign `data`; see `legation.documents.signer.protocol.Signer`."""
        question = {"purpose": purpose, "reference": reference, "decision": decision, "data": data.hex()}
        try:
            with metrics.SIGNED.labels(str(purpose)).time():
                answer = self._ask(question)
        except Unavailable:
            metrics.UNSIGNED.labels(str(purpose)).inc()
            raise
        if "signature" in answer:
            return bytes.fromhex(answer["signature"])
        metrics.UNSIGNED.labels(str(purpose)).inc()
        error = NotAllowed if answer.get("error") == NotAllowed.code else Unavailable
        raise error(f"signer: {answer.get('detail', 'no answer')}")

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Over the connection kept open, or over a new one where that has ended in the meantime."""
        kept = _kept.take(self.path)
        if kept:
            try:
                return self._exchange(kept, question)
            except (BrokenPipeError, ConnectionResetError, protocol.Ended):
                pass  # the signer was started again; a signature lost on the way is asked for once more
            except (OSError, protocol.Broken) as error:
                raise Unavailable(f"the signer does not answer: {error}") from error
        try:
            return self._exchange(self._connect(), question)
        except (OSError, protocol.Broken) as error:
            raise Unavailable(f"the signer does not answer: {error}") from error

    def _connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        until = time.monotonic() + self.seconds
        try:
            connection.settimeout(self.seconds)
            while True:
                try:
                    connection.connect(str(self.path))
                    return connection
                except BlockingIOError:  # so many wait to be let in that the system lets nobody queue up
                    if time.monotonic() > until:
                        raise
                    time.sleep(_PAUSE)
        except OSError:
            connection.close()
            raise

    def _exchange(self, connection: socket.socket, question: dict[str, Any]) -> dict[str, Any]:
        """One question and its answer; a connection on which anything went wrong is closed."""
        try:
            connection.settimeout(self.seconds)
            protocol.send(connection, question)
            answer = protocol.receive(connection)
        except BaseException:
            connection.close()
            raise
        _kept.keep(self.path, connection)
        return answer


class _Kept(threading.local):
    """The open connection of a thread. A forked child must not speak on its parent's."""

    def __init__(self) -> None:
        self._held: tuple[int, Path, socket.socket] | None = None

    def take(self, path: Path) -> socket.socket | None:
        held, self._held = self._held, None
        if held and held[:2] == (os.getpid(), path):
            return held[2]
        if held:
            held[2].close()
        return None

    def keep(self, path: Path, connection: socket.socket) -> None:
        self._held = os.getpid(), path, connection


_kept = _Kept()
