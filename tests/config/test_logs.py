"""Logs are lines of JSON that say which page, how it went and how long; never who, and never a secret of an address."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from legation.config.logs import Lines
from legation.ground.health.models import Fault
from legation.ground.outbox import api as outbox
from legation.ground.people.api import create_person
from legation.ground.posts.api import assign
from legation.procedures import status_views
from tests.procedures.support import FACE, draft_of, fresh, settle, started

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
CARELESS = "Key (email)=(careless@utopia.example) already exists"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged, as the house writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(row) for row in written.getvalue().splitlines()]


def walk(now: datetime) -> set[str]:
    """A traveller's whole way and an officer's, with mistakes on it; gives every personal value that was used."""
    client = Client(raise_request_exception=False)
    token, person = started(now, by_rule=False)
    for page, data in person.pages.items():
        address = f"/en/application/{token}/{page}/"
        client.get(address)
        client.post(address, data | {"email": "not an address"} if page == "contact" else data)
        files = {"photo": io.BytesIO(FACE)} if page == "contact" else {}
        client.post(address, {**data, **files})
    client.get(f"/en/application/{token}/nowhere/")
    client.get(f"/en/application/{token}x/passport/")
    client.post(f"/en/application/{token}/summary/", {"truth": "yes"})
    case, _opened = draft_of(token)
    settle(application=case.application.reference, at=now)
    client.post("/en/status/", {"reference": case.application.reference, "passport": person.passport})
    staff = create_person(email="officer@utopia.example", name="Hythloday, R.", password="a long password")
    assign(person=staff, post="HQ", role="visa_officer")
    client.post("/en/sign-in/", {"email": staff.email, "password": "a wrong password"})
    client.post("/en/sign-in/", {"email": staff.email, "password": "a long password"})
    client.get(f"/en/desk/{case.reference}/")
    client.post(f"/en/desk/{case.reference}/grant/")
    outbox.drain(clock=lambda: datetime.now(UTC))
    assert fresh(case).status in ("granted", "issued"), "the whole way was walked"
    personal = {str(value) for page in person.pages.values() for value in page.values() if len(str(value)) > 4}
    spoken = {"tourism", "single", "business", "multiple", "ordinary"}
    return (
        personal | {token, person.passport, staff.email, staff.name, "a long password", "a wrong password"}
    ) - spoken


def test_nothing_personal_and_no_secret_is_written(
    written: io.StringIO, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(*_args: Any, **_kwargs: Any) -> Any:
        raise IntegrityError(CARELESS)

    outbox.register("test.careless", careless)
    outbox.enqueue("test.careless", key="1", body={}, at=now)
    personal = walk(now)
    monkeypatch.setattr(status_views, "by_reference_and_passport", careless)
    answer = Client(raise_request_exception=False).post("/en/status/", {"reference": "UTO-1", "passport": "X1234567"})
    assert answer.status_code == 500
    text = written.getvalue()
    assert len(lines(written)) > 15 and len(personal) > 10
    assert {value for value in personal | {"careless@utopia.example", "X1234567"} if value in text} == set()
    fault = Fault.objects.get()
    assert (fault.kind, fault.view) == ("IntegrityError", "status") and "careless@" not in fault.place


def test_a_line_says_page_status_duration_and_kind_of_reader(written: io.StringIO, now: datetime) -> None:
    walk(now)
    answered = [line for line in lines(written) if line["message"] == "answered"]
    by_view = {line["view"]: line for line in answered}
    assert by_view["page"]["actor"] == "public" and by_view["desk_case"]["actor"] == "staff"
    assert all({"request", "status", "ms", "at"} <= set(line) for line in answered)
    assert len({line["request"] for line in answered}) == len(answered)


def test_the_reader_is_told_the_id_of_the_request(written: io.StringIO) -> None:
    answer = Client().get("/healthz")
    assert lines(written)[-1]["request"] == answer.headers["X-Request-Id"]


def test_a_foreign_message_is_written_without_its_values(written: io.StringIO) -> None:
    logging.getLogger("somebody.else").warning("Not Found: %s", "/en/application/secret/")
    try:
        raise ValueError("secret") from KeyError("secret")
    except ValueError:
        logging.getLogger("somebody.else").warning("failed", exc_info=sys.exc_info())
    assert "secret" not in written.getvalue()
    assert lines(written)[-1]["error"].startswith("ValueError at ")
