"""Ways to speak to a bank, in this process or as a process of its own; and a merchant that listens."""

import io
import json
import os
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

from legation.payments.testbank.config import Config
from legation.payments.testbank.deliveries import SIGNATURE
from tests.ports import free_port

SECRET = "a secret"
ORDER = {
    "reference": "attempt-1",
    "order": "UTO-2026-7KQ4",
    "amount": 5000,
    "currency": "EUR",
    "return_url": "https://ministry.example/back?of=1",
    "language": "en",
}
GOOD = {"number": "4242 4242 4242 4242", "expiry": "08/39", "code": "123"}


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = int(status[:3]), dict(headers), body
        self.text = body.decode()

    @property
    def json(self):
        return json.loads(self.body)


class Visitor:
    """Somebody who speaks to a bank."""

    def __init__(self, bank, key):
        self.bank, self.key = bank, key

    def ask(self, method, path, body=b"", *, query="", **headers):
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
        environ |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)} | headers
        told = []
        parts = self.bank(environ, lambda status, headers: told.extend([status, headers]))
        return Answer(*told, b"".join(parts))

    def merchant(self, method, path, body=b"", **more):
        return self.ask(method, path, body, **({"HTTP_AUTHORIZATION": f"Bearer {self.key}"} | more))

    def order(self, key="key-1", **other):
        body = json.dumps(ORDER | other).encode()
        return self.merchant("POST", "/v1/sessions", body, HTTP_IDEMPOTENCY_KEY=key)

    def open(self, **other):
        """The path of a new session's page."""
        return self.order(**other).json["page"].removeprefix("http://bank.test")

    def pay(self, path, query="", **other):
        return self.ask("POST", path, urlencode(GOOD | other).encode(), query=query)


class Receiver(ThreadingHTTPServer):
    """A merchant that keeps what it hears, and answers with the statuses it was given, then 200."""

    def __init__(self, *statuses):
        self.statuses, self.heard, self.news = list(statuses), [], threading.Event()
        super().__init__(("127.0.0.1", 0), _Ear)
        self.url = f"http://127.0.0.1:{self.server_port}/hook"
        threading.Thread(target=self.serve_forever, args=[0.01], daemon=True).start()

    def wait(self, count, seconds=8):
        end = time.monotonic() + seconds
        while len(self.heard) < count and time.monotonic() < end:
            time.sleep(0.01)
        return self.heard

    def stop(self):
        self.shutdown()
        self.server_close()


class _Ear(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.headers[SIGNATURE] or self.headers["Stripe-Signature"], body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def answers(port):
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False


class RunningBank:
    """The bank as a process."""

    def __init__(self, folder, *, secret=SECRET, webhook_url=""):
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environ = os.environ | {
            "TESTBANK_DATABASE": str(folder / "bank.sqlite3"),
            "TESTBANK_SECRET": secret,
            "TESTBANK_WEBHOOK_URL": webhook_url,
            "TESTBANK_ADDRESS": self.address,
        }
        self.start()

    def start(self):
        target = "legation.payments.testbank.app:application"
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port), "--log-level", "warning", target], env=self.environ
        )
        for _ in range(200):
            if answers(self.port):
                return
            time.sleep(0.05)
        raise AssertionError("the bank does not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(10)

    def order(self, **other):
        """The address of a new session's page."""
        key = os.urandom(8).hex()
        bearer = Config("", self.environ["TESTBANK_SECRET"], "", "").derived("bearer")
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": key}
        connection.request("POST", "/v1/sessions", json.dumps(ORDER | {"reference": key} | other), headers)
        return json.loads(connection.getresponse().read())["page"]
