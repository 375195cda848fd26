"""The address providers' messages arrive at."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from legation.payments.models import Event
from tests.payments.support import message, signed

pytestmark = [pytest.mark.django_db, pytest.mark.urls("legation.payments.urls")]
ADDRESS = "/payments/webhook/testbank/"


def post(body, headers=None, address=ADDRESS):
    client = Client(enforce_csrf_checks=True)
    return client.post(address, body, content_type="application/json", headers=headers or {}).status_code


def now():
    return datetime.now(UTC)


def test_a_genuine_message_is_confirmed():
    body = message("somebody")
    assert post(body, signed(body, now())) == 200
    assert Event.objects.count() == 1


def test_a_replay_is_confirmed_too():
    body = message("somebody")
    assert [post(body, signed(body, now())) for _ in range(2)] == [200, 200]
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "signed_at", "status"),
    [
        (message("x"), None, 403),
        (message("x"), datetime(2020, 1, 1, tzinfo=UTC), 403),
        (b"not json", "now", 400),
        (b" " * 70_000, "now", 413),
    ],
)
def test_anything_else_is_refused_and_writes_nothing(body, signed_at, status):
    moment = now() if signed_at == "now" else signed_at
    assert post(body, signed(body, moment) if moment else {}) == status
    assert not Event.objects.exists()


def test_an_unknown_provider_has_no_address():
    assert post(b"{}", address="/payments/webhook/nobody/") == 404


def test_the_address_takes_posts_only_and_says_who_may_come():
    from legation.payments.endpoints import webhook

    assert Client().get(ADDRESS).status_code == 405
    assert webhook.policy == "public"
