"""Finding a case at the desk: by reference, passport number, or a name in any letters and spelling."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legation.ground.audit.models import Access
from legation.ground.secrets import blind_index
from legation.procedures.findable import index_values
from legation.procedures.models import CaseIndex
from legation.procedures.search import search
from legation.procedures.services.act import Said, act
from tests.procedures.support import officer, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


def found(text: str, now: datetime, *, post: str = "HQ") -> list[str]:
    who = officer(post, email=f"{post}@utopia.example")
    return [case.reference for case in search(who, text, procedure="evisa", at=now)]


def test_a_reference_and_a_passport_number_find_their_case(now: datetime) -> None:
    case, person = paid(now)
    paid(now, seed=2)
    for text in (case.reference, case.reference.lower().replace("-", " "), case.application.reference, person.passport,
                 person.passport.lower()):  # fmt: skip
        assert found(text, now) == [case.reference], text


def test_a_name_is_found_in_other_letters_and_spellings(now: datetime) -> None:
    case, person = paid(now)
    surname = person.pages["passport"]["surname"]
    CaseIndex.objects.filter(case=case, purpose="name").delete()
    for value in index_values("name", "Müller-Öztürk"):
        CaseIndex.objects.create(case=case, purpose="name", value=value)
    for text in ("müller-öztürk", "MUELLER OEZTUERK", "Muller Ozturk", "Muller", "öztürk"):
        assert found(text, now) == [case.reference], text
    assert found(surname, now) == []


@pytest.mark.parametrize(
    ("stored", "typed"), [("Иванов", "Ivanov"), ("Əliyev", "Aliyev"), ("محمد", "محمد"), ("Nguyễn", "nguyen")]
)
def test_letters_of_every_script_meet_in_the_passports_spelling(stored: str, typed: str) -> None:
    assert set(index_values("name", stored)) & set(index_values("name", typed)), (stored, typed)


def test_who_a_letter_stops_is_found_by_what_they_wrote() -> None:
    assert index_values("name", "R2D2") == [blind_index("name", "R2D2")]


def test_an_officer_of_another_post_finds_nothing(now: datetime) -> None:
    case, person = paid(now)
    for text in (case.reference, person.passport, person.pages["passport"]["surname"]):
        assert found(text, now, post="CAI") == []


def test_what_was_corrected_is_found_and_what_was_wrong_is_not(now: datetime) -> None:
    case, person = paid(now, by_rule=False)
    who = officer()
    act(reference=case.reference, verb="grant", by=who, at=now)
    from legation.ground.people.api import SYSTEM

    act(reference=case.reference, verb="issue", by=SYSTEM, at=now)
    act(reference=case.reference, verb="correct", by=who, at=now, said=Said(answers={"surname": "Größe"}))
    assert found("groesse", now) == [case.reference]
    assert found(person.pages["passport"]["surname"], now) == []


def test_that_somebody_searched_is_recorded_but_not_for_whom(now: datetime) -> None:
    _case, person = paid(now)
    found(person.passport, now)
    row = Access.objects.get(verb="searched")
    assert row.body == {"by": "passport_number", "found": 1, "purpose": "evisa"} and row.subject == ""


def test_a_search_makes_as_many_queries_for_many_as_for_one(now: datetime) -> None:
    who = officer()

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            search(who, "Hassan", procedure="evisa", at=now)
        return len(seen)

    cases = [paid(now, seed=seed)[0] for seed in (1, 2, 3)]
    queries()
    before = queries()
    for case in cases:
        for value in index_values("name", "Hassan"):
            CaseIndex.objects.create(case=case, purpose="name", value=value)
    assert queries() == before


def test_the_desk_lists_what_it_finds_and_opens_the_only_one(now: datetime) -> None:
    case, person = paid(now, by_rule=False)
    client = Client()
    client.force_login(officer().person)
    opened = client.post("/en/desk/find/", {"text": person.passport})
    assert opened.status_code == 302 and case.reference in opened.headers["Location"]
    nothing = client.post("/en/desk/find/", {"text": "Nobody at all"})
    assert nothing.status_code == 200 and "0 cases found" in nothing.content.decode()
    assert client.get("/en/desk/find/").status_code == 302


def test_cases_of_before_are_found_again_after_reindexing(now: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    from legation.config.commands import reindex

    case, person = paid(now)
    surname = person.pages["passport"]["surname"]
    kept = sorted(bytes(row.value) for row in case.indexes.all())
    case.indexes.all().delete()
    assert found(surname, now) == []
    assert reindex.run([]) == 0
    assert found(surname, now) == [case.reference]
    assert sorted(bytes(row.value) for row in case.indexes.all()) == kept
