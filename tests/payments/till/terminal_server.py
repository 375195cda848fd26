"""The terminal's program, served in this process for as long as a test runs."""

import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from legation.payments.terminal import app


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_said):
        """Nothing."""


class Running:
    """A terminal that runs at `address`; `faults` may be changed at any time."""

    def __init__(self, database, monkeypatch):
        monkeypatch.setenv("TERMINAL_DATABASE", str(database))
        monkeypatch.setenv("TERMINAL_SECRET", "a key of the tests")
        monkeypatch.setattr(app, "LATE_SECONDS", 1.0)
        app.store.cache_clear()
        self.faults = app.faults
        self.faults.clear()
        self._server = make_server("127.0.0.1", 0, app.application, _Threaded, _Silent)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=[0.01], daemon=True).start()

    def break_with(self, *faults):
        self.faults.clear()
        self.faults.update(faults)

    def taken(self):
        """(category, amount) of what moved money, in order."""
        rows = app.store()._run("SELECT category, amount FROM done WHERE state = 'taken' ORDER BY number")
        return [(category, float(amount)) for category, amount in rows]

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self.faults.clear()
        app.store.cache_clear()
