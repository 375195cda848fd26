"""An edge node tells the centre over the line what it would tell on a stick, and is brought up to date the same way."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from legation.config.bench.blackout.desk import serve
from legation.documents.keeping.roots import open_root
from legation.edge import api as edge
from legation.edge import endpoints, line
from legation.edge.models import Edge, Package, Taken
from legation.edge.sealing import ASK, edge_signer, own_key, pack
from legation.ground import lines, node
from legation.ground.errors import Conflict, Tampered, Unavailable
from legation.procedures.models import Case
from tests.edge.nodes import Machine
from tests.edge.test_blackout import AT, blacked_out, desk_at, prepared

pytestmark = [pytest.mark.django_db]
Enrol = Callable[..., Machine]


class Line:
    """The line between both machines: it may be down, and may lose an answer on its way back."""

    def __init__(self) -> None:
        self.machine: Machine | None = None
        self.is_down, self.loses = False, 0

    def fetch(self, address: str, data: bytes, headers: dict[str, str], **_bounds: Any) -> bytes:
        if self.is_down:
            raise Unavailable("no line")
        assert self.machine is not None
        with self.machine.away():
            answer = Client().post("/" + address.split("/", 3)[3], data, content_type=headers["Content-Type"])
        if answer.status_code != 200:
            raise lines.Refused(f"{answer.status_code} {answer.content.decode()}")
        if self.loses:
            self.loses -= 1
            raise Unavailable("the answer is lost")
        return bytes(answer.content)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    made = Line()
    monkeypatch.setattr(lines, "fetch", made.fetch)
    monkeypatch.setattr(endpoints, "_now", lambda: AT)
    yield made


@pytest.fixture
def machine(enrolled: Enrol, wire: Line) -> Machine:
    """The node of the post in Cairo, cut off, with the line back."""
    prepared()
    wire.machine = enrolled("CAI", AT)
    blacked_out(wire.machine)
    return wire.machine


def test_what_was_done_without_a_line_is_told_over_it_and_the_node_stands_by_again(machine: Machine) -> None:
    with machine.on():
        reference = serve(desk_at("CAI"), "emergency_document", seed=1, at=AT)
        with pytest.raises(Conflict):
            edge.pull(at=AT)
        answers = edge.send(at=AT)
        assert answers and not any(conflicts for _number, conflicts in answers)
        assert not edge.is_anything_untold() and edge.send(at=AT) == []
        before = Package.objects.count()
        assert edge.pull(at=AT).pack > 1
        here = node.here()
        assert here is not None and here.since is None and Package.objects.count() == before
    assert Case.objects.everywhere("a test").get(reference=reference).status == "issued"


def test_an_answer_that_is_lost_is_asked_for_again_and_nothing_is_taken_twice(machine: Machine, wire: Line) -> None:
    with machine.on():
        serve(desk_at("CAI"), "emergency_document", seed=1, at=AT)
        wire.is_down = True
        with pytest.raises(Unavailable):
            edge.send(at=AT)
        wire.is_down, wire.loses = False, 1
        with pytest.raises(Unavailable):
            edge.send(at=AT)
        with machine.away():
            taken = Taken.objects.count()
            assert taken
        edge.send(at=AT)
        packages = Package.objects.count()
        assert not edge.waiting()
    assert Taken.objects.count() == packages and Case.objects.everywhere("a test").count() == 1


def test_nobody_else_is_answered_and_nothing_old(machine: Machine) -> None:
    with machine.on():
        head = {"kind": ASK, "edge": "CAI-E1"}
        old = pack(head, {"at": (AT - timedelta(minutes=6)).isoformat()}, key=own_key(), signer=edge_signer())
        good = pack(head, {"at": AT.isoformat()}, key=own_key(), signer=edge_signer())
    packed = Edge.objects.get().packed
    ask = Client(enforce_csrf_checks=True).post
    octets = "application/octet-stream"
    for body, status in ((b"", 403), (b"hello", 403), (old, 403), (good[:-1] + b"x", 403),
                         (good.replace(b"CAI-E1", b"CAI-E9"), 404)):  # fmt: skip
        for path in (line.PACKS, line.PACKAGES):
            answer = ask(f"/{path}", body, content_type=octets)
            assert answer.status_code in (status, 404), (path, body[:40], answer.status_code)
    assert Edge.objects.get().packed == packed and not Taken.objects.exists()
    assert ask(f"/{line.PACKS}", good, content_type=octets).status_code == 200
    edge.end(post="CAI", reason="keyCompromise", root=open_root(at=AT), by="test", at=AT)
    assert ask(f"/{line.PACKS}", good, content_type=octets).status_code == 403


def test_a_parcel_that_is_too_large_is_not_kept(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "MOST_BYTES", 10_000)
    with machine.on():
        head = {"kind": "package", "edge": "CAI-E1"}
        large = pack(head, {"at": AT.isoformat()}, key=own_key(), signer=edge_signer()) + bytes(20_000)
    answer = Client().post(f"/{line.PACKAGES}", large, content_type="application/octet-stream")
    assert answer.status_code == 413


def test_somebody_who_answers_in_the_centres_name_is_not_believed(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with machine.on():
        serve(desk_at("CAI"), "emergency_document", seed=1, at=AT)
        forged = pack({"kind": "receipt", "edge": "CAI-E1", "number": 1, "digest": "0" * 64}, {"conflicts": []},
                      key=own_key(), signer=edge_signer())  # fmt: skip
        monkeypatch.setattr(lines, "fetch", lambda *_asked, **_bounds: forged)
        with pytest.raises(Tampered):
            edge.send(at=AT)
        assert edge.waiting()
