"""The small authority behind HTTP (RFC 3161 section 3.4): a program of its own, on the loopback."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from legation.documents.timestamps.authority import Authority, Fault

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
CRL = "application/pkix-crl"
_MOST_BYTES = 4096


def server(authority: Authority, *, port: int = 0, host: str = "127.0.0.1") -> ThreadingHTTPServer:
    """A server that stamps what is posted to it, once `serve_forever` is called."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if authority.fault is Fault.DOWN:
                self.send_error(503)
            elif self.headers.get("Content-Type") != QUERY or not 0 < length <= _MOST_BYTES:
                self.send_error(415)
            else:
                self._reply(authority.answer(self.rfile.read(length)))

        def do_GET(self) -> None:
            if self.path == "/tsa.crl":
                self._reply(authority.crl(), kind=CRL)
            else:
                self.send_error(404)

        def _reply(self, data: bytes, *, kind: str = REPLY) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_line: Any) -> None:
            """Nothing is written down of who asked."""

    return ThreadingHTTPServer((host, port), Handler)
