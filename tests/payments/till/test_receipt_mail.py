"""The receipt of what is paid at a cash desk goes to its payer as a link, once, and again when a key is pressed."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from legation.ground.outbox import api as outbox
from legation.messaging import api as messaging
from legation.payments.till.models import Slip
from legation.procedures.models import Case
from tests.payments.till.support import opened, rate, take, worker
from tests.payments.till.test_pages import browser, text
from tests.procedures import certificates

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
AT = timezone.now().replace(microsecond=0)


def receipts() -> list[messaging.Captured]:
    outbox.drain(clock=lambda: timezone.now() + timedelta(minutes=1))
    return [each for each in messaging.captured() if "receipt" in each.subject]


@pytest.fixture
def paid() -> Case:
    """A certificate of which the fee was taken in Paris in cash."""
    case, by = certificates.handed_in(AT), worker("PAR")
    rate("USD", "1.1", day=AT.date())
    opened(by, "PAR", at=AT)
    take(by, case.application.reference, "PAR", at=AT)
    return case


def address_in(letter: messaging.Captured) -> str:
    found = re.search(r"/(\w\w/receipt/\S+)", letter.body)
    assert found is not None
    return f"/{found[1]}"


def test_a_payer_is_sent_the_link_to_their_receipt_once_and_it_needs_no_account(paid: Case) -> None:
    (letter,) = receipts()
    assert letter.to == "ada@example.org" and letter.reference == paid.application.reference
    page = Client().get(address_in(letter))
    assert page.status_code == 200 and paid.application.reference in text(page)
    assert len(receipts()) == 1


def test_a_link_that_is_not_ours_leads_nowhere(paid: Case) -> None:
    (letter,) = receipts()
    address = address_in(letter)
    for wrong in (address.replace("000001", "000002"), address[:-2] + "/", "/en/receipt/hello/", "/en/receipt/-/"):
        assert Client().get(wrong).status_code == 404


def test_a_key_sends_it_once_more(paid: Case) -> None:
    receipts()
    slip, client = Slip.objects.get(), browser(worker("PAR"))
    address = f"/en/till/PAR/receipts/{slip.book.year}/{slip.name}/"
    assert 'data-key="e"' in client.get(address).content.decode()
    answer = client.post(f"{address}mail/", follow=True)
    assert "on its way" in text(answer)
    assert len(receipts()) == 2
    assert browser(worker("CAI")).post(f"{address}mail/").status_code == 404


def test_who_paid_for_nothing_we_know_the_address_of_is_written_nothing() -> None:
    from tests.payments.till.support import ask

    by = worker("PAR")
    ask("UTO-1", place="PAR")
    opened(by, "PAR", at=AT)
    take(by, "UTO-1", "PAR", at=AT)
    assert receipts() == []
