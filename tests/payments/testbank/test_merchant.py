"""The merchant's side of the test bank."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.payments.testbank.support import ORDER


def test_an_order_opens_a_session_with_a_page(visitor):
    answer = visitor.order()
    assert answer.status == 201
    assert answer.json["state"] == "open"
    assert answer.json["page"] == f"http://bank.test/pay/{answer.json['session']}"


def test_a_session_is_found_by_its_name_and_by_the_merchants_reference(visitor):
    opened = visitor.order().json
    named = visitor.merchant("GET", f"/v1/sessions/{opened['session']}")
    referenced = visitor.merchant("GET", "/v1/sessions", query="reference=attempt-1")
    assert named.json == referenced.json == opened


def test_the_same_order_under_the_same_key_gets_the_first_answer_again(visitor):
    first, again = visitor.order(), visitor.order()
    assert (again.status, again.body) == (200, json.dumps(first.json, separators=(",", ":")).encode())
    assert again.headers["Idempotency-Replayed"] == "true"


def test_another_order_under_the_same_key_conflicts(visitor):
    visitor.order()
    assert visitor.order(amount=1).status == 409


@pytest.mark.parametrize("key", ["", "x" * 81, "a b", "é", "'--"])
def test_an_order_needs_a_sensible_key(visitor, key):
    assert visitor.order(key=key).status == 400


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer wrong", "Bearer é", "Basic x"])
def test_nobody_gets_in_without_the_key(visitor, shown):
    for method, path in [("POST", "/v1/sessions"), ("GET", "/v1/sessions"), ("GET", "/v1/sessions/cs_1")]:
        assert visitor.ask(method, path, HTTP_AUTHORIZATION=shown).status == 401


@pytest.mark.parametrize(
    "wrong",
    [{"amount": 0}, {"amount": -1}, {"amount": True}, {"amount": 1.5}, {"amount": "5000"}, {"amount": 10**16},
     {"amount": None}, {"currency": "eur"}, {"currency": "EUR\n"}, {"currency": ["EUR"]}, {"reference": ""},
     {"reference": "x" * 81}, {"reference": "\ud800"}, {"order": "a\x00b"}, {"language": "<script>"},
     {"return_url": "javascript:alert(1)"}, {"return_url": "//evil.example"}, {"return_url": "https://"},
     {"return_url": "https://a.example/\r\nSet-Cookie: a=b"}, {"return_url": "https://a@b.example/"},
     {"return_url": "https://a.example;script-src *"}, {"return_url": "https://a.example\\@b"},
     {"return_url": "data:text/html,x"}, {"return_url": "https://a.example/" + "x" * 500}, {"return_url": 5}],
)  # fmt: skip
def test_an_order_that_cannot_be_is_refused(visitor, wrong):
    assert visitor.order(**wrong).status == 422
    assert visitor.merchant("GET", "/v1/sessions", query="reference=attempt-1").status == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{", 400), (b"[]", 400), (b"\xff", 400), (b"[" * 9000, 400), (b" " * 17_000, 413),
     (b'{"amount": NaN}', 422), (b'{"amount": ' + b"9" * 5000 + b"}", 400)],
)  # fmt: skip
def test_a_body_that_is_no_order_is_refused(visitor, body, status):
    assert visitor.merchant("POST", "/v1/sessions", body, HTTP_IDEMPOTENCY_KEY="k").status == status


@pytest.mark.parametrize("length", ["", "-1", "x", "²"])
def test_a_body_without_a_length_is_refused(visitor, length):
    answer = visitor.merchant("POST", "/v1/sessions", b"{}", HTTP_IDEMPOTENCY_KEY="k", CONTENT_LENGTH=length)
    assert answer.status == 411


def test_a_wrong_method_is_told_the_right_ones(visitor):
    answer = visitor.merchant("DELETE", "/v1/sessions")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, POST")


def test_an_unknown_address_or_session_is_not_found(visitor):
    assert visitor.ask("GET", "/nothing").status == 404
    assert visitor.merchant("GET", "/v1/sessions/cs_nothing").status == 404


ANY = st.text(max_size=60)
PATHS = st.sampled_from(["/v1/sessions", "/pay/x", "/static/a/b", "/health"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS"]),
    path=st.one_of(ANY, PATHS, ANY.map("/pay/{}".format)),
    query=ANY,
    key=ANY,
    body=st.one_of(st.binary(max_size=200), st.dictionaries(st.sampled_from(list(ORDER)), ANY).map(json.dumps)),
)  # fmt: skip
def test_no_request_whatever_breaks_the_bank(visitor, method, path, query, key, body):
    data = body if isinstance(body, bytes) else body.encode()
    answer = visitor.merchant(method, path, data, query=query, HTTP_IDEMPOTENCY_KEY=key)
    assert answer.status < 500
