"""The accountant's screen: what it shows to whom, and what may be done there."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from legation.ground.people.api import create_person
from legation.ground.posts.api import assign
from legation.payments import api
from legation.payments.models import Refund, Unmatched
from legation.payments.providers.base import Line, Notice, SettlementRow
from legation.payments.rules import Kind, Money
from legation.payments.services.apply_notice import apply_notice
from tests.payments.support import AT, ask, begin, label, settle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


@pytest.fixture(autouse=True)
def _keys():
    """Pages need the instance's own keys."""


def client(post, role="accountant"):
    person = create_person(email=f"{role}.{post}@utopia.example".lower(), name="A", password="a long password")
    assign(person=person, post=post, role=role)
    made = Client()
    made.force_login(person)
    return made


def capture(attempt, amount, session, key):
    apply_notice(provider="memory", notice=Notice(key, Kind.CAPTURED, attempt, session, Money(amount, "EUR")), at=AT)


@pytest.fixture
def unmatched(bank):
    """Money for a payment of Cairo, and money for nothing."""
    attempt = begin(ask("UTO-CAI").payment)
    label(reference="UTO-CAI", place="CAI", labels={"procedure": "evisa"})
    capture(attempt, 6000, "s1", "e1")
    capture("nobody", 777, "s-stray", "e2")
    return {row.amount: row.pk for row in Unmatched.objects.all()}


def page(who, path=""):
    return who.get(f"/en/accounts/{path}").content.decode()


def key_on(who, path):
    return re.search(r'name="key" value="(\w+)"', page(who, path))[1]


def test_the_ministry_sees_all_and_a_post_sees_its_own(unmatched):
    everything, own = page(client("HQ")), page(client("CAI"))
    assert ("7.77" in everything, "60.00" in everything) == (True, True)
    assert ("7.77" in own, "60.00" in own) == (False, True)
    assert "60.00" not in page(client("PAR"))
    assert client("PAR", "visa_officer").get("/en/accounts/").status_code == 403


def test_another_posts_money_is_not_to_be_found_or_touched(unmatched):
    paris = client("PAR")
    for number in unmatched.values():
        assert paris.get(f"/en/accounts/unmatched/{number}/").status_code == 404
        for verb in ("move", "send-back"):
            sent = {"key": "k", "reference": "UTO-CAI"}
            assert paris.post(f"/en/accounts/unmatched/{number}/{verb}/", sent).status_code == 404
    assert not Refund.objects.exists()


def test_an_accountant_pays_the_fee_with_it_and_sends_the_rest_back(unmatched):
    cairo, path = client("CAI"), f"unmatched/{unmatched[6000]}/"
    cairo.post(f"/en/accounts/{path}move/", {"reference": "uto-cai ", "key": key_on(cairo, path)})
    assert api.find(reference="UTO-CAI").state == "settled"
    sent = {"amount": "10.00", "key": key_on(cairo, path)}
    for _twice in range(2):
        assert cairo.post(f"/en/accounts/{path}send-back/", sent).status_code == 302
    assert Refund.objects.get().amount == 1000
    assert "Nothing is left of it" in page(cairo, path)
    assert api.ledger_check().ok


