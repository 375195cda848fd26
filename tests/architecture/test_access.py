"""Every address, as a stranger, as staff without the role, and as an officer of another post: no access beyond the policy."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import URLPattern

from legation.ground.people.api import create_person
from tests.architecture.test_floors import views
from tests.config.entrance import citizen
from tests.procedures.support import handed_in, officer, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]

# what a pattern's arguments are filled with
PLACES = {
    "<str:token>": "no-such-token", "<slug:page>": "passport", "<slug:field>": "photo", "<slug:verb>": "grant",
    "<slug:procedure>": "evisa", "<slug:provider>": "testbank", "<int:pk>": "1", "<str:name>": "0" * 64,
    "<reference>": "UTO-7K3M-9QXZ-A4", "<case>": "UTO-7K3M-9QXZ-A4", "<field>": "photo", "<number>": "7K2M9QX4T",
    "<procedure>": "evisa", "<verb>": "grant", "<subscription>": "1", "<message>": "msg_" + "0" * 32, "<uuid:pk>": "00000000-0000-7000-8000-000000000001", "<int:level>": "0", "<path:place>": "000.p/1", "<str:digest>": "ab" * 32,
}  # fmt: skip


def addresses(reference: str) -> list[tuple[str, URLPattern]]:
    found = []
    for path, pattern in views():
        for place, value in PLACES.items() | {("<str:reference>", reference)}:
            path = path.replace(place, value)
        found.append(("/" + path, pattern))
    return found


def policy(pattern: URLPattern) -> str:
    return str(pattern.callback.policy)


def answers(client: Client, path: str) -> list[int]:
    return [client.get(path).status_code, client.post(path).status_code]


def test_no_pattern_has_an_argument_the_walk_does_not_fill() -> None:
    assert [path for path, _ in addresses("UTO-X") if "<" in path] == []


def test_a_stranger_gets_no_page_of_the_staff(now: datetime) -> None:
    case, _person = paid(now, by_rule=False)
    for path, pattern in addresses(case.reference):
        if policy(pattern) == "staff":
            for method in ("get", "post"):
                answer = getattr(Client(), method)(path)
                assert answer.status_code in (302, 405), path
                if answer.status_code == 302:
                    assert "/sign-in/" in answer.headers["Location"], path


def test_nobody_without_a_token_gets_an_answer_of_those_for_machines(now: datetime) -> None:
    found = [path for path, pattern in addresses("UTO-X") if policy(pattern) == "token"]
    assert found and all(set(answers(Client(), path)) <= {401, 405} for path in found)


def test_staff_without_the_role_get_no_page_of_it(now: datetime) -> None:
    case, _person = paid(now, by_rule=False)
    client = Client()
    client.force_login(create_person(email="clerk@utopia.example", name="Clerk", password="a long password"))
    for path, pattern in addresses(case.reference):
        if policy(pattern) == "staff":
            assert set(answers(client, path)) <= {403, 405}, path


def test_a_stranger_gets_no_page_of_a_citizen_and_none_of_a_person(now: datetime) -> None:
    found = [
        (path, policy(pattern)) for path, pattern in addresses("UTO-X") if policy(pattern) in ("citizen", "person")
    ]
    assert {name for _path, name in found} == {"citizen", "person"}
    for path, name in found:
        for method in ("get", "post"):
            answer = getattr(Client(), method)(path)
            assert "/sign-in/" in answer.headers["Location"], path
            assert ("/account/sign-in/" in answer.headers["Location"]) == (name == "citizen"), path


def test_a_citizen_gets_no_page_of_the_staff_and_no_application_of_others(now: datetime) -> None:
    case, _person = handed_in(now)
    client = citizen("nobody@example.org")
    for path, pattern in addresses(case.application.reference):
        if policy(pattern) in ("staff", "person"):
            for method in ("get", "post"):
                assert "/en/sign-in/" in getattr(client, method)(path).headers["Location"], path
        if policy(pattern) == "citizen" and case.application.reference in path:
            assert set(answers(client, path)) <= {404, 405}, path


def test_staff_get_no_page_of_a_citizen(now: datetime) -> None:
    client = Client()
    client.force_login(officer().person)
    for path, pattern in addresses("UTO-X"):
        if policy(pattern) == "citizen":
            assert set(answers(client, path)) == {302}, path


def test_an_officer_of_another_post_gets_no_case(now: datetime) -> None:
    case, _person = paid(now, by_rule=False)
    client = Client()
    client.force_login(officer("CAI", email="cairo@utopia.example").person)
    for path, pattern in addresses(case.reference):
        if policy(pattern) == "staff" and case.reference in path:
            assert set(answers(client, path)) <= {403, 404, 405}, path


def test_a_stranger_without_the_link_gets_no_application(now: datetime) -> None:
    case, _person = handed_in(now)
    for path, pattern in addresses(case.reference):
        if policy(pattern) == "public" and "no-such-token" in path:
            assert set(answers(Client(), path)) <= {404, 405}, path


def test_pages_of_a_demonstration_do_not_exist_elsewhere(now: datetime, settings) -> None:  # type: ignore[no-untyped-def]
    settings.LEGATION_DEMO = False
    for path, pattern in addresses("UTO-X"):
        if policy(pattern) == "demonstration":
            assert Client().get(path).status_code == 404, path


def test_no_address_answers_with_an_error_of_ours(now: datetime) -> None:
    case, _person = paid(now)
    client = Client()
    client.force_login(officer().person)
    for visitor in (client, citizen()):
        for path, _pattern in addresses(case.reference):
            assert max(answers(visitor, path)) < 500, path


def test_a_form_that_was_not_ours_is_refused(now: datetime) -> None:
    strict = Client(enforce_csrf_checks=True)
    for path, pattern in addresses("UTO-X"):
        if policy(pattern) == "public" and "webhook" not in path and strict.get(path).status_code != 405:
            assert strict.post(path).status_code in (403, 404, 405), path


def test_every_answer_carries_the_security_headers(now: datetime) -> None:
    for path, _pattern in addresses("UTO-X"):
        answer = Client().get(path)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
