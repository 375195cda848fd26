"""docs/access.md says who may open what; every address is walked as everybody, with every method, and compared with it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern

from legation.appointments import around
from legation.documents import api as documents
from legation.documents.signer.local import local_signer
from legation.documents.signer.log import SignatureLog
from legation.ground.limits.models import Window
from legation.ground.profile import profile
from legation.payments.providers import registry
from legation.procedures.bundles import open_bundle
from legation.procedures.definitions.schema import Visit
from tests.architecture.access.table import ALL, OWN, REFUSED, read_table, row_of
from tests.architecture.access.world import SECRETS, Visitor, World, everything, planted, visited, visitors
from tests.architecture.test_floors import views
from tests.config.entrance import citizen
from tests.payments.support import MemoryBank
from tests.procedures import certificates
from tests.procedures.decided import holder
from tests.procedures.support import fresh, officer, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
NO_LINK = "no-such-token"
FOR_MACHINES = ("api/", "metrics")
TABLE = read_table()
SIGN_IN = ("/en/sign-in/", "/en/account/sign-in/", "/en/passkeys/")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    now, bank = datetime.now(UTC), MemoryBank()
    monkeypatch.setitem(registry._providers, bank.name, bank)
    documents.connect_signer(local_signer(lambda *_: True, log=SignatureLog(tmp_path / "log"), clock=lambda: now))
    monkeypatch.setattr(around._around, "services", visited(around._around.services))
    made = planted(now, bank)
    definition = open_bundle(made.case.bundle_id).definition
    monkeypatch.setitem(definition.__dict__, "visit", Visit(minutes=20, needed="optional"))
    yield made
    documents.connect_signer(None)


def is_refused(answer: Any, *, hidden: bool) -> bool:
    """Whether an answer keeps somebody out: refused, or led to where one signs in; or, where it would be `hidden`, not found."""
    if answer.status_code == 302:
        return answer.headers["Location"].partition("?")[0] in SIGN_IN
    return answer.status_code in ((401, 403, 404, 405) if hidden else (401, 403, 405))


def addresses(visitor: Visitor | None = None) -> list[str]:
    """Every address of the resolver; a token is tried where machines ask, elsewhere nobody looks at it."""
    found = list(dict.fromkeys(path for path, _pattern in views()))
    return [path for path in found if path.startswith(FOR_MACHINES)] if visitor and visitor.scope else found


def test_every_address_stands_in_the_table_and_every_row_is_an_address() -> None:
    used = {row_of(path, method, TABLE).address for path in addresses() for method in METHODS}
    assert [row.address for row in TABLE if row.address not in used] == []


def test_every_column_is_a_kind_of_visitor_and_every_kind_has_a_column(world: World) -> None:
    assert {visitor.column for visitor in visitors(world, datetime.now(UTC))} == set(TABLE[0].cells)
    assert {cell for row in TABLE for name, cell in row.cells.items() if name != "token"} == {ALL, OWN, REFUSED}


def test_every_operation_that_machines_are_told_of_is_walked(world: World) -> None:
    walked = {re.sub("<[^>]+>", "{}", f"/{path}") for path in addresses()}
    told = [path for path in walked if path.endswith("openapi.json")]
    assert told
    for path in told:
        operations = {re.sub("{[^}]+}", "{}", each) for each in Client().get(path).json()["paths"]}
        assert operations and operations <= walked, path


@pytest.mark.once
def test_nobody_gets_what_the_table_does_not_give_them(world: World) -> None:
    faults: list[str] = []
    everybody = list(visitors(world, datetime.now(UTC)))
    before = everything()
    for visitor in everybody:
        for path in addresses(visitor):
            Window.objects.all().delete()  # nobody is slowed down by who came before
            for method in METHODS:
                faults += _kept_out(visitor, method, path, world)
        after = everything()
        faults += [f"{visitor.name} changed {table}" for table, rows in after.items() if rows != before[table]]
        before = after
    assert not faults, "\n".join(faults)


def _may(visitor: Visitor, method: str, path: str) -> str:
    """What the table gives a visitor: all, what is their own, or nothing."""
    cell = row_of(path, method, TABLE).cells[visitor.column]
    if cell in (ALL, OWN):
        return cell
    return OWN if visitor.scope and cell == visitor.scope else REFUSED


def _kept_out(visitor: Visitor, method: str, path: str, world: World) -> Iterator[str]:
    """How somebody got in where they may not: what is refused, and what is another's."""
    allowed = _may(visitor, method, path)
    if allowed == ALL or (allowed == OWN and visitor.theirs):
        return
    # what is another's is asked for by its address; a list of one's own opens, and tells nothing of others
    is_list = allowed == OWN and "<" not in path
    # a token that is not for this is refused before anything that is sent with it is read
    is_shut = row_of(path, method, TABLE).cells[visitor.column] not in (ALL, OWN, REFUSED, visitor.scope)
    address = world.fill(path, link=NO_LINK)
    with transaction.atomic():
        answer = visitor.ask(method, address, sense=not is_shut)
        transaction.set_rollback(is_list)  # what they do to their own is theirs to do
    if not is_list and not is_refused(answer, hidden=not is_shut):
        yield f"{visitor.name}: {method} {address} gives {answer.status_code}"
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if told := [secret for secret in SECRETS if secret.lower().encode() in body.lower()]:
        yield f"{visitor.name}: {method} {address} tells {told}"


