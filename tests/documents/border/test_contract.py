"""The OpenAPI document is kept: whatever is sent, the answers are those that it announces."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings

from legation.ground.tokens import api

schemathesis = pytest.importorskip("schemathesis")
checks = pytest.importorskip("schemathesis.specs.openapi.checks")

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(instance_keys: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The document as it is served, read by a program that is not ours; it asks more often than a carrier may."""
    from legation.config.wsgi import application

    for room in ("documents.endpoints", "ground.tokens.bearer"):
        monkeypatch.setattr(f"legation.{room}.hit", lambda *_, **__: None)
    for signal in (request_started, request_finished):  # the connection is the test's, with its transaction open
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/border/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token() -> str:
    return api.create_token(name="Air", scopes=["check", "crossings"], days=1, at=datetime.now(UTC))[1]


@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
@pytest.mark.parametrize("path", ["check", "batch", "crossings"])
def test_whatever_is_sent_is_answered_as_announced(contract: Any, token: str, path: str, mode: str) -> None:
    """Answers are never ours to blame, and have the status, media type and shape that the document announces."""
    operation = contract[f"/api/border/v1/{path}"]["POST"]
    asked: list[int] = []

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode[mode]))
    def send(case: Any) -> None:
        headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
        # a time far away is a time, and still no crossing of today
        answer = case.call_and_validate(headers=headers, excluded_checks=[checks.positive_data_acceptance])
        asked.append(answer.status_code)

    send()
    assert len(asked) > 10


def test_the_document_is_of_openapi_3_1(client: Any, instance_keys: None) -> None:
    told = client.get("/api/border/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1") and len(told["paths"]) == 3
    assert told["components"]["securitySchemes"]
