"""Telling the merchant: signed, at least once, from threads of their own, later again if nobody confirms."""

import hmac
import http.client
import logging
import queue
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import urlsplit

from legation.payments.testbank.store import Delivery, Store

log = logging.getLogger("testbank")

SIGNATURE = "Testbank-Signature"
THREADS = 3
TIMEOUT_SECONDS = 10
LONGEST_WAIT_SECONDS = 300
LOOK_SECONDS = 0.5
MOST_TRIES = 60


def signature(key: str, body: bytes, *, now: float) -> str:
    """The header that proves `body` comes from us, now: HMAC-SHA-256 over 'seconds.body'."""
    moment = int(now)
    return f"t={moment},v1={hmac.new(key.encode(), b'%d.' % moment + body, sha256).hexdigest()}"


class _Line:
    """One thread's open connection to the merchant."""

    def __init__(self, url: str, key: str, header: str) -> None:
        parts = urlsplit(url)
        self._https = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._key, self._header = key, header
        self._connection: http.client.HTTPConnection | None = None

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            kind = http.client.HTTPSConnection if self._https else http.client.HTTPConnection
            self._connection = kind(self._host, self._port, timeout=TIMEOUT_SECONDS)
        return self._connection

    def send(self, body: bytes, *, forged: bool = False) -> bool:
        """Whether the merchant confirmed."""
        key = "nobody's key" if forged else self._key
        headers = {"Content-Type": "application/json", self._header: signature(key, body, now=time.time())}
        fresh = self._connection is None
        try:
            connection = self._connected()
            connection.request("POST", self._path, body, headers)
            answer = connection.getresponse()
            answer.read(4096)
            if not answer.isclosed():
                self.close()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            # an idle connection the merchant has closed is no failure: once more on a new one
            return False if fresh or isinstance(error, TimeoutError) else self.send(body, forged=forged)
        return 200 <= answer.status < 300

    def close(self) -> None:
        """Let go of the connection; the next message opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Deliveries:
    """The threads that deliver. `offer` hands them a fresh message; what failed or was left over they find."""

    def __init__(self, store: Store, *, url: str, key: str, header: str = SIGNATURE) -> None:
        self._store, self._url, self._key, self._header = store, url, key, header
        self._queue: queue.SimpleQueue[Delivery | None] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self._ticks: list[Callable[[], None]] = []

    def every_tick(self, do: Callable[[], None]) -> None:
        """Have this done twice a second, by one thread."""
        self._ticks.append(do)

    def start(self) -> None:
        """Begin to deliver; nothing begins without an address to deliver to."""
        if self._url:
            loops = [self._deliver_all] * THREADS + [self._look_for_due]
            self._threads = [threading.Thread(target=loop, daemon=True) for loop in loops]
            for thread in self._threads:
                thread.start()

    def stop(self) -> None:
        """End the threads; what is not delivered stays in the books."""
        self._stopped.set()
        for _ in range(THREADS):
            self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def offer(self, delivery: Delivery) -> None:
        """Deliver this now."""
        self._queue.put(delivery)

    def _deliver_all(self) -> None:
        line = _Line(self._url, self._key, self._header)
        while (delivery := self._queue.get()) is not None:
            try:
                self._deliver(line, delivery)
            except Exception:  # a thread that ends would leave everything after it undelivered
                log.exception("message %d was not delivered", delivery.id)
        line.close()

    def _deliver(self, line: _Line, delivery: Delivery) -> None:
        # a forgery is sent once, and is expected to be turned away
        if line.send(delivery.body.encode(), forged=delivery.forged) or delivery.forged:
            self._store.delivered(delivery)
            return
        log.warning("the merchant did not confirm message %d, try %d", delivery.id, delivery.tries + 1)
        wait = min(2.0**delivery.tries, LONGEST_WAIT_SECONDS) if delivery.tries < MOST_TRIES else 1e9
        self._store.postpone(delivery, seconds=wait)

    def _look_for_due(self) -> None:
        while not self._stopped.wait(LOOK_SECONDS):
            for do in self._ticks:
                self._try(do)
            if self._queue.qsize() < 100:  # a long queue would only be offered its own messages again
                for delivery in self._store.claim_due(limit=100):
                    self._queue.put(delivery)

    def _try(self, do: Callable[[], None]) -> None:
        try:
            do()
        except Exception:  # the clock must go on
            log.exception("%s failed", do)
