"""A printing place in this process, spoken to over its own protocol."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from legation.ground.errors import Unavailable
from legation.ground.outbox import api as outbox
from legation.ground.people.api import Actor, create_person
from legation.ground.posts.api import actor_of, assign
from legation.ground.posts.heads import HEAD
from legation.payments.providers import registry
from legation.procedures.bundles import in_force
from legation.production import api as production
from legation.production.printer import app
from legation.production.printer.press import Press
from legation.production.providers import base, line
from legation.production.services.take_answer import _followers
from tests.contract.walking import People, Walk, way_to
from tests.payments.support import MemoryBank


class Place:
    """The shipped simulator, with the switches of its faults, and everything that was sent to it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.sent, self._lost = folder, list[bytes](), 0
        self.loses()

    def loses(self) -> None:
        """It knows nothing any more of what was sent to it."""
        self._lost += 1
        self.press = Press(
            str(self._folder / f"printer{self._lost}.sqlite3"), secret="what both know", faults=app.faults
        )

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
    made = Place(tmp_path)
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


@pytest.fixture
def head(utopia: None) -> Actor:
    """The head of the centre."""
    return head_of("HQ")


def head_of(post: str) -> Actor:
    """The head of a post."""
    person = create_person(email=f"head.{post}@utopia.example".lower(), name=f"Head {post}", password="a long password")
    assign(person=person, post=post, role=HEAD)
    return actor_of(person, HEAD)


@pytest.fixture
def granted(utopia: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Walk]:
    """Applications for a passport, from the form to the file that is ordered; nothing is sent yet."""
    bank, people = MemoryBank(), list[People]()
    monkeypatch.setitem(registry._providers, bank.name, bank)

    def one(procedure: str = "passport_renewal") -> Walk:
        at = datetime.now(UTC)
        people[:] = people or [People.of_the_profile()]
        opened = in_force(procedure, at=at)
        walk = Walk(opened, bank, people[0], at)
        way = way_to(opened, ("in_production", "made"))
        assert way is not None
        assert list(walk.go(way[:-1]))[-1] == "in_production"
        return walk

    return one
