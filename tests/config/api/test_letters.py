"""A program reads what was written about a case, and writes to the office."""

from datetime import UTC, datetime

import pytest

from legation.ground.people.api import Actor
from legation.procedures.models import Case, Remark
from legation.procedures.services.settle import settle
from legation.procedures.services.write import answer_applicant
from tests.config.api.support import Program, agency, handed_in, somebody, started
from tests.procedures.decided import holder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


@pytest.fixture
def program() -> Program:
    return agency()


@pytest.fixture
def letters(program: Program) -> str:
    """The address of the letters of a case that an officer has to decide."""
    reference, case = handed_in(program, somebody(by_rule=False))
    settle(application=reference, at=datetime.now(UTC))
    return f"/applications/{reference}/cases/{case}/letters"


def officer_writes(text: str) -> None:
    by: Actor = holder("visa_officer", "writer")
    case = Case.objects.everywhere("a test").get()
    answer_applicant(reference=case.reference, text=text, by=by, at=datetime.now(UTC))


def test_what_a_program_writes_waits_for_the_office_and_what_the_office_writes_for_the_program(
    program: Program, letters: str
) -> None:
    assert program.get(letters).json() == {"items": []}
    told = program.post(letters, {"text": "May I come on Friday?"})
    assert told.status_code == 201
    assert [(one["by_office"], one["waits"]) for one in told.json()["items"]] == [(False, True)]
    officer_writes("Come at nine.")
    for _again in range(2):  # reading changes nothing
        found = program.get(letters).json()["items"]
        assert [(one["text"], one["waits"]) for one in found] == [
            ("May I come on Friday?", False), ("Come at nine.", True),
        ]  # fmt: skip
    program.post(letters, {"text": "Thank you."})
    assert [one["waits"] for one in program.get(letters).json()["items"]] == [False, False, True]


def test_a_letter_with_the_same_key_is_written_once(program: Program, letters: str) -> None:
    for _again in range(2):
        assert program.post(letters, {"text": "Once."}, **{"Idempotency-Key": "the-same-key"}).status_code == 201
    assert Remark.objects.count() == 1


def test_nothing_is_written_to_nobody_or_about_the_case_of_another(program: Program, letters: str) -> None:
    for text in ("", "   "):
        assert program.post(letters, {"text": text}).status_code == 422
    reference, case = started(program, somebody(seed=5))
    assert program.post(f"/applications/{reference}/cases/{case}/letters", {"text": "Hello"}).status_code == 409
    other = agency(name="Another")
    assert other.get(letters).status_code == other.post(letters, {"text": "Hello"}).status_code == 404


def test_who_may_only_read_writes_nothing(letters: str) -> None:
    reader = agency("applications:read")
    assert reader.get(letters).status_code == 200
    assert reader.post(letters, {"text": "Hello"}).status_code == 403
