"""A printing place in this process, spoken to over its own protocol."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from legation.ground.errors import Unavailable
from legation.ground.outbox import api as outbox
from legation.production import api as production
from legation.production.printer import app
from legation.production.printer.press import Press
from legation.production.providers import base, line
from legation.production.services.take_answer import _followers


class Place:
    """The shipped simulator, with the switches of its faults, and everything that was sent to it."""

    def __init__(self, press: Press) -> None:
        self.press, self.sent = press, list[bytes]()

    def faults(self, *names: str) -> None:
        app.faults.clear()
        app.faults.update(names)

    def ask(self, address: str, data: bytes | None = None, headers: Any = None, **_: Any) -> dict[str, Any]:
        """As `ground.lines.ask`, to the program's own WSGI."""
        said: list[str] = []
        self.sent += [data] if data else []
        environ = {
            "REQUEST_METHOD": "POST" if data is not None else "GET", "PATH_INFO": urlsplit(address).path,
            "HTTP_AUTHORIZATION": (headers or {}).get("Authorization", ""), "CONTENT_LENGTH": str(len(data or b"")),
            "wsgi.input": io.BytesIO(data or b""),
        }  # fmt: skip
        body = b"".join(app.application(environ, lambda status, _headers: said.append(status)))
        if not said[0].startswith("200"):
            raise Unavailable(said[0])
        return dict(json.loads(body))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A printing place that works, with nothing printed yet."""
    monkeypatch.setattr(line, "_secret", lambda: "what both know")
    monkeypatch.setenv("PRINTER_SECRET", "what both know")
    made = Place(Press(str(tmp_path / "printer.sqlite3"), secret="what both know", faults=app.faults))
    monkeypatch.setattr(app, "press", lambda: made.press)
    monkeypatch.setattr(line.lines, "ask", made.ask)
    kept = list(base._printers)
    base.register(line.LinePrinter("http://127.0.0.1:1"))
    yield made
    base._printers[:] = kept
    app.faults.clear()


@pytest.fixture
def told() -> Iterator[list[tuple[str, str]]]:
    """What followers are told of jobs that end; whatever is ordered is waited for, unless the reference begins with X."""
    heard: list[tuple[str, str]] = []
    kept = list(_followers)
    _followers[:] = [
        (lambda reference, state, _at: heard.append((reference, state)), lambda reference: reference[0] != "X")
    ]
    yield heard
    _followers[:] = kept


@pytest.fixture
def blanks(db: None, now: datetime) -> Callable[[int], None]:
    """Brings blanks to the centre."""

    def bring(count: int) -> None:
        production.move_blanks(place="HQ", verb="received", count=count, by="test", at=now)

    return bring


@pytest.fixture
def work() -> Callable[..., None]:
    """Does what the queue holds, as if so many hours had passed."""

    def done(*, rounds: int = 12) -> None:
        from legation.ground.outbox.models import Effect

        for _round in range(rounds):
            waiting = Effect.objects.filter(done_at=None, failed_at=None, kind__startswith="production.")
            for effect in waiting.order_by("pk"):
                outbox.run(effect, at=effect.due_at)

    return done
