"""The pages of the cash desk: what a cashier does there, and what another post's people find there."""

import re
import time

import pytest
from django.test import Client

from legation.payments import api as payments
from legation.payments.till import api
from legation.payments.till.models import Consignment, Drawer, Slip
from tests.payments.till.support import AT, ask, in_order, opened, rate, stock, take, worker

pytestmark = pytest.mark.django_db


def browser(by):
    client = Client()
    client.force_login(by.person)
    return client


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def paris():
    """A cashier in Paris, whose safe holds 300 euro."""
    stock("PAR", 30_000)
    return browser(worker("PAR"))


def open_with_notes(client):
    return client.post("/en/till/PAR/open/", {"d5000": "2"})


def test_a_days_work_by_pages_alone(paris):
    ask("UTO-1", place="PAR")
    assert paris.get("/en/till/").headers["Location"] == "/en/till/PAR/"
    assert "Open your drawer" in text(paris.get("/en/till/PAR/"))
    assert open_with_notes(paris).status_code == 302
    assert "Take €50.00 in cash" in text(paris.get("/en/till/PAR/payment/?reference=uto-1"))
    sent = {"reference": "UTO-1", "due": "5000", "tendered": "60", "language": "ar"}
    taken = paris.post("/en/till/PAR/take/", sent)
    receipt = paris.get(taken.headers["Location"])
    assert ("Change: €10.00" in text(receipt) and "PAR-2026-000001" in text(receipt)) or "PAR-2" in text(receipt)
    assert 'lang="ar" dir="rtl"' in receipt.content.decode()
    counted = paris.post("/en/till/PAR/count/", {"d5000": "3"})
    drawer = Drawer.objects.get()
    assert counted.headers["Location"] == f"/en/till/PAR/drawers/{drawer.pk}/"
    other = browser(worker("PAR", name="2"))
    assert other.post(f"/en/till/PAR/drawers/{drawer.pk}/close/", {"sum": "150"}).status_code == 302
    assert "Closed by" in text(other.get(f"/en/till/PAR/drawers/{drawer.pk}/")) and in_order()


def test_every_page_of_a_desk_tells_the_hours_of_its_post(paris):
    by = worker("PAR")
    drawer = opened(by, "PAR")
    ask("UTO-1", place="PAR")
    slip = take(by, place="PAR")
    for path in ("", f"drawers/{drawer.pk}/", "payment/?reference=UTO-1", "transfers/", f"receipts/2026/{slip.name}/"):
        page = text(paris.get(f"/en/till/PAR/{path}"))
        assert "12 November 2026, 15:05 CET" in page and "UTC" not in page, path


def test_a_count_that_differs_is_asked_about_and_kept_as_it_was_entered(paris):
    open_with_notes(paris)
    answer = paris.post("/en/till/PAR/count/", {"d5000": "1", "sum": "49.5"})
    assert answer.status_code == 422 and "What you know about the difference" in text(answer)
    assert 'value="49.5"' in answer.content.decode() and Drawer.objects.get().counted is None
    assert paris.post("/en/till/PAR/count/", {"d5000": "1", "sum": "49.5", "reason": "?"}).status_code == 302


@pytest.mark.parametrize(
    "sent", [{"d5000": "x"}, {"d5000": "-1"}, {"sum": "1.234"}, {"sum": "NaN"}, {"sum": "1e99"}, {"d5000": "٣"}]
)
def test_a_float_that_is_no_count_opens_nothing(paris, sent):
    answer = paris.post("/en/till/PAR/open/", sent)
    assert answer.status_code == 422 and not Drawer.objects.exists()


def test_a_scanned_address_finds_the_payment(paris):
    ask("UTO-1", place="PAR")
    open_with_notes(paris)
    found = paris.get("/en/till/PAR/payment/", {"reference": "https://ministry.example/en/status/uto-1/?x=1"})
    assert "Due in cash" in text(found)


def test_too_little_and_nonsense_are_said_on_the_page(paris):
    ask("UTO-1", place="PAR")
    open_with_notes(paris)
    for tendered, said in (("49.99", "less than what is due"), ("fifty", "as a number"), ("-1", "as a number")):
        answer = paris.post("/en/till/PAR/take/", {"reference": "UTO-1", "due": "5000", "tendered": tendered})
        assert said in text(answer) and answer.status_code == 422
    assert not Slip.objects.exists()


def test_without_a_rate_the_page_says_so():
    ask()
    by = worker()
    opened(by)
    assert "no approved rate" in text(browser(by).get("/en/till/CAI/payment/?reference=UTO-1"))


