"""An officer's program sees and does what the officer may at the desk, and every look is recorded."""

from datetime import UTC, datetime
from typing import Any

import pytest

from legation.ground.audit.models import Access
from legation.ground.people.api import set_active
from legation.ground.posts.api import take
from legation.procedures.models import CaseAction
from legation.procedures.privacy import looks_at
from tests.config.api.support import agency, of_person
from tests.procedures.support import fresh, officer, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
QUEUE = "/cases?procedure=evisa&status=referred"


def now() -> datetime:
    return datetime.now(UTC)


def test_a_queue_is_walked_page_by_page_without_anybodys_data(django_assert_max_num_queries: Any) -> None:
    cases = [paid(now(), by_rule=False, seed=seed) for seed in range(5)]
    program = of_person(officer().person)  # type: ignore[arg-type]
    seen, cursor = [], ""
    for _page in range(3):
        with django_assert_max_num_queries(10):
            answer = program.get(f"{QUEUE}&limit=2{cursor}")
        told = answer.json()
        seen += [each["reference"] for each in told["items"]]
        assert not any(person.pages["passport"]["surname"] in str(told) for _case, person in cases)
        cursor = f"&cursor={told['next']}"
    assert seen == [case.reference for case, _person in cases] and told["next"] is None
    assert program.get(f"{QUEUE}&cursor=bm8").status_code == 422


def test_a_look_at_a_case_is_recorded_and_told_to_the_applicant() -> None:
    case, person = paid(now(), by_rule=False)
    told = of_person(officer().person).get(f"/cases/{case.reference}").json()  # type: ignore[arg-type]
    assert told["answers"]["surname"] == person.pages["passport"]["surname"]
    assert [each["verb"] for each in told["actions"]] == ["submit", "settle", "refer"]
    assert {each["verb"] for each in told["verbs"]} == {"grant", "refuse"} and told["findings"]
    assert [(each.role, each.post) for each in looks_at([case])] == [("visa_officer", "HQ")]


def test_a_case_is_refused_with_reasons_and_not_without() -> None:
    case, _person = paid(now(), by_rule=False)
    actor = officer()
    program = of_person(actor.person)  # type: ignore[arg-type]
    assert program.post(f"/cases/{case.reference}/refuse").json()["errors"][0]["pointer"] == "/reasons"
    said = {"reasons": ["means_not_shown"], "note": "No statement of an account."}
    told = program.post(f"/cases/{case.reference}/refuse", said).json()
    assert told["status"] == "refused" and told["actions"][-1]["note"] == said["note"]
    assert CaseAction.objects.get(case=case, verb="refuse").actor == actor.name
    assert program.post(f"/cases/{case.reference}/grant").status_code == 409


def test_a_verb_sent_again_with_its_key_is_done_once() -> None:
    case, _person = paid(now(), by_rule=False)
    program = of_person(officer().person)  # type: ignore[arg-type]
    answers = [program.post(f"/cases/{case.reference}/grant", {}, **{"Idempotency-Key": "grant-0001"}) for _ in "ab"]
    assert [each.status_code for each in answers] == [200, 200] and fresh(case).status == "granted"
    assert CaseAction.objects.filter(case=case, verb="grant").count() == 1


def test_a_correction_names_what_it_sets_right() -> None:
    case, _person = paid(now(), by_rule=False)
    program = of_person(officer().person)  # type: ignore[arg-type]
    wrong = program.post(f"/cases/{case.reference}/grant", {"answers": {"surname": "Utopos"}})
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["pointer"] == "/answers/surname"


def test_nobody_sees_or_moves_cases_beyond_their_posts_roles_and_scopes() -> None:
    case, _person = paid(now(), by_rule=False)
    cairo = of_person(officer("CAI", email="cairo@utopia.example").person)  # type: ignore[arg-type]
    assert cairo.get(QUEUE).json()["items"] == []
    assert cairo.get(f"/cases/{case.reference}").status_code == 404
    assert cairo.post(f"/cases/{case.reference}/grant").status_code == 404
    here = officer()
    reading = of_person(here.person, "cases:read")  # type: ignore[arg-type]
    assert reading.get(f"/cases/{case.reference}").status_code == 200
    assert reading.post(f"/cases/{case.reference}/grant").status_code == 403
    assert reading.post("/cases/search", {"procedure": "evisa", "text": case.reference}).status_code == 403
    assert agency().get(QUEUE).status_code == 403
    take(person=here.person, post="HQ", role="visa_officer")  # type: ignore[arg-type]
    assert reading.get(f"/cases/{case.reference}").status_code == 404 and reading.get(QUEUE).status_code == 403
    set_active(here.person, False)  # type: ignore[arg-type]
    assert reading.get(QUEUE).status_code == 401
    assert fresh(case).status == "referred"


def test_a_search_finds_as_the_desk_does_and_is_recorded_with_its_purpose() -> None:
    case, person = paid(now(), by_rule=False)
    program = of_person(officer().person)  # type: ignore[arg-type]
    passport = person.pages["passport"]
    for text in (case.reference, passport["passport_number"], passport["surname"].upper()):
        found = program.post("/cases/search", {"procedure": "evisa", "text": text}).json()["items"]
        assert [each["reference"] for each in found] == [case.reference]
    record = Access.objects.filter(verb="searched").order_by("pk")
    assert [(each.body["by"], each.body["purpose"]) for each in record] == [
        ("reference", "evisa"), ("passport_number", "evisa"), ("name", "evisa"),
    ]  # fmt: skip
    assert passport["surname"] not in str([each.body for each in record])
