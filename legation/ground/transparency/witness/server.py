"""A witness over HTTP: POST /add-checkpoint; GET / tells its verifier key. Faults can be switched on, for tests."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from legation.ground.transparency.witness.judging import MOST_BYTES, Answer, Judge

FAULTS = ("none", "down", "refuse", "garbage", "slow")
"""down: the line is cut; refuse: 403; garbage: a cosignature that is none; slow: it answers after ten seconds."""
_PATIENCE = 10.0


class Witness(ThreadingHTTPServer):
    """Serves a judge on 127.0.0.1.

    Args:
        port: 0 for any that is free; see `server_port`.
        fault: One of FAULTS.
        switchable: Whether POST /fault with a fault's name switches to it.
    """

    daemon_threads = True

    def __init__(self, judge: Judge, port: int, *, fault: str = "none", switchable: bool = False) -> None:
        self.judge, self.fault, self.switchable = judge, fault, switchable
        self.stopping = threading.Event()
        super().__init__(("127.0.0.1", port), _Handler)

    def answer(self, path: str, data: bytes) -> Answer | None:
        """The answer to a POST; None to cut the line."""
        if path == "/fault" and self.switchable and data.decode(errors="replace") in FAULTS:
            self.fault = data.decode()
            return Answer(200, f"{self.fault}\n")
        if path != "/add-checkpoint":
            return Answer(404, "POST /add-checkpoint\n")
        if self.fault == "slow":
            self.stopping.wait(_PATIENCE)
        if self.fault == "down":
            return None
        if self.fault == "refuse":
            return Answer(403, "this witness refuses\n")
        if self.fault == "garbage":
            return Answer(200, f"— {self.judge.verifier.name} AAAAAAAA\n")
        return self.judge.add_checkpoint(data)


class _Handler(BaseHTTPRequestHandler):
    server: Witness
    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE

    def do_GET(self) -> None:
        found = Answer(200, f"{self.server.judge.verifier}\n") if self.path == "/" else Answer(404, "GET /\n")
        self._send(found)

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self.close_connection = True
            self._send(Answer(413, f"at most {MOST_BYTES} bytes\n"))
            return
        found = self.server.answer(self.path, self.rfile.read(int(length)))
        if found is None:
            self.close_connection = True
            return
        self._send(found)

    def _send(self, answer: Answer) -> None:
        data = answer.text.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: who asks is nobody's business."""