@pytest.mark.parametrize(
    ("verb", "sent", "said"),
    [
        ("send-back", {"amount": "60.01"}, "less is left"),
        ("send-back", {"amount": "ten"}, "as a number"),
        ("send-back", {"amount": "NaN"}, "as a number"),
        ("send-back", {"amount": "-1"}, "as a number"),
        ("move", {"reference": "UTO-NONE"}, "no payment under"),
        ("move", {"reference": ""}, "no payment under"),
        ("send-back", {"key": ""}, "needs another look"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(unmatched, verb, sent, said):
    answer = client("CAI").post(f"/en/accounts/unmatched/{unmatched[6000]}/{verb}/", {"key": "k"} | sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Unmatched.objects.get(amount=6000).taken == 0


def test_a_fee_is_paid_back_in_part_by_its_own_accountant_only(bank):
    settle(bank, "UTO-1")
    label(reference="UTO-1", place="CAI", labels={})
    sent = {"reference": "UTO-1", "amount": "12,50", "key": "k"}
    assert client("PAR").post("/en/accounts/refund/", sent).status_code == 403
    assert client("CAI").post("/en/accounts/refund/", sent).status_code == 302
    assert Refund.objects.get().amount == 1250
    assert "UTO-1" in page(client("HQ"))


def test_differences_of_a_day_are_shown_to_the_ministry(bank):
    bank.file = [SettlementRow(Line.PAYMENT, "", "cs_planted", Money(123, "EUR"), AT)]
    api.reconcile(provider="memory", day=AT.date(), at=datetime(2026, 11, 20, tzinfo=UTC))
    assert "cs_planted" in page(client("HQ"))
    assert "cs_planted" not in page(client("CAI"))


def test_income_is_downloaded_for_a_day(bank):
    settle(bank, "UTO-1")
    label(reference="UTO-1", place="CAI", labels={"nationality": "EGY"})
    answer = client("CAI").get(f"/en/accounts/income.csv?day={AT.date()}")
    assert answer.content.decode().splitlines() == [
        "day,post,purpose,nationality,currency,amount",
        "2026-11-12,CAI,evisa,EGY,EUR,50.00",
    ]
    assert client("PAR").get("/en/accounts/income.csv?day=nonsense").status_code == 200


@pytest.mark.usefixtures("utopia")
def test_income_is_shown_by_names_in_the_readers_language(bank):
    settle(bank, "UTO-1")
    label(reference="UTO-1", place="CAI", labels={"nationality": "EGY", "procedure": "evisa"})
    shown = page(client("HQ"), f"?day={AT.date()}")
    assert all(name in shown for name in ("Embassy in Cairo", "<bdi>E-visa</bdi>", "<bdi>Egypt</bdi>"))
    assert "<bdi>evisa</bdi>" not in shown and "<bdi>EGY</bdi>" not in shown


def test_what_providers_cost_is_shown_to_the_ministry_and_taken_from_the_days_income(bank):
    settle(bank, "UTO-1")
    label(reference="UTO-1", place="CAI", labels={})
    bank.file = [SettlementRow(Line.PAYMENT, "", "s1", Money(5000, "EUR"), AT)]
    bank.file.append(SettlementRow(Line.FEE, "", "f1", Money(99, "EUR"), AT))
    bank.file.append(SettlementRow(Line.FEE, "", "f2", Money(9, "EUR"), AT, back=True))
    after = datetime(2026, 11, 20, tzinfo=UTC)
    for _again in range(2):
        assert api.reconcile(provider="memory", day=AT.date(), at=after).differences == ()
    assert "0.90" in page(client("HQ"), f"?day={after.date()}")
    assert "0.90" not in page(client("CAI"), f"?day={after.date()}")
    rows = client("HQ").get(f"/en/accounts/income.csv?day={after.date()}").content.decode().splitlines()
    assert rows[-1] == "2026-11-20,,fees:memory,EUR,-0.90"


def test_an_accountant_begins_at_the_accounts():
    create_person(email="a@utopia.example", name="A", password="a long password")
    person = create_person(email="b@utopia.example", name="B", password="a long password")
    assign(person=person, post="HQ", role="accountant")
    sent = {"email": "b@utopia.example", "password": "a long password"}
    assert Client().post("/en/sign-in/", sent).headers["Location"].endswith("/accounts/")


def test_the_screen_is_read_in_few_queries(unmatched, django_assert_max_num_queries):
    who = client("HQ")
    for number in range(20):
        capture("nobody", 100 + number, f"stray-{number}", f"f{number}")
    with django_assert_max_num_queries(16):
        page(who)