@pytest.mark.once
def test_everybody_gets_what_the_table_gives_them(world: World) -> None:
    faults = []
    for visitor in visitors(world, datetime.now(UTC)):
        for path in addresses(visitor):
            given = {method: _may(visitor, method, path) for method in METHODS}
            given = {method: may for method, may in given.items() if may == ALL or (may == OWN and visitor.theirs)}
            address = world.fill(path, link=world.link if visitor.column == "link" else NO_LINK)
            if _is_shut(visitor, given, address):
                faults.append(f"{visitor.name}: nothing opens {address}")
    assert not faults, "\n".join(faults)


def _is_shut(visitor: Visitor, given: dict[str, str], address: str) -> bool:
    """Whether an address refuses by every method that is given and that it knows."""
    known = False
    for method, may in given.items():
        answer = _answer(visitor, method, address)
        if not is_refused(answer, hidden=may == OWN):
            return False
        known = known or answer.status_code != 405
    return known


def _answer(visitor: Visitor, method: str, address: str) -> Any:
    with transaction.atomic():
        answer = visitor.ask(method, address)
        transaction.set_rollback(True)  # the next one finds the house as it was
    assert answer.status_code < 500, f"{visitor.name}: {method} {address}"
    return answer


PLACES = {
    "<str:token>": NO_LINK, "<slug:page>": "passport", "<slug:field>": "photo", "<slug:verb>": "grant",
    "<slug:procedure>": "evisa", "<slug:provider>": "testbank", "<int:pk>": "1", "<str:name>": "0" * 64,
    "<reference>": "UTO-7K3M-9QXZ-A4", "<case>": "UTO-7K3M-9QXZ-A4", "<field>": "photo", "<number>": "7K2M9QX4T",
    "<procedure>": "evisa", "<verb>": "grant", "<subscription>": "1", "<message>": "msg_" + "0" * 32, "<uuid:pk>": "00000000-0000-7000-8000-000000000001", "<int:level>": "0", "<path:place>": "000.p/1", "<str:digest>": "ab" * 32,
    "<str:post>": "HQ", "<slug:service>": "legalisation", "<str:code>": "ABCDEFGH", "<slug:code>": "windows", "<str:number>": "ABCDEFGH",
    "<slug:post>": "HQ", "<slug:month>": "2026-11", "<int:year>": "2026", "<int:number>": "1", "<slug:name>": "1",
    "<slug:place>": "HQ", "<slug:register>": "births", "<slug:vote>": "parliament-2027",
    "<slug:digest>": "ab" * 32, "<slug:signature>": "other_parent", "<signature>": "other_parent",
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


def test_no_role_of_another_post_reaches_a_case_of_one_by_any_address(now: datetime) -> None:
    case = certificates.paid(now)
    here, told = f"/{case.reference}/", SECRETS[0].lower().encode()
    client = Client()
    client.force_login(holder("consular_officer", "here", post="PAR").person)
    assert told in client.get(f"/en/desk{here}").content.lower()  # at its post it is read
    for role in sorted({*profile().roles, "administrator"}):
        client = Client()
        client.force_login(holder(role, f"elsewhere.{role}", post="BAK").person)
        for path, _pattern in filled(case.reference):
            for method in (client.get, client.post):
                with transaction.atomic():
                    answer = method(path)
                    transaction.set_rollback(True)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                assert told not in body.lower(), f"{role} elsewhere reads {path}"
                assert here not in path or is_refused(answer, hidden=True), f"{role} elsewhere: {path}"
    assert fresh(case).count == case.count


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
