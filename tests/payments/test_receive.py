"""What providers say is believed when it is signed, fresh, new and fits; otherwise it is kept, or refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from legation.ground.errors import Invalid, NotAllowed, NotFound, TooLarge
from legation.ground.outbox.models import Effect
from legation.payments import api
from legation.payments.models import Attempt, Event, Payment, Transfer, Unmatched, new_id
from tests.payments.support import AT, BACK, ask, deliver, message, signed

pytestmark = pytest.mark.django_db


def intend(reference="UTO-1", **asked):
    """A payment with an attempt whose provider has not answered yet."""
    payment = ask(reference, **asked).payment
    attempt = Attempt(pk=new_id(AT), provider="testbank", return_url=BACK, language="en", started_at=AT)
    attempt.payment_id = payment
    attempt.save(force_insert=True)
    Payment.objects.filter(pk=payment).update(state="pending")
    return str(attempt.pk)


def verdicts():
    return list(Event.objects.order_by("pk").values_list("verdict", flat=True))


def state():
    return api.find(reference="UTO-1").state


def test_a_captured_payment_settles_even_before_start_returned():
    deliver(message(intend()))
    assert state() == "settled"
    assert api.income() == [api.Income("evisa", "EUR", 5000)]
    assert api.ledger_check().ok


def test_the_department_above_is_told_once_that_it_settled():
    attempt = intend()
    deliver(message(attempt))
    deliver(message(attempt, id="evt_2"))
    effect = Effect.objects.get()
    assert (effect.kind, effect.body["reference"]) == ("payments.settled", "UTO-1")


def test_a_refused_card_is_told_with_its_reason_and_can_be_tried_again():
    attempt = intend()
    deliver(message(attempt, kind="refused", code="insufficient_funds"))
    assert (state(), api.find(reference="UTO-1").last_refusal) == ("refused", "insufficient_funds")
    effect = Effect.objects.get()
    assert effect.key == f"payments.refused:{attempt}"
    assert effect.body["code"] == "insufficient_funds"
    assert not Transfer.objects.exists()


def test_a_message_delivered_twice_counts_once():
    body = message(intend())
    deliver(body)
    deliver(body)
    assert verdicts() == ["applied"]
    assert Transfer.objects.count() == 1


def test_the_same_news_in_another_message_is_kept_and_changes_nothing():
    attempt = intend()
    deliver(message(attempt))
    deliver(message(attempt, id="evt_2"))
    assert verdicts() == ["applied", "repeated"]
    assert api.ledger_check().ok


def test_a_refusal_after_the_capture_is_kept_and_changes_nothing():
    attempt = intend()
    deliver(message(attempt))
    deliver(message(attempt, id="evt_2", kind="refused"))
    assert verdicts() == ["applied", "unexpected"]
    assert state() == "settled"


@pytest.mark.parametrize("other", [{"amount": 4999}, {"amount": 500000}, {"currency": "USD"}])
def test_other_money_never_settles_and_is_kept_where_it_is_seen(other):
    deliver(message(intend(), **other))
    assert (state(), verdicts()) == ("requested", ["mismatch"])
    assert Transfer.objects.get().kind == "unmatched"
    assert api.ledger_check().ok


def test_another_session_of_the_provider_never_settles():
    attempt = intend()
    Attempt.objects.update(session="cs_1")
    deliver(message(attempt, session="cs_other"))
    assert (state(), verdicts()) == ("pending", ["unexpected"])
    assert Unmatched.objects.get().why == "unknown"
    assert api.ledger_check().ok


@pytest.mark.parametrize("attempt", ["nothing", "0" * 32, "' OR 1=1 --"])
def test_an_attempt_we_never_made_is_kept_for_somebody_to_look_at(attempt):
    deliver(message(attempt))
    deliver(message(attempt, id="evt_2"))
    assert verdicts() == ["unknown", "unknown"]
    assert Unmatched.objects.get().amount == 5000
    assert api.ledger_check().ok


def test_an_attempt_with_another_provider_is_none_of_this_ones():
    attempt = intend()
    Attempt.objects.update(provider="memory")
    deliver(message(attempt))
    assert (state(), verdicts()) == ("pending", ["unknown"])


def receive(body, headers, at=AT, provider="testbank"):
    api.receive(provider=provider, body=body, headers=headers, at=at)


@pytest.mark.parametrize(
    "header",
    ["", "t=1", "v1=ab", "t=x,v1=ab", "t=1794492300,v1=" + "0" * 64, "t=²,v1=ab", "t=1,v1=é", "t=" + "9" * 5000],
)  # fmt: skip
def test_a_forged_message_writes_nothing(header):
    body = message(intend())
    with pytest.raises(NotAllowed):
        receive(body, {"Testbank-Signature": header})
    assert (state(), verdicts()) == ("pending", [])


def test_a_changed_body_does_not_fit_its_signature():
    body = message(intend(), amount=4000)
    with pytest.raises(NotAllowed):
        receive(body.replace(b"4000", b"5000"), signed(body))
    assert verdicts() == []


@pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(minutes=-6), timedelta(days=9999)])
def test_an_old_message_is_refused_and_so_is_one_from_the_future(age):
    body = message(intend())
    with pytest.raises(NotAllowed):
        receive(body, signed(body), at=AT + age)
    assert verdicts() == []


def test_the_name_of_a_header_may_be_written_in_any_case():
    body = message(intend())
    receive(body, {name.upper(): value for name, value in signed(body).items()})
    assert state() == "settled"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b"{}", b"\xff\xfe", b"[" * 60_000, message("x", amount="5000"),
     message("x", amount=True), message("x", amount=-5), message("x", amount=2**80), message("x", amount=1.5),
     message("x", kind="started"), message("x", kind=[]), message("x", id="y" * 81), message("x", id=None),
     message("x", id=""),
     message("x", currency="EURO"), message("x", code="\x00"), message("x", session="\ud800")],
)  # fmt: skip
def test_a_genuine_message_that_cannot_be_read_writes_nothing(body):
    with pytest.raises(Invalid):
        receive(body, signed(body))
    assert verdicts() == []


def test_a_huge_message_is_not_even_looked_at():
    with pytest.raises(TooLarge):
        receive(b" " * 65_537, {})


def test_nobody_sends_messages_for_a_provider_we_do_not_have():
    with pytest.raises(NotFound):
        receive(b"{}", {}, provider="nobody")


def test_settling_takes_six_statements_or_four():
    deliver(message(intend("first")))
    attempt = intend("second")
    with CaptureQueriesContext(connection) as queries:
        deliver(message(attempt, id="evt_2"))
    work = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(work) == (4 if connection.vendor == "postgresql" else 6), work  # see ground.together


def test_a_replay_takes_two_statements():
    body = message(intend())
    deliver(body)
    with CaptureQueriesContext(connection) as queries:
        deliver(body)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 2
