"""docs/access.md says who may open what; every address is walked as everybody, with every method, and compared with it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern

from legation.documents import api as documents
from legation.documents.signer.local import local_signer
from legation.documents.signer.log import SignatureLog
from legation.payments.providers import registry
from tests.architecture.access.table import ALL, OWN, REFUSED, Row, read_table, row_of, written
from tests.architecture.access.world import SECRETS, Visitor, World, everything, planted, visitors
from tests.architecture.test_floors import views
from tests.config.entrance import citizen
from tests.payments.support import MemoryBank
from tests.procedures.support import officer, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
NO_LINK = "no-such-token"
TABLE = read_table()
SIGN_IN = ("/en/sign-in/", "/en/account/sign-in/", "/en/passkeys/")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    now, bank = datetime.now(UTC), MemoryBank()
    monkeypatch.setitem(registry._providers, bank.name, bank)
    documents.connect_signer(local_signer(lambda *_: True, log=SignatureLog(tmp_path / "log"), clock=lambda: now))
    yield planted(now, bank)
    documents.connect_signer(None)


def is_refused(answer: Any, *, hidden: bool) -> bool:
    """Whether an answer keeps somebody out: refused, or led to where one signs in; or, where it would be `hidden`, not found."""
    if answer.status_code == 302:
        return answer.headers["Location"].partition("?")[0] in SIGN_IN
    return answer.status_code in ((401, 403, 404, 405) if hidden else (401, 403, 405))


def addresses() -> list[str]:
    return [path for path, _pattern in views()]


def test_every_address_stands_in_the_table_and_every_row_is_an_address() -> None:
    rows = {path: row_of(written(path), TABLE) for path in addresses()}
    assert [path for path, row in rows.items() if row is None] == []
    assert [row.address for row in TABLE if row not in rows.values()] == []


def test_every_column_is_a_kind_of_visitor_and_every_kind_has_a_column(world: World) -> None:
    assert {visitor.column for visitor in visitors(world, datetime.now(UTC))} == set(TABLE[0].cells)
    assert {cell for row in TABLE for name, cell in row.cells.items() if name != "token"} == {ALL, OWN, REFUSED}


def test_every_operation_that_machines_are_told_of_is_walked(world: World) -> None:
    walked = {world.fill(path, link=NO_LINK) for path in addresses()}
    told = [path for path in walked if path.endswith("openapi.json")]
    assert told
    for path in told:
        operations = Client().get(path).json()["paths"]
        assert operations and set(operations) <= walked, path


def test_nobody_gets_what_the_table_does_not_give_them(world: World) -> None:
    faults: list[str] = []
    for visitor in visitors(world, datetime.now(UTC)):
        before = everything()
        for path in addresses():
            row = row_of(written(path), TABLE)
            assert row is not None
            faults += _kept_out(visitor, row, path, world)
        after = everything()
        faults += [
            f"{visitor.name} changed {table}: {set(rows) ^ set(before[table])}"
            for table, rows in after.items()
            if rows != before[table]
        ]
    assert not faults, "\n".join(faults)


def _kept_out(visitor: Visitor, row: Row, path: str, world: World) -> Iterator[str]:
    """How somebody got in where they may not: what is refused, and what is another's."""
    allowed = row.cells[visitor.column]
    if allowed == ALL or (visitor.scope and allowed == visitor.scope) or (allowed == OWN and visitor.theirs):
        return
    # what is another's is asked for by its address; a list of one's own opens, and tells nothing of others
    is_list = allowed == OWN and "<" not in path
    address = world.fill(path, link=NO_LINK)
    for method in METHODS:
        with transaction.atomic():
            answer = visitor.ask(method, address)
            transaction.set_rollback(is_list)  # what they do to their own is theirs to do
        if not is_list and not is_refused(answer, hidden=True):
            yield f"{visitor.name}: {method} {address} gives {answer.status_code}"
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        told = [secret for secret in SECRETS if secret.lower().encode() in body.lower()]
        if told:
            yield f"{visitor.name}: {method} {address} tells {told}"


def test_everybody_gets_what_the_table_gives_them(world: World) -> None:
    faults = []
    for visitor in visitors(world, datetime.now(UTC)):
        for path in addresses():
            row = row_of(written(path), TABLE)
            assert row is not None
            allowed = row.cells[visitor.column]
            if allowed not in (ALL, OWN) and (not visitor.scope or allowed != visitor.scope):
                continue
            if allowed == OWN and not visitor.theirs:
                continue
            address = world.fill(path, link=world.link if visitor.column == "link" else NO_LINK)
            if not any(_opens(visitor, method, address, hidden=allowed == OWN) for method in METHODS):
                faults.append(f"{visitor.name}: nothing opens {address}")
    assert not faults, "\n".join(faults)


def _opens(visitor: Visitor, method: str, address: str, *, hidden: bool) -> bool:
    with transaction.atomic():
        answer = visitor.ask(method, address)
        transaction.set_rollback(True)  # the next one finds the house as it was
    assert answer.status_code < 500, f"{visitor.name}: {method} {address}"
    return not is_refused(answer, hidden=hidden)


PLACES = {
    "<str:token>": NO_LINK, "<slug:page>": "passport", "<slug:field>": "photo", "<slug:verb>": "grant",
    "<slug:procedure>": "evisa", "<slug:provider>": "testbank", "<int:pk>": "1", "<str:name>": "0" * 64,
    "<reference>": "UTO-7K3M-9QXZ-A4", "<case>": "UTO-7K3M-9QXZ-A4", "<field>": "photo", "<number>": "7K2M9QX4T",
    "<procedure>": "evisa", "<verb>": "grant", "<uuid:pk>": "00000000-0000-7000-8000-000000000001", "<int:level>": "0", "<path:place>": "000.p/1", "<str:digest>": "ab" * 32,
}  # fmt: skip


def filled(reference: str) -> list[tuple[str, URLPattern]]:
    """Every address, its places filled with what may not even be there."""
    found = []
    for path, pattern in views():
        for place, value in PLACES.items() | {("<str:reference>", reference)}:
            path = path.replace(place, value)
        assert "<" not in path, f"the walk cannot fill {path}"
        found.append(("/" + path, pattern))
    return found


def policy(pattern: URLPattern) -> str:
    return str(pattern.callback.policy)


def answers(client: Client, path: str) -> list[int]:
    return [client.get(path).status_code, client.post(path).status_code]


def test_pages_of_a_demonstration_do_not_exist_elsewhere(now: datetime, settings) -> None:  # type: ignore[no-untyped-def]
    settings.LEGATION_DEMO = False
    for path, pattern in filled("UTO-X"):
        if policy(pattern) == "demonstration":
            assert Client().get(path).status_code == 404, path


def test_no_address_answers_with_an_error_of_ours(now: datetime) -> None:
    case, _person = paid(now)
    client = Client()
    client.force_login(officer().person)
    for visitor in (client, citizen()):
        for path, _pattern in filled(case.reference):
            assert max(answers(visitor, path)) < 500, path


def test_a_form_that_was_not_ours_is_refused(now: datetime) -> None:
    strict = Client(enforce_csrf_checks=True)
    for path, pattern in filled("UTO-X"):
        if policy(pattern) == "public" and "webhook" not in path and strict.get(path).status_code != 405:
            assert strict.post(path).status_code in (403, 404, 405), path


def test_every_answer_carries_the_security_headers(now: datetime) -> None:
    for path, _pattern in filled("UTO-X"):
        answer = Client().get(path)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
