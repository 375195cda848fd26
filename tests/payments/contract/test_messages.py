"""Every provider: its messages come twice, late, in any order, forged and spoiled, and money counts once."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.ground.errors import Invalid, NotAllowed
from legation.payments import api
from legation.payments.models import Event
from tests.payments.contract.houses import now
from tests.payments.contract.steps import ask, give_back, paid, start, state, wait_for_refund

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_message_sent_twice_counts_once(house):
    house.pay(start(house, ask()), number="4000009990000229")
    house.hear("captured", count=2)
    assert Event.objects.filter(kind="captured").count() == 1
    assert api.income()[0].amount == 5000


def test_a_forged_message_comes_first_and_is_turned_away(house):
    house.pay(start(house, ask()), number="4000009990000443")
    verdicts = []
    for header, body in house.wait("captured", count=2):
        try:
            house.take(header, body)
            verdicts.append("taken")
        except NotAllowed:
            verdicts.append("forged")
    assert sorted(verdicts) == ["forged", "taken"]
    assert state() == "settled"


def test_news_of_a_refund_in_the_wrong_order_ends_where_it_must(house):
    paid(house)
    house.faults("refund_pending", "webhook_out_of_order")
    wait_for_refund(give_back(), "refunded")
    house.hear("refund_slow", "refund")
    assert api.ledger_check().ok
    assert not Event.objects.filter(verdict="unexpected")


def test_a_message_whose_body_header_or_moment_was_changed_is_turned_away(house):
    house.pay(start(house, ask()))
    header, body = house.wait("captured")[0]
    stamp = header.split(",")[0]
    for wrong in [
        (header, body + b" "), ("", body), (stamp, body), (f"{stamp},v1=", body), (f"{stamp},v1=é", body),
        (header.replace("t=", "t=1"), body), (header.replace("v1", "v0"), body), (header, b"\xff" + body),
        (f"{stamp}1,{header.split(',')[1]}", body), ("t=²,v1=aa", body), ("t,v1", body), ("=" * 500, body), ("t=1," * 1000, body),
    ]:  # fmt: skip
        with pytest.raises(NotAllowed):
            house.take(*wrong)
    assert Event.objects.filter(kind="captured").count() == 0


def test_the_endpoint_takes_what_is_genuine_and_says_no_to_the_rest(house, client):
    house.pay(start(house, ask()))
    header, body = house.wait("captured")[0]

    def post(sign):
        address = f"/payments/webhook/{house.name}/"
        return client.post(address, body, content_type="application/json", headers={house.header: sign}).status_code

    assert [post("t=1,v1=a"), state()] == [403, "pending"]
    assert [post(header), post(header), state()] == [200, 200, "settled"]


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_message_far_from_its_time_is_turned_away(house, minutes):
    house.pay(start(house, ask()))
    header, body = house.wait("captured")[0]
    with pytest.raises(NotAllowed):
        api.receive(
            provider=house.name, body=body, headers={house.header: header}, at=now() + timedelta(minutes=minutes)
        )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=st.text(max_size=80), body=st.binary(max_size=80))
def test_nothing_unsigned_is_ever_taken(house, header, body):
    with pytest.raises(NotAllowed):
        house.take(header, body)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b'{"kind": 1}', b"\xff", b"[" * 5000])
def test_what_is_signed_and_cannot_be_read_is_told_apart_from_a_forgery(house, body):
    with pytest.raises((Invalid, NotAllowed)):
        house.take(house.sign(body), body)
