"""The place where the signer listens: a Unix socket that only its own user may open."""

import os
import socket
from pathlib import Path

from legation.ground.errors import Unavailable


def listen(path: Path, *, backlog: int) -> socket.socket:
    """A socket at `path` on which nobody waits; what a dead signer left there is taken away.

    Raises:
        Unavailable: another signer answers there.
    """
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
    listening.listen(backlog)
    listening.setblocking(False)
    return listening


def _answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1.0)
            connection.connect(str(path))
            return True
    except OSError:
        return False
