"""The merchant's side of the stand-in: forms in, objects and errors out, whatever is sent."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.payments.testbank.stripe import keys
from legation.payments.testbank.stripe.errors import StripeProblem
from legation.payments.testbank.stripe.form import nested
from tests.payments.testbank.stripe.conftest import ORDER


def test_a_form_with_brackets_is_an_object():
    fields = {"a[b][0][c]": "1", "a[b][1][c]": "2", "d": "3", "expand[0]": "x", "expand[1]": "y"}
    assert nested(fields) == {"a": {"b": [{"c": "1"}, {"c": "2"}]}, "d": "3", "expand": ["x", "y"]}


@pytest.mark.parametrize("fields", [{"a]": ""}, {"": ""}, {"[a]": ""}, {"a": "1", "a[b]": "2"}, {"a[b]": "2", "a": "1"},
                                    {"a" + "[b]" * 9: ""}, {"é": ""}])  # fmt: skip
def test_a_form_that_cannot_be_is_refused(fields):
    with pytest.raises(StripeProblem):
        nested(fields)


def test_an_object_is_stripes_and_hides_the_notes_of_the_stand_in(visitor):
    said = visitor.order(**{"metadata[attempt]": "a"}).json
    assert (said["object"], said["status"], said["payment_status"]) == ("checkout.session", "open", "unpaid")
    assert (said["amount_total"], said["metadata"], said["livemode"]) == (5000, {"attempt": "a"}, False)
    assert not any(name.startswith("_") for name in said)


@pytest.mark.parametrize(
    "wrong",
    [{"mode": "setup"}, {"line_items[0][price_data][unit_amount]": "0"}, {"line_items[0][price_data][unit_amount]": "5.5"},
     {"line_items[0][price_data][unit_amount]": "9" * 12}, {"line_items[0][price_data][currency]": "EUR"},
     {"line_items[0][quantity]": "-1"}, {"success_url": "javascript:alert(1)"}, {"cancel_url": ""},
     {"expires_at": str(int(time.time()) + 60)}, {"expires_at": "x"}, {"client_reference_id": "x" * 201},
     {"metadata[a]": "x" * 501}, {"metadata": "x"}, {"line_items": "x"}, {"strange]": "x"}],
)  # fmt: skip
def test_an_order_that_cannot_be_is_refused_as_stripe_refuses(visitor, wrong):
    answer = visitor.order(**wrong)
    assert answer.status == 400
    assert answer.json["error"]["type"] == "invalid_request_error"
    assert answer.headers["Request-Id"].startswith("req_")


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer sk_test_y", "Bearer é", "Basic x"])
def test_nobody_gets_in_without_the_key(visitor, shown):
    for method, path in [("POST", "/v1/refunds"), ("GET", "/v1/events"), ("GET", "/v1/charges/ch_1")]:
        answer = visitor.ask(method, path, HTTP_AUTHORIZATION=shown)
        assert (answer.status, "error" in answer.json) == (401, True)


def test_what_is_not_there_is_said_as_stripe_says_it(visitor):
    assert visitor.merchant("GET", "/v1/refunds/re_x").json["error"]["code"] == "resource_missing"
    assert visitor.merchant("GET", "/v1/nothing").status == 404
    assert visitor.merchant("DELETE", "/v1/refunds").status == 405
    assert visitor.merchant("GET", "/v1/refunds", query="starting_after=re_x").status == 404


def test_a_key_in_use_is_a_conflict(visitor, monkeypatch):
    """The same order comes again while the first is being worked on."""
    once, second = keys.once, []

    def slow(store, key, asked, work):
        monkeypatch.setattr("legation.payments.testbank.stripe.api.once", once)
        return once(store, key, asked, lambda: second.append(visitor.order(key=key)) or work())

    monkeypatch.setattr("legation.payments.testbank.stripe.api.once", slow)
    assert visitor.order(key="k").status == 200
    assert (second[0].status, second[0].json["error"]["code"]) == (409, "idempotency_key_in_use")


def test_an_order_that_failed_before_work_began_may_be_mended_under_its_key(visitor):
    assert visitor.order(key="k", mode="setup").status == 400
    assert visitor.order(key="k").status == 200


ANY = st.text(max_size=60)
PLACES = ["/v1/checkout/sessions", "/v1/refunds", "/v1/events", "/v1/balance_transactions", "/pay/x", "/v1/charges/x"]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD"]),
    path=st.sampled_from(PLACES) | ANY.map("/v1/{}".format) | ANY,
    query=ANY | st.dictionaries(st.sampled_from(["limit", "created[gte]", "created", "expand[0]", "status"]), ANY).map(
        lambda pairs: "&".join(f"{name}={value}" for name, value in pairs.items())
    ),
    key=ANY,
    fields=st.dictionaries(st.sampled_from(list(ORDER)) | ANY, ANY),
)  # fmt: skip
def test_no_request_whatever_breaks_the_stand_in(visitor, method, path, query, key, fields):
    body = "&".join(f"{name}={value}" for name, value in fields.items()).encode("utf-8", "replace")
    answer = visitor.merchant(method, path, body, query=query, HTTP_IDEMPOTENCY_KEY=key)
    assert answer.status < 500
