"""A post whose line is gone works at its edge node; afterwards the centre knows everything, once."""

from collections.abc import Callable
from datetime import datetime

import pytest

from legation.config.bench.blackout.desk import Desk, serve
from legation.documents import api as documents
from legation.documents.keeping.roots import open_root
from legation.documents.models import Document
from legation.edge import api as edge
from legation.edge.models import Taken
from legation.ground import node
from legation.ground.audit.api import verify
from legation.ground.errors import NotAllowed
from legation.ground.files import api as files
from legation.ground.outbox.models import Effect
from legation.ground.people.api import Actor, Person
from legation.ground.posts.api import actor_of
from legation.ground.transparency.api import Commitment
from legation.payments import api as payments
from legation.payments.till.models import Slip
from legation.procedures.answers import key_of
from legation.procedures.models import Case
from tests.edge.nodes import Machine
from tests.payments.till.support import opened, rate, stock, worker

# the machine that signs looks at the clock itself
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
AT = datetime.fromisoformat("2026-11-22T12:00:00+00:00")


def desk_at(post: str) -> Desk:
    """The same people, wherever we are."""

    def somebody(role: str) -> Actor:
        return actor_of(Person.objects.get(email=f"{role}.{post}@utopia.example".lower()), role)

    return Desk(post, somebody("consular_officer"), somebody("cashier"))


def prepared(post: str = "CAI") -> None:
    """A post with people, a rate, money in its safe and an open drawer."""
    rate("EGP", "55.5", day=AT.date())
    worker(post, "consular_officer")
    stock(post)
    opened(worker(post), post, amount=50_000)


def blacked_out(machine: Machine) -> None:
    """The edge takes a pack, and somebody says that the line is gone."""
    pack = edge.make_pack(post="CAI", at=AT)
    with machine.on():
        edge.take_pack(pack, at=AT)
        edge.cut(by=desk_at("CAI").officer, at=AT)


def test_whoever_works_at_the_post_may_say_that_its_line_is_gone_and_nobody_else(
    enrolled: Callable[..., Machine],
) -> None:
    prepared()
    worker("PAR", "consular_officer")
    machine = enrolled("CAI", AT)
    pack = edge.make_pack(post="CAI", at=AT)
    with machine.on():
        edge.take_pack(pack, at=AT)
        here, stranger = desk_at("CAI").officer, Person(pk=4711)
        with pytest.raises(NotAllowed):
            edge.cut(by=Actor(role="", name="person:4711", person=stranger), at=AT)
        edge.cut(by=Actor(role="", name=here.name, person=here.person), at=AT)
        assert node.here() is not None and node.here().since  # type: ignore[union-attr]


def told(machine: Machine) -> list[bytes]:
    """Everything that the edge has to say, carried to the centre, and its answers carried back."""
    with machine.on():
        while edge.write_package(at=AT):
            pass
        bodies = [bytes(row.body) for row in edge.waiting()]
    receipts = [edge.take_package(body, at=AT) for body in bodies]
    with machine.on():
        for receipt in receipts:
            edge.accept(receipt)
        assert not edge.is_anything_untold()
    return bodies


def test_what_was_done_at_a_post_without_a_line_is_found_at_the_centre_once(enrolled: Callable[..., Machine]) -> None:
    prepared()
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    with machine.on():
        reference = serve(desk_at("CAI"), "emergency_document", seed=1, at=AT)
        slip = Slip.objects.select_related("book").get()
        assert (slip.book.series, slip.number) == ("E1", 1)
        assert verify()[1] == []
        here = node.here()
        assert here is not None and here.since == AT
        letters = Effect.objects.filter(kind="procedures.notice", done_at=None).count()
        assert letters
        certificate = serve(desk_at("CAI"), "life_certificate", seed=2, at=AT)
        paper = Document.objects.get(reference=certificate)
        assert documents.verify_number(paper.number, at=AT).word == "valid"
        letters = Effect.objects.filter(kind="procedures.notice", done_at=None).count()
    assert not Case.objects.everywhere("a test").filter(reference=reference).exists()
    bodies = told(machine)
    case = Case.objects.everywhere("a test").get(reference=reference)
    assert case.status == "issued"
    assert {slip.name for slip in Slip.objects.all()} == {"E1-1", "E1-2"}
    # the paper is in the register, its signer is trusted, and what it signed is on record
    pdf = files.fetch(paper.file_id, key=key_of(Case.objects.everywhere("a test").get(reference=certificate)))
    assert documents.verify_pdf(pdf, at=AT).word == "valid"
    assert Commitment.objects.filter(subject=f"document:{paper.number}").exists()
    assert Effect.objects.filter(kind="procedures.notice", done_at=None, failed_at=None).count() == letters
    assert verify()[1] == []
    assert payments.ledger_check().ok
    again = [edge.take_package(body, at=AT) for body in bodies]
    assert again == [bytes(row.receipt) for row in Taken.objects.order_by("number")]
    assert Case.objects.everywhere("a test").count() == 2
    # an edge that is ended is refused from then on, and what its keys sign is believed no longer
    edge.end(post="CAI", reason="keyCompromise", root=open_root(at=AT), by="test", at=AT)
    assert edge.take_package(bodies[0], at=AT) == again[0]
    with machine.on():
        serve(desk_at("CAI"), "emergency_document", seed=5, at=AT)
        late = edge.write_package(at=AT)
    assert late is not None
    with pytest.raises(NotAllowed):
        edge.take_package(bytes(late.body), at=AT)
