"""Asking the signer process, over its Unix socket; one connection for each signature."""

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from legation.documents.signer import protocol
from legation.documents.signer.protocol import Purpose
from legation.ground.errors import NotAllowed, Unavailable

SECONDS = 10.0


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
        answer = self._ask({"purpose": purpose, "reference": reference, "decision": decision, "data": data.hex()})
        if "signature" in answer:
            return bytes.fromhex(answer["signature"])
        error = NotAllowed if answer.get("error") == NotAllowed.code else Unavailable
        raise error(f"signer: {answer.get('detail', 'no answer')}")

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(self.seconds)
                connection.connect(str(self.path))
                protocol.send(connection, question)
                return protocol.receive(connection)
        except (OSError, protocol.Broken) as error:
            raise Unavailable(f"the signer does not answer: {error}") from error
