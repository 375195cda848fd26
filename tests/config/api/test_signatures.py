"""A program has others asked to sign, and sees how that stands; their links it never sees."""

from datetime import UTC, datetime

import pytest

from legation.procedures.models import Signing
from tests.config.api.support import Program, agency, both_parents, filled, somebody
from tests.procedures import joint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
SIGNATURES = "/signatures/other_parent"


def standing(program: Program, reference: str) -> str:
    (found,) = program.get(f"/applications/{reference}").json()["signatures"]
    assert (found["signature"], found["title"], found["name"]) == ("other_parent", "The other parent", "BEN OKORO")
    return str(found["standing"])


def test_a_program_has_the_other_asked_and_hands_in_when_they_have_signed() -> None:
    program = agency()
    reference = both_parents(program)
    assert standing(program, reference) == "unasked"
    refused = program.post(f"/applications/{reference}/submit", {"declarations": {"truth": True}})
    assert refused.status_code == 422 and "must be signed by: The other parent" in refused.json()["title"]
    asked = program.post(f"/applications/{reference}{SIGNATURES}", {})
    link = joint.link_in(joint.letters_to(joint.OTHER)[-1])
    assert asked.json()["signatures"][0]["standing"] == "waiting" and link not in str(asked.json())
    joint.answer(link)
    assert standing(program, reference) == "signed"
    assert program.post(f"/applications/{reference}{SIGNATURES}", {}).status_code == 409
    told = program.post(f"/applications/{reference}/submit", {"declarations": {"truth": True}}).json()
    assert told["cases"][0]["status"] == "awaiting_payment" and told["signatures"][0]["standing"] == "signed"


def test_what_is_missing_is_told_by_its_place_and_nobody_else_has_anybody_asked() -> None:
    program = agency()
    answers = {"custody": "both"} | joint.pages(datetime.now(UTC))["other_parent"]
    reference = program.post("/applications", {"procedure": "travel_consent", "answers": answers}).json()["reference"]
    refused = program.post(f"/applications/{reference}{SIGNATURES}", {})
    assert refused.status_code == 422
    assert "/cases/0/answers/companion" in {each["pointer"] for each in refused.json()["errors"]}
    assert program.post(f"/applications/{reference}/signatures/nobody", {}).status_code == 404
    assert agency(name="Another").post(f"/applications/{reference}{SIGNATURES}", {}).status_code == 404
    assert not Signing.objects.exists()


def test_who_needs_no_other_signature_reads_so() -> None:
    program = agency()
    reference, _case = filled(program, somebody())
    assert program.get(f"/applications/{reference}").json()["signatures"] == []
