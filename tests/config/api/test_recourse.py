"""After handing in, a program does what the applicant may: answer the office, correct, appeal, pay a difference."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from legation.config.samples import portrait
from legation.ground.outbox import api as outbox
from legation.ground.people.api import Actor
from legation.procedures.models import Case
from legation.procedures.selectors import actions_of, answers_now, papers_of
from legation.procedures.services.act import Said, act
from legation.procedures.services.settle import settle
from tests.config.api.support import BASE, FACE, Program, agency, handed_in, somebody
from tests.config.api.test_applications import LATER, pointers
from tests.procedures.decided import decided_content, holder, put_in_force
from tests.procedures.test_deciding import a_paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_force")]


@pytest.fixture
def in_force(utopia: None) -> None:
    put_in_force(decided_content(), datetime.now(UTC))


@pytest.fixture
def first() -> Actor:
    return holder("visa_officer", "first")


@pytest.fixture
def second() -> Actor:
    return holder("visa_officer", "second")


@pytest.fixture
def program() -> Program:
    return agency()


@pytest.fixture
def referred(program: Program) -> tuple[str, Case]:
    """The address of a paid case that an officer has to decide, and the case."""
    reference, case = handed_in(program, somebody(by_rule=False))
    settle(application=reference, at=datetime.now(UTC))
    return f"/applications/{reference}/cases/{case}", the(case)


def the(reference: str) -> Case:
    return Case.objects.everywhere("a test looks").select_related("application").get(reference=reference)


def do(case: Case, verb: str, by: Actor, **said: Any) -> Case:
    done = act(reference=case.reference, verb=verb, by=by, at=datetime.now(UTC), said=Said(**said))
    outbox.drain(clock=lambda: datetime.now(UTC))
    return done


def send(program: Program, path: str, asked: dict[str, Any], *files: bytes, part: str = "files", **headers: str) -> Any:
    """A form with the part `asked` and files, as a program sends it."""
    sent: dict[str, Any] = {"asked": json.dumps(asked)}
    if files:
        sent[part] = [SimpleUploadedFile("paper.jpg", each, "image/jpeg") for each in files]
    return program.client.post(f"{BASE}{path}", sent, headers=program.headers | headers)


def test_what_the_office_asks_is_told_and_answered_with_a_picture(program, referred, first) -> None:
    path, case = referred
    do(case, "ask", first, asked=["surname", "photo"], note="The name differs from the passport.")
    told = program.get(f"{path}/recourse").json()
    assert told["answer"]["message"] == "The name differs from the passport."
    assert told["answer"]["fields"] == ["surname", "photo"] and told["answer"]["until"]
    before = answers_now(the(case.reference))
    answer = send(program, f"{path}/answer", {"answers": {"surname": "RIGHT"}, "files": ["photo"]}, portrait(9))
    assert answer.status_code == 200, answer.content
    assert answer.json()["cases"][0]["status"] == "referred"
    after = answers_now(the(case.reference))
    assert after["surname"] == "RIGHT" and after["photo"] != before["photo"]
    assert after == before | {name: after[name] for name in ("surname", "photo")}
    assert program.get(f"{path}/recourse").json()["answer"] is None
    assert send(program, f"{path}/answer", {"note": "Again."}).status_code == 409


def test_every_mistake_in_an_answer_is_told_at_its_place_and_nothing_is_done(program, referred, first) -> None:
    path, case = referred
    do(case, "ask", first, asked=["birth_date", "photo"], note="Please check.")
    for asked, files, wrong in (
        ({"answers": {"birth_date": "2999-01-01"}}, (), {"/answers/birth_date"}),
        ({"answers": {"surname": "RIGHT", "photo": "x"}}, (), {"/answers/surname", "/answers/photo"}),
        ({"files": ["photo"]}, (b"no picture",), {"/files/0"}),
        ({"files": ["birth_date"]}, (FACE,), {"/files/0"}),
        ({"files": []}, (FACE,), {"/files"}),
        ({"answers": []}, (), {"/answers"}),
    ):
        answer = send(program, f"{path}/answer", asked, *files)
        assert answer.status_code == 422 and set(pointers(answer)) == wrong, answer.content
    assert send(program, f"{path}/answer", {}).status_code == 422, "nothing is said"
    assert the(case.reference).status == "asked"
    assert send(program, f"{path}/answer", {"note": "It is right as it stands."}).status_code == 200


def test_a_refusal_is_contested_once_with_papers_whatever_the_line_does(program, referred, first, second) -> None:
    path, case = referred
    do(case, "propose_refusal", first, reasons=["public_order"])
    assert program.get(f"{path}/recourse").json()["appeal"] is None
    do(case, "refuse", second, reasons=["public_order"])
    assert program.get(f"{path}/recourse").json()["appeal"]["until"]
    assert pointers(send(program, f"{path}/appeal", {"text": " "})) == {"/text": "invalid"}
    assert set(pointers(send(program, f"{path}/appeal", {"text": "Why."}, b"no picture", part="papers"))) == {"/papers"}
    asked = {"text": "The invitation was in the papers."}
    done, again = (send(program, f"{path}/appeal", asked, a_paper(), part="papers", **LATER) for _ in range(2))
    assert done.status_code == 200 and done.json()["cases"][0]["status"] == "appealed"
    assert again.content == done.content, "a form is made up of other bytes each time, and is the same all the same"
    other = send(program, f"{path}/appeal", asked, portrait(9), part="papers", **LATER)
    assert other.json()["code"] == "key_used"
    case = the(case.reference)
    (contested,) = [each for each in actions_of(case) if each.verb == "appeal"]
    assert len(papers_of(case, contested)) == 1
    assert send(program, f"{path}/appeal", {"text": "Once more."}).status_code == 409


def test_one_corrects_what_one_got_wrong_and_pays_what_that_costs_more(
    program, referred, first, second, signer, bank, settings
) -> None:
    settings.LEGATION_PROVIDER = "memory"
    path, case = referred
    do(case, "propose", first)
    do(case, "grant", second)
    told = program.get(f"{path}/recourse").json()
    assert told["correction"]["fields"] == ["surname", "arrival", "departure"] and told["correction"]["until"]
    assert told["owed"] == [] and program.post(f"{path}/payment").status_code == 409
    same = program.post(f"{path}/correction", {"answers": {"surname": answers_now(case)["surname"]}})
    assert same.status_code == 422 and "Nothing differs" in same.json()["title"]
    assert pointers(program.post(f"{path}/correction", {"answers": {"nationality": "FRA"}})) == {
        "/answers/nationality": "invalid"
    }
    left = date.fromisoformat(answers_now(case)["departure"])
    too_long = {"departure": left.replace(year=2099).isoformat()}
    assert set(pointers(program.post(f"{path}/correction", {"answers": too_long}))) == {"/answers/departure"}
    one_day_more = {"departure": (left + timedelta(days=1)).isoformat()}
    done, again = (program.post(f"{path}/correction", {"answers": one_day_more}, **LATER) for _ in range(2))
    assert done.status_code == 200 and done.content == again.content
    assert [each["amount"] for each in program.get(f"{path}/recourse").json()["owed"]] == [100]
    assert program.post(f"{path}/payment").json()["url"].startswith("https://")


def test_nothing_is_open_to_a_draft_or_to_anybody_else(program, referred, first) -> None:
    path, case = referred
    do(case, "ask", first, asked=["surname"], note="Please check.")
    other, reading = agency(name="Other"), agency("applications:read")
    for who, status in ((other, 404), (reading, 403), (Program("x"), 401)):
        assert send(who, f"{path}/answer", {"answers": {"surname": "X"}}).status_code == status
        assert send(who, f"{path}/appeal", {"text": "Why."}).status_code == status
        assert who.post(f"{path}/correction", {"answers": {"surname": "X"}}).status_code == status
        assert who.post(f"{path}/payment").status_code == status
    assert other.get(f"{path}/recourse").status_code == 404 and reading.get(f"{path}/recourse").status_code == 200
    assert the(case.reference).status == "asked"
