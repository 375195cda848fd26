"""What a program may know and do about the data of its owner's applications, with a scope of its own."""

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from legation.ground.audit.models import Access
from legation.procedures.models import Application, DataRequest
from legation.procedures.selectors import case_for
from legation.procedures.services.answer_request import answer_request
from legation.procedures.services.settle import settle
from tests.config.api.support import Program, agency, filled, handed_in, somebody, started
from tests.config.api.test_applications import LATER, pointers
from tests.procedures.support import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


def data() -> Program:
    return agency("applications:data")


def test_everything_held_comes_in_one_file_and_that_it_was_fetched_is_recorded() -> None:
    reference, case = handed_in(agency(), somebody())
    answer = data().get(f"/applications/{reference}/data/export")
    assert answer.headers["Content-Type"] == "application/zip"
    folder = zipfile.ZipFile(io.BytesIO(answer.content))
    (told,) = json.loads(folder.read("data.json"))["applications"]
    assert told["case"] == case and told["answers"]["surname"]
    assert folder.read(f"{case}/photo.jpg").startswith(b"\xff\xd8")
    assert Access.objects.filter(verb="exported", subject=case).count() == 1


def test_a_correction_is_asked_for_once_and_its_answer_told() -> None:
    reference, case = handed_in(agency(), somebody(by_rule=False))
    settle(application=reference, at=datetime.now(UTC))
    program, path = data(), f"/applications/{reference}/data"
    clerk = officer()
    case_for(clerk, case, at=datetime.now(UTC))
    assert program.get(path).json() == {
        "looked_at": [{"at": program.get(path).json()["looked_at"][0]["at"], "role": "visa_officer", "post": "HQ"}],
        "requests": [],
    }
    asked = {"case": case, "kind": "correction", "said": "My name has two s."}
    first, again = (program.post(f"{path}/requests", asked, **LATER) for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    assert (first.json()["said"], first.json()["granted"]) == ("My name has two s.", None)
    assert program.post(f"{path}/requests", asked).status_code == 409
    answer_request(
        request=DataRequest.objects.get().pk, ground="correct", note="It has.", by=clerk, at=datetime.now(UTC)
    )
    (told,) = program.get(path).json()["requests"]
    assert (told["granted"], told["ground"], told["answer"]) == (False, "correct", "It has.")


def test_what_cannot_be_asked_is_said_at_its_place() -> None:
    reference, case = handed_in(agency(), somebody())
    program, path = data(), f"/applications/{reference}/data/requests"
    asked = {"case": case, "kind": "erasure", "said": "I want to be forgotten."}
    assert pointers(program.post(path, asked | {"said": " "})) == {"/said": "invalid"}
    assert set(pointers(program.post(path, asked | {"kind": "nonsense"}))) == {"/kind"}
    assert program.post(path, asked | {"case": "UTO-7K3M-9QXZ-A4"}).status_code == 404
    draft, one = started(agency(), somebody(seed=3))
    assert program.post(f"/applications/{draft}/data/requests", asked | {"case": one}).status_code == 409
    assert not DataRequest.objects.exists()


def test_a_draft_is_erased_at_once_and_what_was_handed_in_is_not() -> None:
    program = agency()
    reference, _case = filled(program, somebody())
    assert program.ask("delete", f"/applications/{reference}").status_code == 204
    assert program.get(f"/applications/{reference}").status_code == 404 and not Application.objects.exists()
    reference, _case = handed_in(program, somebody())
    assert program.ask("delete", f"/applications/{reference}").status_code == 409


def test_a_token_that_fills_in_learns_nothing_of_this_and_nobody_elses_does() -> None:
    reference, case = handed_in(agency(), somebody())
    asked = {"case": case, "kind": "erasure", "said": "Forget me."}
    for who, status in ((agency(), 403), (agency("applications:data", name="Other"), 404), (Program("x"), 401)):
        assert who.get(f"/applications/{reference}/data").status_code == status
        assert who.get(f"/applications/{reference}/data/export").status_code == status
        assert who.post(f"/applications/{reference}/data/requests", asked).status_code == status
    assert data().ask("delete", f"/applications/{reference}").status_code == 403
