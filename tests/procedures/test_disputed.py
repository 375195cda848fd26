"""A fee that a payer's bank takes back is put before people; what was issued for it stays until they decide."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from legation.documents.models import Document
from legation.ground.outbox import api as outbox
from legation.ground.outbox.models import Effect
from legation.ground.people.api import create_person
from legation.ground.posts.api import actor_of, assign
from legation.payments import api as payments
from legation.payments.disputes import DisputeKind
from legation.payments.models import Attempt, Dispute, Payment, Refund
from legation.payments.providers.base import DisputeNotice
from legation.payments.rules import Money
from legation.payments.services.apply_dispute_notice import apply_dispute_notice
from legation.procedures.services.act import act
from legation.procedures.services.submit import APPLICANT
from tests.procedures.paying import begin, pay
from tests.procedures.support import fresh, handed_in, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia", "bank")]


@pytest.fixture
def case(bank, now):
    """A case whose fee was paid and carried on."""
    found, _person = handed_in(now)
    pay(bank, begin(found, now), now)
    outbox.drain(clock=timezone.now)
    return fresh(found)


def say(kind, now, name="dp_1"):
    attempt, owed = Attempt.objects.get(), Payment.objects.get()
    notice = DisputeNotice(
        f"{name}-{kind}", kind, name, attempt.session, Money(owed.amount, owed.currency), str(attempt.pk)
    )
    apply_dispute_notice(provider="memory", notice=notice, at=now)
    outbox.drain(clock=timezone.now)


def staff(role, post="HQ"):
    person = create_person(email=f"{role}@utopia.example", name="A", password="a long password")
    assign(person=person, post=post, role=role)
    client = Client()
    client.force_login(person)
    return client, actor_of(person, role)


def desk(case, path=""):
    client = Client()
    client.force_login(officer().person)
    return client.get(f"/en/desk/{path or case.reference + '/'}", follow=True).content.decode()


def test_a_lost_dispute_changes_neither_case_nor_document(case, now: datetime):
    before = (case.status, case.count, Document.objects.filter(revoked_at=None).count())
    for kind in (DisputeKind.OPENED, DisputeKind.LOST):
        say(kind, now)
    after = fresh(case)
    assert (after.status, after.count, Document.objects.filter(revoked_at=None).count()) == before
    assert not Effect.objects.filter(done_at=None, kind__startswith="payments.").exists()
    assert not Effect.objects.exclude(error="").filter(kind__startswith="payments.").exists()


def test_the_officer_reads_of_it_at_the_case_and_finds_it_in_a_list_of_its_own(case, now):
    assert "Fee lost" not in desk(case)
    say(DisputeKind.OPENED, now)
    assert "of the fee is disputed" in desk(case) and "Fee lost" not in desk(case)
    say(DisputeKind.LOST, now)
    page = desk(case, "?list=fee-lost")
    assert "Fee lost" in page and case.reference in page and "of the fee is lost" in page
    assert "revoked by itself" in page


def test_a_dispute_that_is_won_is_nothing_an_officer_sees(case, now):
    say(DisputeKind.OPENED, now)
    say(DisputeKind.WON, now)
    assert "of the fee is" not in desk(case)


def test_it_leaves_the_lists_when_an_accountant_is_done_with_it_and_that_is_recorded(case, now):
    say(DisputeKind.OPENED, now)
    client, _actor = staff("accountant")
    row, page = Dispute.objects.get(), client.get("/en/accounts/").content.decode()
    address = f"/en/accounts/disputes/{row.pk}/"
    assert address in page and address.replace("/en/", "/ar/") in client.get("/ar/accounts/").content.decode()
    assert client.post(f"{address}done/").headers["Location"] == address, "it is not decided yet"
    say(DisputeKind.LOST, now)
    assert "revoked by itself" in client.get(address).content.decode()
    assert client.post(f"{address}done/").headers["Location"] == "/en/accounts/"
    assert address not in client.get("/en/accounts/").content.decode()
    assert Dispute.objects.get().seen_by.startswith("person:")
    assert "Fee lost" not in desk(case) and "of the fee is lost" in desk(case)


def test_an_accountant_of_another_post_does_not_find_it(case, now):
    say(DisputeKind.OPENED, now)
    Payment.objects.update(place="CAI")
    client, _actor = staff("accountant", "PAR")
    row = Dispute.objects.get()
    assert client.get(f"/en/accounts/disputes/{row.pk}/").status_code == 404
    assert client.post(f"/en/accounts/disputes/{row.pk}/done/").status_code == 404


def test_money_that_came_too_late_and_is_disputed_goes_back_once_it_is_won(bank, now):
    found, _person = handed_in(now)
    attempt = begin(found, now)
    act(reference=found.reference, verb="withdraw", by=APPLICANT, at=now)
    pay(bank, attempt, now)
    say(DisputeKind.OPENED, now)  # before the queue has asked for the refund
    assert not Refund.objects.exists()
    assert not Effect.objects.exclude(error="").exists()
    say(DisputeKind.WON, now)
    assert Refund.objects.get().state == "refunded"
    assert payments.ledger_check().ok
