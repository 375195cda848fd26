"""An agency's program is told by webhook what becomes of its applications, and of no others, without anybody's data."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from legation.ground.outbox import api as outbox
from legation.procedures.services.act import act
from legation.procedures.services.settle import settle
from tests.config.api.support import agency, handed_in, somebody
from tests.ground.webhooks.receiver import Receiver, receiving
from tests.procedures.support import officer, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
SCOPES = ("applications:read", "applications:write", "webhooks:manage")
EVENTS = ["case.submitted", "case.paid", "case.referred", "case.decided", "document.issued"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def drain() -> None:
    outbox.drain(clock=lambda: datetime.now(UTC))


def test_every_step_of_its_applications_is_told(signer: Any, receiver: Receiver) -> None:
    program = agency(*SCOPES)
    made = program.post("/webhooks", {"url": receiver.url, "events": EVENTS})
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    person = somebody(by_rule=False)
    reference, case = handed_in(program, person)
    paid(datetime.now(UTC), by_rule=False, seed=2)  # nobody's program began this one
    settle(application=reference, at=datetime.now(UTC))
    act(reference=case, verb="grant", by=officer(), at=datetime.now(UTC))
    drain()
    told = [json.loads(body) for _path, _headers, body in receiver.got]
    assert [each["type"] for each in told] == EVENTS
    assert {each["data"]["reference"] for each in told} == {case} and told[-1]["data"]["status"] == "issued"
    sent = str(receiver.got)
    secrets = [*person.pages["contact"].values(), person.pages["passport"]["surname"], person.passport]
    assert not any(secret in sent for secret in secrets)
    listed = program.get(f"/webhooks/{made.json()['id']}/deliveries").json()["items"]
    assert [each["event"] for each in listed] == EVENTS[::-1] and all(each["delivered_at"] for each in listed)
    again = program.post(f"/webhooks/deliveries/{listed[0]['message']}/resend")
    assert again.status_code == 202
    drain()
    assert len(receiver.got) == len(EVENTS) + 1


def test_a_subscription_is_its_accounts_own(receiver: Receiver) -> None:
    program, other = agency(*SCOPES), agency(*SCOPES, name="Other")
    number = program.post("/webhooks", {"url": receiver.url, "events": ["case.paid"]}).json()["id"]
    assert other.get("/webhooks").json()["items"] == []
    assert other.ask("delete", f"/webhooks/{number}").status_code == 404
    assert other.get(f"/webhooks/{number}/deliveries").status_code == 404
    assert agency().get("/webhooks").status_code == 403
    assert program.ask("delete", f"/webhooks/{number}").status_code == 204
    assert program.get("/webhooks").json()["items"] == []


def test_an_address_inside_is_refused_where_it_stands(settings: Any) -> None:
    settings.LEGATION_DEMO = False
    for url in ("http://127.0.0.1:8000/", "https://10.0.0.1/", "http://agency.example/"):
        answer = agency(*SCOPES).post("/webhooks", {"url": url, "events": ["case.paid"]})
        assert [each["pointer"] for each in answer.json()["errors"]] == ["/url"]