def test_a_refund_is_fetched_at_the_desk(paris):
    by = worker("PAR")
    opened(by, "PAR")
    ask("UTO-1", place="PAR")
    take(by, place="PAR")
    payments.request_refund(reference="UTO-1", reason="x", key="k", by=worker("PAR", "accountant"), at=AT)
    assert "To be paid back in cash" in text(paris.get("/en/till/PAR/"))
    assert paris.post(f"/en/till/PAR/refunds/{api.waiting('PAR')[0].pk}/").status_code == 302
    assert Slip.objects.get(kind="back").cash == 5000 and in_order()


def test_nothing_of_another_post_is_found_by_any_address(paris):
    ask("UTO-1", place="PAR")
    by = worker("PAR")
    drawer = opened(by, "PAR")
    take(by, place="PAR")
    rate("EGP", "55")
    for stranger in (worker("CAI"), worker("CAI", "accountant")):
        client = browser(stranger)
        for path in ("", "payment/?reference=UTO-1", f"drawers/{drawer.pk}/", "receipts/2026/1/", "count/"):
            assert client.get(f"/en/till/PAR/{path}").status_code == 404, path
        for path in ("take/", "open/", "safe/", "count/", f"drawers/{drawer.pk}/close/"):
            assert client.post(f"/en/till/PAR/{path}", {"reference": "UTO-1", "due": "5000"}).status_code in (403, 404)
        for path in (f"drawers/{drawer.pk}/", "receipts/2026/1/"):
            assert client.get(f"/en/till/CAI/{path}").status_code == 404, path
        assert "No payment of this post" in text(client.get("/en/till/CAI/payment/?reference=UTO-1"))


def test_pages_ask_the_database_no_more_for_many_slips(paris, django_assert_max_num_queries):
    by = worker("PAR")
    opened(by, "PAR")
    for number in range(12):
        ask(f"UTO-{number}", place="PAR")
        take(by, f"UTO-{number}", "PAR")
    with django_assert_max_num_queries(20):
        paris.get("/en/till/PAR/")


def test_a_bag_is_sent_and_confirmed_by_pages(paris):
    sent = {"amount": "120", "way": "bag", "slip": "B-17"}
    assert paris.post("/en/till/PAR/transfers/", sent).status_code == 302
    assert paris.post("/en/till/PAR/transfers/", sent).status_code == 409
    assert paris.post("/en/till/PAR/transfers/", sent | {"amount": "0"}).status_code == 422
    row = Consignment.objects.get(outward=True)
    centre = browser(worker("HQ", "accountant"))
    assert "under way" in text(centre.get("/en/till/PAR/transfers/"))
    assert paris.post(f"/en/till/PAR/transfers/{row.pk}/", {"arrived": "120"}).status_code == 403
    assert centre.post(f"/en/till/PAR/transfers/{row.pk}/", {"arrived": "100"}).status_code == 422
    assert centre.post(f"/en/till/PAR/transfers/{row.pk}/", {"arrived": "100", "reason": "Torn"}).status_code == 302
    assert browser(worker("CAI")).post(f"/en/till/CAI/transfers/{row.pk}/", {"arrived": "1"}).status_code == 404
    assert in_order()


def test_a_card_is_sent_for_waited_for_and_told_about(paris, terminal):
    ask("UTO-1", place="PAR")
    terminal.break_with("wrong_pin")
    sent = {"reference": "UTO-1", "language": "fr"}
    answer = paris.post("/en/till/PAR/terminal/", sent)
    assert "The PIN was wrong" in text(paris.get(answer.headers["Location"]))
    terminal.break_with("answer_lost", "status_lost")
    waiting = paris.get(paris.post("/en/till/PAR/terminal/", sent).headers["Location"])
    assert "The card terminal is at it" in text(waiting) and waiting.headers["Refresh"] == "4"
    assert "Do not take the card again" in text(paris.post("/en/till/PAR/terminal/", sent))
    terminal.break_with()
    paid = paris.get("/en/till/PAR/payment/?reference=UTO-1")
    assert "This fee is paid" in text(paid) and "Refresh" not in paid.headers
    assert "Paid by card" in text(paid) and len(terminal.taken()) == 1 and in_order()


def test_the_terminal_is_stopped_from_the_page(paris, terminal, monkeypatch):
    ask("UTO-1", place="PAR")
    monkeypatch.setenv("TERMINAL_SECONDS", "2")
    paris.post("/en/till/PAR/terminal/", {"reference": "UTO-1"})
    assert paris.post("/en/till/PAR/terminal/stop/", {"reference": "UTO-1"}).status_code == 302
    for _while_it_stops in range(30):
        time.sleep(0.1)
        page = text(paris.get("/en/till/PAR/payment/?reference=UTO-1"))
        if "It was stopped" in page:
            break
    assert "It was stopped" in page and terminal.taken() == []


def test_a_cashiers_work_begins_at_the_desk():
    by = worker("PAR")
    answer = Client().post("/en/sign-in/", {"email": by.person.email, "password": "a long password"})
    assert answer.headers["Location"] == "/en/till/"
