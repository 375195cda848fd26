"""Whoever paid online has the receipt that a cash desk gives: behind their case's page, and as a PDF."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from legation.ground.outbox import api as outbox
from legation.messaging import api as messaging
from legation.payments import api as payments
from legation.payments.models import Payment
from legation.payments.till.models import Slip
from legation.procedures.models import Application
from legation.procedures.selectors import draft_of
from legation.procedures.services.settle import settle
from legation.procedures.services.submit import submit
from tests.payments.till.support import opened, rate, take, worker
from tests.payments.till.test_pages import text
from tests.payments.till.test_receipt_paper import bare, words_on
from tests.procedures.conftest import bank
from tests.procedures.paying import begin, pay
from tests.procedures.support import filled

__all__ = ["bank"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


@pytest.fixture
def token(now):
    """Of an application that waits for its fee."""
    token, _person = filled(now)
    submit(token=token, declared={"truth": "yes"}, at=now)
    return token


def receipts(token):
    """The receipts that a case's page leads to."""
    page = Client().get(f"/en/application/{token}/").content.decode()
    return re.findall(r'href="(/en/receipt/[^"]+/)">([^<]+)</a>', page)


def test_who_paid_by_card_has_a_receipt_as_a_page_and_on_paper(token, bank, now):
    assert receipts(token) == []
    pay(bank, begin(draft_of(token)[0], now), now)
    ((address, words),) = receipts(token)
    page, paper = text(Client().get(address)), Client().get(f"{address}pdf/")
    row = Payment.objects.get()
    assert words == "Receipt" and paper.headers["Content-Type"] == "application/pdf"
    for said in (row.reference, "Paid by card", f"{now:%Y}"):
        assert said in page and bare(said) in words_on(paper.content), said
    assert "Paid back" not in page and "Cashier" not in page
    assert Client().get(address.replace("/en/", "/ar/")).status_code == 200


def test_the_link_to_it_is_sent_once_in_the_payers_language(token, bank, now):
    case = draft_of(token)[0]
    Application.objects.update(language="fr")
    pay(bank, begin(case, now), now)
    settled = {"payment": str(Payment.objects.get().pk), "reference": case.application.reference}
    for key in ("again", "and again"):
        outbox.enqueue("payments.settled", key=key, body=settled, at=now)
    outbox.drain(clock=timezone.now)
    (letter,) = [each for each in messaging.captured() if each.subject.startswith("Votre reçu")]
    address = re.search(r"/fr/receipt/\S+", letter.body)[0]
    assert "est arrivé" in letter.body and "{" not in letter.body
    assert case.application.reference in text(Client().get(address))


def test_what_went_back_to_the_card_stands_on_it(token, bank, now):
    case = draft_of(token)[0]
    pay(bank, begin(case, now), now)
    settle(application=case.application.reference, at=now)
    by = worker("HQ", "accountant")
    payments.request_refund(reference=case.application.reference, reason="x", key="k", by=by, at=now, amount=100)
    ((address, _words),) = receipts(token)
    assert "Paid back to the card" not in text(Client().get(address))
    outbox.drain(clock=timezone.now)
    assert "Paid back to the card" in text(Client().get(address))


def test_who_paid_at_a_cash_desk_finds_that_receipt_there(token, now):
    case = draft_of(token)[0]
    place, by = case.post.code, worker(case.post.code)
    for currency in ("USD", "EGP"):
        rate(currency, "1.1", day=now.date())
    opened(by, place, at=now)
    take(by, case.application.reference, place, at=now)
    ((address, words),) = receipts(token)
    assert words == "Receipt" and "Paid in cash" in text(Client().get(address)) and Slip.objects.count() == 1


def test_a_link_to_a_receipt_that_we_did_not_write_leads_nowhere(token, bank, now):
    pay(bank, begin(draft_of(token)[0], now), now)
    ((address, _words),) = receipts(token)
    Payment.objects.update(reference="UTO-OTHER")
    assert Client().get(address).status_code == 404
    for wrong in (address[:-2] + "/", "/en/receipt/UTO-OTHER-/", "/en/receipt/UTO-OTHER/"):
        assert Client().get(wrong).status_code == 404 == Client().get(f"{wrong}pdf/").status_code
