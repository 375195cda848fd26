"""A program walks an application from the first answer to the paper, through the services of the pages."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from legation.ground.outbox import api as outbox
from legation.ground.tokens.models import Replay, ServiceAccount
from legation.payments import api as payments
from legation.procedures.models import Application
from legation.procedures.selectors import draft_of
from legation.procedures.services.settle import settle
from legation.procedures.services.submit import submit
from tests.config.api.support import FACE, Program, agency, filled, handed_in, json_of, somebody, started
from tests.payments.support import MemoryBank
from tests.procedures.support import family

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
LATER = {"Idempotency-Key": "0b7c1f8e-0001"}


def pointers(answer: Any) -> dict[str, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return {each["pointer"]: each["code"] for each in answer.json()["errors"]}


def test_what_is_offered_is_told_to_anybody_in_their_language() -> None:
    stranger = Program("", language="fr")
    assert "evisa" in [each["procedure"] for each in stranger.get("/procedures").json()["items"]]
    told = stranger.get("/procedures/evisa").json()
    english = Program("").get("/procedures/evisa").json()
    assert told["title"] != english["title"] and told["bundle"] == english["bundle"]
    schema = told["answers_schema"]
    assert schema["properties"]["birth_date"]["format"] == "date"
    assert {each["const"] for each in schema["properties"]["entries"]["oneOf"]} == {"single", "multiple"}
    assert told["files"] == ["photo"] and "surname" in schema["required"] and "phone" not in schema["required"]
    assert [state["phase"] for state in told["states"]][:2] == ["draft", "applicant"]
    assert stranger.get("/procedures/nothing").json()["code"] == "not_found"


def test_an_application_is_filled_handed_in_and_told() -> None:
    program, person = agency(), somebody()
    reference, case = filled(program, person)
    answers = program.get(f"/applications/{reference}/cases/{case}/answers").json()
    assert answers["missing"] == [] and answers["answers"]["surname"] == person.pages["passport"]["surname"]
    assert answers["answers"]["photo"]["size"] > 0
    price = program.get(f"/applications/{reference}/price").json()
    told = program.post(f"/applications/{reference}/submit", {"declarations": {"truth": True}}).json()
    (line,) = price.pop("lines")
    assert (line["case"], line["amount"], line["exempt"]) == (case, price["amount"], "")
    assert told["payment"]["fee"] == price and price["amount"] > 0 and told["submitted_at"]
    assert [(each["status"], each["phase"]) for each in told["cases"]] == [("awaiting_payment", "applicant")]
    listed = program.get("/applications").json()
    assert [each["reference"] for each in listed["items"]] == [reference] and listed["next"] is None


def test_the_paper_is_fetched_when_it_is_issued(signer: Any) -> None:
    program, person = agency(), somebody()
    reference, case = handed_in(program, person)
    assert program.get(f"/applications/{reference}/documents").json() == {"items": []}
    settle(application=reference, at=datetime.now(UTC))
    outbox.drain(clock=lambda: datetime.now(UTC))
    (paper,) = program.get(f"/applications/{reference}/documents").json()["items"]
    assert paper["case"] == case and not paper["revoked"]
    pdf = program.get(f"/applications/{reference}/documents/{paper['number']}")
    assert pdf.headers["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert program.get(f"/applications/{reference}/documents/000000000").status_code == 404


def test_the_payer_is_led_to_the_page_of_the_bank(bank: MemoryBank, settings: Any) -> None:
    settings.LEGATION_PROVIDER = "memory"
    program = agency()
    reference, _case = handed_in(program, somebody())
    asked = {"return_url": "https://agency.example/back"}
    first = program.post(f"/applications/{reference}/payment", asked, **LATER)
    assert first.status_code == 200 and first.json()["url"].startswith("https://")
    assert program.post(f"/applications/{reference}/payment", asked, **LATER).json() == first.json()
    wrong = program.post(f"/applications/{reference}/payment", {"return_url": "javascript:alert(1)"})
    assert pointers(wrong) == {"/return_url": "string_pattern_mismatch"}


def test_what_was_handed_in_is_taken_back_until_it_is_paid() -> None:
    program = agency()
    reference, _case = handed_in(program, somebody())
    assert program.post(f"/applications/{reference}/withdraw").json()["cases"][0]["status"] == "withdrawn"
    assert program.post(f"/applications/{reference}/withdraw").status_code == 409
    assert payments.find(reference=reference).settled_at is None  # type: ignore[union-attr]


def test_every_mistake_is_told_at_its_place_and_what_is_right_is_kept() -> None:
    program, person = agency(), somebody()
    reference, case = started(program, person)
    path = f"/applications/{reference}/cases/{case}/answers"
    sent = dict(json_of(person.pages["passport"])) | {
        "birth_date": "2999-01-01", "sex": 1, "nationality": "FRA", "hat": "blue", "photo": "x", "truth": True,
    }  # fmt: skip
    answer = program.patch(path, {"answers": sent})
    assert answer.status_code == 422
    assert set(pointers(answer)) == {
        f"/answers/{name}" for name in ("birth_date", "sex", "nationality", "hat", "photo", "truth")
    }
    kept = program.get(path).json()
    assert kept["answers"]["surname"] == sent["surname"] and "birth_date" not in kept["answers"]
    assert {"birth_date", "sex", "photo", "arrival"} <= set(kept["missing"])
    french = Program(program.headers["Authorization"].split()[1], "fr").patch(path, {"answers": {"birth_date": "x"}})
    assert french.json()["errors"][0]["text"] != answer.json()["errors"][0]["text"]


def test_nothing_is_started_with_a_mistake_in_it() -> None:
    program, person = agency(), somebody()
    for answers, wrong in (
        ({}, {"/answers/nationality", "/answers/purpose", "/answers/document_kind"}),
        (person.known | {"surname": "1"}, {"/answers/surname"}),
        (person.known | {"hat": "blue"}, {"/answers/hat"}),
    ):
        answer = program.post("/applications", {"procedure": "evisa", "answers": answers})
        assert answer.status_code == 422 and set(pointers(answer)) == wrong
    assert not Application.objects.exists()


def test_what_is_missing_is_told_when_it_is_handed_in() -> None:
    program = agency()
    reference, _case = started(program, somebody())
    lacking = pointers(program.post(f"/applications/{reference}/submit", {"declarations": {"truth": True}}))
    assert lacking["/cases/0/answers/surname"] == "missing"
    reference, _case = filled(program, somebody())
    undeclared = program.post(f"/applications/{reference}/submit", {"declarations": {}})
    assert pointers(undeclared) == {"/declarations/truth": "invalid"}


def test_a_family_is_handed_in_together_with_one_payment() -> None:
    program, first, second = agency(), somebody(), somebody(seed=5)
    reference, one = filled(program, first)
    alone = program.get(f"/applications/{reference}/price").json()["amount"]
    added = program.post(f"/applications/{reference}/cases", {"answers": second.known}, **LATER)
    assert added.status_code == 201 and len(added.json()["cases"]) == 2
    two = added.json()["cases"][1]["reference"]
    path = f"/applications/{reference}/cases/{two}"
    shared = program.patch(f"{path}/answers", {"answers": {"arrival": "2030-01-01"}})
    assert pointers(shared) == {"/answers/arrival": "invalid"}, "answered once, by the first"
    lacking = pointers(program.post(f"/applications/{reference}/submit", {"declarations": {"truth": True}}))
    assert lacking["/cases/1/answers/surname"] == "missing" and not any("/cases/0" in place for place in lacking)
    own = dict(json_of(second.pages["passport"])) | {"entries": "single"}
    assert program.patch(f"{path}/answers", {"answers": own}).json()["missing"] == ["photo"]
    assert program.upload(f"{path}/files/photo", FACE).status_code == 200
    price = program.get(f"/applications/{reference}/price").json()
    assert [line["case"] for line in price["lines"]] == [one, two] and price["amount"] > alone
    told = program.post(f"/applications/{reference}/submit", {"declarations": {"truth": True}}).json()
    assert {each["status"] for each in told["cases"]} == {"awaiting_payment"}
    assert told["payment"]["fee"]["amount"] == price["amount"]


def test_a_person_is_taken_out_again_and_somebody_stays() -> None:
    program, person = agency(), somebody()
    reference, one = started(program, person)
    wrong = program.post(f"/applications/{reference}/cases", {"answers": {"nationality": "?"}})
    assert {"/answers/nationality", "/answers/purpose"} <= set(pointers(wrong))
    two = program.post(f"/applications/{reference}/cases", {"answers": person.known}).json()["cases"][1]["reference"]
    assert agency(name="Other").ask("delete", f"/applications/{reference}/cases/{two}").status_code == 404
    assert program.ask("delete", f"/applications/{reference}/cases/{two}").status_code == 204
    assert [each["reference"] for each in program.get(f"/applications/{reference}").json()["cases"]] == [one]
    assert program.ask("delete", f"/applications/{reference}/cases/{one}").status_code == 409


def test_an_empty_answer_empties_a_field_and_a_page_keeps_the_others() -> None:
    program, person = agency(), somebody()
    reference, case = filled(program, person)
    path = f"/applications/{reference}/cases/{case}/answers"
    told = program.patch(path, {"answers": {"phone": None}}).json()["answers"]
    assert "phone" not in told and told["email"] == person.pages["contact"]["email"] and told["photo"]


def test_answers_that_somebody_else_changed_are_not_written_over() -> None:
    program, person = agency(), somebody()
    reference, case = started(program, person)
    path = f"/applications/{reference}/cases/{case}/answers"
    known = program.get(path).headers["ETag"]
    first = program.patch(path, {"answers": {"surname": "Utopos"}}, **{"If-Match": known})
    assert first.status_code == 200 and first.headers["ETag"] != known
    late = program.patch(path, {"answers": {"surname": "Other"}}, **{"If-Match": known})
    assert late.status_code == 412 and program.get(path).json()["answers"]["surname"] == "Utopos"


def test_a_request_sent_again_with_its_key_is_done_once() -> None:
    program, person = agency(), somebody()
    asked = {"procedure": "evisa", "answers": person.known}
    first, again = (program.post("/applications", asked, **LATER) for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.content == again.content
    assert first.headers["Location"] == again.headers["Location"] and Application.objects.count() == 1
    other = program.post("/applications", asked | {"answers": {}}, **LATER)
    assert other.status_code == 422 and other.json()["code"] == "key_used"
    sealed = bytes(Replay.objects.get().answer)
    assert first.json()["reference"].encode() not in sealed
    agency(name="Other").post("/applications", asked, **LATER)
    assert Application.objects.count() == 2, "a key is its token's own"


def test_a_mistake_under_a_key_is_told_again_and_leaves_nothing() -> None:
    program = agency()
    asked = {"procedure": "evisa", "answers": {}}
    first, again = (program.post("/applications", asked, **LATER) for _ in range(2))
    assert first.status_code == again.status_code == 422 and first.content == again.content
    assert not Application.objects.exists()


def test_nobody_reads_or_changes_what_is_anothers() -> None:
    reference, case = handed_in(agency(), somebody())
    for other, status in ((agency(name="Other"), 404), (agency("check", name="Air"), 403), (Program("x"), 401)):
        assert other.get(f"/applications/{reference}").status_code == status
        assert other.get(f"/applications/{reference}/documents").status_code == status
        assert other.get(f"/applications/{reference}/cases/{case}/answers").status_code == status
        assert other.post(f"/applications/{reference}/withdraw").status_code == status
        assert other.patch(f"/applications/{reference}/cases/{case}/answers", {"answers": {}}).status_code == status
        assert other.upload(f"/applications/{reference}/cases/{case}/files/photo", FACE).status_code == status
    mine = agency()
    own, _ = started(mine, somebody())
    assert mine.get(f"/applications/{own}/cases/{case}/answers").status_code == 404, "a case of another application"
    reading = agency("applications:read")
    assert reading.get(f"/applications/{reference}").status_code == 200, "the same account's"
    assert reading.post(f"/applications/{reference}/withdraw").status_code == 403


def test_pages_follow_each_other_with_a_constant_number_of_queries(django_assert_max_num_queries: Any) -> None:
    program = agency()
    made = [started(program, somebody(seed=seed))[0] for seed in range(5)]
    seen, cursor = [], ""
    for _page in range(3):
        with django_assert_max_num_queries(8):
            told = program.get(f"/applications?limit=2{cursor}").json()
        seen += [each["reference"] for each in told["items"]]
        cursor = f"&cursor={told['next']}"
    assert seen == made[::-1] and told["next"] is None
    assert program.get("/applications?cursor=no").status_code == 422


def test_a_large_family_is_told_with_as_many_queries_as_a_small_one() -> None:
    program = agency()
    assert program.get("/applications").status_code == 200  # the first request of a minute counts it
    told = []
    for persons in (2, 5):
        token, _links, _people = family(datetime.now(UTC), size=persons)
        submit(token=token, declared={"truth": "yes"}, at=datetime.now(UTC))
        application = draft_of(token)[0].application
        Application.objects.filter(pk=application.pk).update(service=ServiceAccount.objects.get())
        for path in ("", "/documents"):
            with CaptureQueriesContext(connection) as asked:
                assert program.get(f"/applications/{application.reference}{path}").status_code == 200
            told.append(len(asked))
    assert told[:2] == told[2:]


def test_who_asks_too_often_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    from legation.procedures.endpoints import applications

    monkeypatch.setattr(applications, "READS_A_MINUTE", 2)
    program = agency()
    answers = [program.get("/applications") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0 and answers[-1].json()["code"] == "too_many"


def test_requests_with_keys_are_counted_even_where_they_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from legation.ground.tokens import replaying

    monkeypatch.setattr(replaying, "KEYS_A_MINUTE", 2)
    program, asked = agency(), {"procedure": "evisa", "answers": {}}
    answers = [program.post("/applications", asked, **{"Idempotency-Key": f"key-0000{n}"}) for n in range(3)]
    assert [each.status_code for each in answers] == [422, 422, 429]


def test_errors_that_no_route_made_are_problems_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from legation.procedures.endpoints import told

    program = agency()
    program.client.raise_request_exception = False
    assert program.get("/nowhere").headers["Content-Type"] == "application/problem+json"
    large = program.client.post("/api/v1/applications", CONTENT_LENGTH="99999999", headers=program.headers)
    assert (large.status_code, large.json()["code"]) == (413, "too_large")
    monkeypatch.setattr(told, "application_line", lambda *_: 1 / 0)
    started_then = program.post("/applications", {"procedure": "evisa", "answers": somebody().known}, **LATER)
    assert (started_then.status_code, started_then.json()["code"]) == (500, "error")
    assert not Application.objects.exists() and not Replay.objects.exists(), "and may be sent again"


def test_the_api_sets_no_cookie_and_reads_none() -> None:
    program = agency()
    for answer in (program.get("/applications"), program.get("/procedures"), Program("x").get("/applications")):
        assert not answer.cookies
