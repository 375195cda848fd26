"""The OpenAPI document is kept: whatever is sent, by whoever, the answers are those that it announces."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded

from legation.ground.tokens.scopes import OF_SERVICES
from tests.config.api.support import agency, both_parents, filled, handed_in, of_person, somebody
from tests.payments.support import MemoryBank
from tests.procedures.support import officer, paid

schemathesis = pytest.importorskip("schemathesis")
configuration = pytest.importorskip("schemathesis.config")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
EXAMPLES = 8
OPERATIONS = [
    "GET /posts", "GET /posts/serving", "GET /procedures", "GET /procedures/{procedure}", "GET /applications", "POST /applications",
    "GET /applications/{reference}", "DELETE /applications/{reference}", "GET /applications/{reference}/price", "POST /applications/{reference}/submit",
    "POST /applications/{reference}/payment", "POST /applications/{reference}/withdraw",
    "GET /applications/{reference}/documents", "GET /applications/{reference}/documents/{number}",
    "POST /applications/{reference}/cases", "DELETE /applications/{reference}/cases/{case}",
    "GET /applications/{reference}/cases/{case}/answers", "PATCH /applications/{reference}/cases/{case}/answers",
    "GET /applications/{reference}/cases/{case}/files/{field}", "POST /applications/{reference}/cases/{case}/files/{field}",
    "GET /applications/{reference}/cases/{case}/recourse", "POST /applications/{reference}/cases/{case}/answer",
    "POST /applications/{reference}/cases/{case}/correction", "POST /applications/{reference}/cases/{case}/appeal",
    "POST /applications/{reference}/cases/{case}/payment", "GET /applications/{reference}/data",
    "GET /applications/{reference}/data/export", "POST /applications/{reference}/data/requests",
    "GET /cases", "POST /cases/search", "GET /cases/{reference}", "POST /cases/{reference}/{verb}",
    "GET /webhooks", "POST /webhooks", "DELETE /webhooks/{subscription}", "GET /webhooks/{subscription}/deliveries",
    "POST /webhooks/deliveries/{message}/resend", "POST /applications/{reference}/signatures/{signature}",
    "GET /applications/{reference}/cases/{case}/appointment", "POST /applications/{reference}/cases/{case}/appointment",
    "DELETE /applications/{reference}/cases/{case}/appointment",
    "GET /applications/{reference}/cases/{case}/appointment/times",
    "GET /applications/{reference}/cases/{case}/letters", "POST /applications/{reference}/cases/{case}/letters",
]  # fmt: skip

NOTHING_SENT = ("GET /posts", "GET /procedures", "GET /webhooks")


@cache
def document(application: Any) -> Any:
    """The document, read once."""
    config = configuration.SchemathesisConfig.from_path(Path(__file__).parents[3] / "schemathesis.toml")
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=config)


@pytest.fixture
def contract(bank: MemoryBank, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The document as it is served, read by a program that is not ours; it asks more often than anybody may."""
    from legation.config.wsgi import application

    settings.LEGATION_PROVIDER = bank.name

    for module in ("legation.ground.tokens.bearer", "legation.procedures.endpoints.catalogue",
                   "legation.procedures.endpoints.cases", "legation.procedures.endpoints.letters"):  # fmt: skip
        monkeypatch.setattr(f"{module}.hit", lambda *_, **__: None)
    # the connection is the test's, with its transaction open: no end of a request may close it
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)
    return document(application)


def whose(operation: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Headers of somebody who may, and parameters that mean something of theirs."""
    if "/cases" in operation.split("/applications", maxsplit=1)[0]:
        case, _person = paid(datetime.now(UTC), by_rule=False)
        program = of_person(officer().person)  # type: ignore[arg-type]
        return program.headers, {"reference": case.reference, "verb": "refuse"}
    program = agency(*OF_SERVICES)
    if "/signatures/" in operation:
        return program.headers, {"reference": both_parents(program), "signature": "other_parent"}
    begin = handed_in if operation.endswith(("payment", "withdraw", "recourse", "requests", "letters")) else filled
    reference, case_reference = begin(program, somebody())
    return program.headers, {"reference": reference, "case": case_reference, "field": "photo", "procedure": "evisa"}


@pytest.mark.once
@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_whatever_is_sent_is_answered_as_announced(contract: Any, operation: str, mode: str) -> None:
    """With every check of schemathesis: status, media type, shape and headers are those of the document, none is ours
    to blame, what is malformed is refused, and without a token there is no answer."""
    if mode == "NEGATIVE" and operation in NOTHING_SENT:
        pytest.skip("nothing is sent that could be malformed")
    method, path = operation.split(" ")
    known, real = whose(operation)
    asked: list[int] = []
    strategy = contract[f"/api/v1{path}"][method].as_strategy(generation_mode=schemathesis.GenerationMode[mode])

    @bounded(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
    )
    @given(case=strategy)
    def send(case: Any) -> None:
        if mode == "POSITIVE" and len(asked) % 2 == 0:
            case.path_parameters = {name: real.get(name, value) for name, value in (case.path_parameters or {}).items()}
        headers = known | {"Accept-Encoding": "identity"}
        asked.append(case.call_and_validate(headers=headers).status_code)

    send()
    assert asked


def test_every_operation_is_tried(contract: Any) -> None:
    told = contract.raw_schema["paths"]
    found = {f"{method.upper()} {path.removeprefix('/api/v1')}" for path, each in told.items() for method in each}
    assert found == set(OPERATIONS)


def test_the_document_is_of_openapi_3_1_and_describes_every_status(client: Any) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1") and told["components"]["securitySchemes"]
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert "default" not in operation["responses"], (path, method)
            assert all(status.isdigit() for status in operation["responses"]), (path, method)
            public = path.startswith(("/api/v1/procedures", "/api/v1/posts"))
            assert ("401" in operation["responses"]) == bool(operation.get("security")) == (not public), (path, method)
            assert "429" in operation["responses"] and operation["description"], (path, method)


def test_the_page_for_people_shows_every_route_without_script_or_another_host(client: Any) -> None:
    page = client.get("/en/api/").content.decode()
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        assert f"{path}</code>" in page
    assert "http://" not in page and "https://" not in page.replace("https://agency.example", "").replace(
        "https://pay.example", ""
    )
    assert len(page) < 60_000
