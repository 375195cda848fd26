"""Ports of this machine for the programs that tests start."""

import random
import socket

APART = 20
"""A house has programs at the ports just above its own."""
_FIRST, _END = 10_000, 32_000
"""Above these the system itself gives ports to whoever connects."""
_DRAWN = random.SystemRandom()
"""Not what Hypothesis sets to begin the same in every worker."""


def free_port() -> int:
    """A port at which nobody listens, nor at the next ones above it; two workers hardly ever take the same."""
    while True:
        port = _DRAWN.randrange(_FIRST, _END, APART)
        if all(_is_free(each) for each in range(port, port + APART)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
