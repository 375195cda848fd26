"""The demonstration's consular life: everybody of its staff finds something to look at, and it is made once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from legation.appointments.models import Booking
from legation.config.commands import demo
from legation.config.demo_life import people
from legation.config.demo_life.fill import begin, finish
from legation.config.demo_life.hands import Hands, actor, case_of
from legation.documents import api as documents
from legation.documents.signer.local import local_signer
from legation.documents.signer.log import SignatureLog
from legation.ground.audit import api as audit
from legation.ground.outbox import api as outbox
from legation.ground.people.api import Actor, Person
from legation.payments.models import Payment
from legation.procedures.api import in_force, services_of
from legation.procedures.models import Case, Remark
from legation.procedures.queues import queue
from legation.production.services.order import SEND
from legation.registers import api as registers
from legation.roll import api as roll
from tests.stamps import stamping

pytestmark = pytest.mark.django_db


def _clock() -> datetime:
    return datetime.now(UTC)


def _work(reference: str, status: str) -> None:
    """The queue does its part; a passport is made by hand, as no printing place is here."""
    outbox.hold(SEND)
    try:
        outbox.drain(clock=_clock)
    finally:
        outbox.hold()
    if status == "produced":
        HANDS.do(reference, "made_by_hand", "central", "central_officer")
    assert case_of(reference).status == status


OF_TRAVELLERS = {"visa_officer", "accountant", "administrator"}
"""Whose rooms are filled by travellers who apply and pay, or never empty."""
HAND_OVER = 'action="/en/counter/person/handed-over/"'
HANDS = Hands(clock=_clock, wait=_work)


@pytest.fixture
def lively(utopia: None, tmp_path: Path) -> Iterator[None]:
    """Staff, tills, blanks and nationals, as a demonstration makes them."""
    documents.connect_signer(local_signer(lambda *_: True, log=SignatureLog(tmp_path / "log"), clock=_clock))
    demo.make_staff()
    demo._fill_tills()
    demo._bring_blanks()
    with stamping(_clock):
        finish(HANDS, begin(HANDS))
        outbox.hold(SEND)
        outbox.drain(clock=_clock)
        outbox.hold()
    yield
    documents.connect_signer(None)


@pytest.mark.usefixtures("lively")
def test_everybody_finds_something_to_look_at() -> None:
    for email, _name, post, role in demo.STAFF:
        if role not in OF_TRAVELLERS:
            assert _finds(actor(email.partition("@")[0], role), post), f"{email} meets an empty room"


def _finds(who: Actor, post: str) -> bool:
    match who.role:
        case "registrar":
            book = "apostilles" if post == "HQ" else "births"
            found = registers.page(who, post, book, at=_clock()).entries
            return bool(found) and (post == "HQ" or bool(found[0].margin))
        case "electoral_officer":
            return [each.place for each in roll.counted(by=who)] == ["PAR"]
        case "cashier":
            return Payment.objects.filter(place=post, settled_at=None).exists()
        case "head_of_post":
            return Case.objects.everywhere("a test").filter(post__code=post).exclude(status="draft").exists()
    desks = [each.definition for each in services_of({who.role}, at=_clock())]
    lists = [(each.procedure, status) for each in desks for status in each.desk.roles()[who.role]]
    return any(queue(who, procedure=procedure, status=status) for procedure, status in lists)


@pytest.mark.usefixtures("lively")
def test_a_newcomer_finds_at_the_counter_whom_the_demonstration_names() -> None:
    client, consul = Client(), Person.objects.get(email="consul.paris@utopia.example")
    client.force_login(consul)
    pages = []
    for who, _why in people.AT_THE_COUNTER:
        day = {f"birth_date-{part}": str(getattr(who.born, part)) for part in ("day", "month", "year")}
        pages.append(client.post("/en/counter/", {"number": who.number, **day}, follow=True).content.decode())
        assert who.surname in pages[-1]
    owing, expected, fetching = pages
    assert "€10" in owing and "At the cash desk they pay" in owing
    assert Payment.objects.get(place="PAR", settled_at=None).reference in owing, "a cashier finds it by that alone"
    assert in_force("passport_renewal", at=_clock()).text("title", "en") in expected
    assert Booking.objects.get(post__code="PAR").number in expected.replace(" ", "")
    assert HAND_OVER in fetching and HAND_OVER not in expected
    waits = Remark.objects.filter(waits=True, case__post__code="PAR")
    assert [each.case.procedure for each in waits] == ["passport_renewal"]


@pytest.mark.usefixtures("lively")
def test_it_is_made_once_and_its_chains_hold() -> None:
    count = Case.objects.everywhere("a test").count()
    finish(HANDS, begin(HANDS))
    assert Case.objects.everywhere("a test").count() == count > len(people.EVERYBODY)
    # the signer of the instance, whose log is looked at if another test made one, had no part in it
    wrong = [each for each in audit.verify()[1] if each.chain != "signer" and each.kind != "signed_outside"]
    assert wrong == []
