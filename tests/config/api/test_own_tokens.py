"""People make tokens of their own that may do less than they may, see them, and take them back."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from legation.ground.audit.models import Access
from legation.ground.tokens import api as tokens
from legation.ground.tokens.models import AccessToken
from legation.procedures.models import Application
from tests.config.api.support import Program, handed_in, somebody
from tests.config.entrance import citizen
from tests.procedures.support import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


def at_the_desk() -> Client:
    client = Client()
    client.force_login(officer().person)
    return client


def made(client: Client, path: str, *scopes: str) -> str:
    page = client.post(path, {"name": "reports", "scopes": list(scopes), "days": "30"})
    assert page.status_code == 200 and "no-store" in page.headers["Cache-Control"]
    return page.content.decode().partition("<pre")[2].partition(">")[2].partition("<")[0]


def test_an_officer_makes_a_token_that_may_only_read_and_takes_it_back() -> None:
    client = at_the_desk()
    shown = made(client, "/en/tokens/", "cases:read")
    program, row = Program(shown), AccessToken.objects.get()
    assert program.get("/cases?procedure=evisa&status=referred").status_code == 200
    assert program.post("/cases/search", {"procedure": "evisa", "text": "Sargsyan"}).status_code == 403
    page = client.get("/en/tokens/").content.decode()
    assert "reports" in page and shown not in page
    assert Access.objects.get(verb="made_token").subject == f"token:{row.pk}"
    client.post("/en/tokens/", {"which": str(row.pk)})
    assert program.get("/cases?procedure=evisa&status=referred").status_code == 401


def test_nobody_gives_a_token_rights_that_are_not_theirs_to_give() -> None:
    client = at_the_desk()
    for scopes in ([], ["applications:write"], ["check"], ["nothing"]):
        answer = client.post("/en/tokens/", {"name": "x", "scopes": scopes, "days": "30"})
        assert answer.status_code == 422
    assert client.post("/en/tokens/", {"name": "", "scopes": ["cases:read"], "days": "9999"}).status_code == 422
    assert not AccessToken.objects.exists()


def test_a_citizens_program_walks_their_own_applications_and_no_others() -> None:
    mine = Program(made(citizen("one@example.org"), "/en/account/tokens/", "applications:read", "applications:write"))
    reference, _case = handed_in(mine, somebody())
    assert Application.objects.get(reference=reference).citizen is not None
    assert [each["reference"] for each in mine.get("/applications").json()["items"]] == [reference]
    other = Program(made(citizen("two@example.org"), "/en/account/tokens/", "applications:read"))
    assert other.get("/applications").json()["items"] == []
    assert other.get(f"/applications/{reference}").status_code == 404
    assert mine.get("/cases?procedure=evisa&status=referred").status_code == 403


def test_nobody_takes_back_a_token_of_somebody_else() -> None:
    client = at_the_desk()
    made(citizen("one@example.org"), "/en/account/tokens/", "applications:read")
    assert client.post("/en/tokens/", {"which": str(AccessToken.objects.get().pk)}).status_code == 404
    assert AccessToken.objects.get().revoked_at is None


def test_one_has_a_bounded_number_of_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    from legation.config.api import tokens_views

    monkeypatch.setattr(tokens_views, "MOST_TOKENS", 1)
    client = at_the_desk()
    made(client, "/en/tokens/", "cases:read")
    answer: Any = client.post("/en/tokens/", {"name": "x", "scopes": ["cases:read"], "days": "30"})
    assert answer.status_code == 409


def test_the_last_use_is_noted_to_the_hour() -> None:
    now = datetime.now(UTC)
    _number, shown = tokens.create_token(name="Air", scopes=["check"], days=1, at=now)
    assert AccessToken.objects.get().used_at is None
    tokens.holder_of(shown, at=now)
    assert AccessToken.objects.get().used_at == now
