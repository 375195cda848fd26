"""Carriers and border posts get a word and a reason, and nothing about anybody."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from legation.documents import api, endpoints
from legation.documents.keys import KeyRing
from legation.documents.models import Crossing, Document
from legation.documents.seals.visa import Stay, VisaSeal
from legation.documents.services import check_batch as batches
from legation.ground.audit import api as audit
from legation.ground.audit.models import Access
from legation.ground.secrets import create_instance_key, forget_cached_keys
from legation.ground.tokens import api as tokens
from legation.ground.tokens import bearer
from legation.ground.tokens.models import AccessToken
from tests.conftest import NOW
from tests.documents.orders import NAME, order, zone
from tests.documents.support import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signer")]
NUMBER, PASSPORT = "7K2M9QX4T", "L898902C3"
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def today(ring: KeyRing, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The endpoints live at the tests' own time, with an instance key to count attempts under."""
    forget_cached_keys()
    create_instance_key()
    for room in (endpoints, bearer):
        monkeypatch.setattr(room, "datetime", type("At", (), {"now": staticmethod(lambda _zone: NOW)}))
    yield
    forget_cached_keys()


def token(*scopes: str, days: int = 9) -> str:
    return tokens.create_token(name="Utopia Air", scopes=list(scopes) or ["check", "crossings"], days=days, at=NOW)[1]


@pytest.fixture
def ask() -> Ask:
    """Asks with a token that may do everything."""
    shown = token()

    def asked(what: str, body: dict[str, Any], **headers: str) -> Any:
        known = {"Authorization": f"Bearer {shown}"} | headers
        return Client().post(f"/api/border/v1/{what}", body, content_type="application/json", headers=known)

    return asked


def issued(*, entries: int = 1, number: str = NUMBER, case: str = "R-1", **changes: Any) -> Document:
    """A visa in the register."""
    visa = VisaSeal(mrz=zone(number), stay=Stay(30), passport=PASSPORT, entries=entries)  # type: ignore[arg-type]
    api.store(api.make(order(number, case=case, lines=zone(number), seal=visa, **changes), at=NOW), at=NOW)
    return Document.objects.get(number=number)


def question(**changes: Any) -> dict[str, Any]:
    return {"document_number": NUMBER, "passport_number": PASSPORT, "nationality": "FRA"} | changes


def crossing(direction: str = "entry", *, at: Any = NOW, **changes: Any) -> dict[str, Any]:
    return question(direction=direction, at=at.isoformat(), place="UTO-1", **changes)


def said(answer: Any) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["answer"], body["reason"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, ("ok", "in_force")),
        ({"nationality": ""}, ("ok", "in_force")),
        ({"document_number": " 7k2m 9qx4t", "passport_number": "l898 902c3"}, ("ok", "in_force")),
        ({"passport_number": "L898902C4"}, ("not_ok", "passport_differs")),
        ({"nationality": "UTO"}, ("not_ok", "nationality_differs")),
        ({"document_number": "000000000"}, ("cannot_tell", "unknown_number")),
    ],
)
def test_a_question_gets_a_word_and_a_reason(ask: Ask, changes: dict[str, str], told: tuple[str, str]) -> None:
    issued()
    answer = ask("check", question(**changes))
    assert said(answer) == (200, *told)
    assert set(answer.json()) == {"answer", "reason", "checked_at"}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"revoked_at": NOW}, "revoked"),
        ({"revoked_at": NOW, "revocation_reason": api.CORRECTED}, "replaced"),
        ({"valid_from": NOW.date() - 9 * DAY, "valid_until": NOW.date() - DAY}, "expired"),
        ({"valid_from": NOW.date() + DAY}, "not_yet"),
    ],
)
def test_a_visa_that_does_not_hold_today_is_not_ok(ask: Ask, fields: dict[str, Any], reason: str) -> None:
    Document.objects.filter(pk=issued().pk).update(**fields)
    assert said(ask("check", question())) == (200, "not_ok", reason)


def test_a_single_entry_is_used_up_by_one_entry_and_says_so(ask: Ask) -> None:
    issued()
    assert ask("crossings", crossing(), **{"Idempotency-Key": "entry-001"}).json() == {"entries_left": 0}
    assert said(ask("check", question())) == (200, "not_ok", "used_up")
    assert ask("crossings", crossing("exit"), **{"Idempotency-Key": "exit-0001"}).status_code == 200
    again = ask("crossings", crossing(), **{"Idempotency-Key": "entry-002"})
    assert (again.status_code, again.json()["code"]) == (409, "used_up")


@pytest.mark.parametrize(("entries", "left"), [(2, [1, 0]), (0, [None, None])])
def test_entries_left_are_counted(ask: Ask, entries: int, left: list[int | None]) -> None:
    issued(entries=entries)
    answers = [ask("crossings", crossing(), **{"Idempotency-Key": f"entry-{at:03}"}) for at in range(2)]
    assert [answer.json()["entries_left"] for answer in answers] == left


def test_a_message_that_comes_twice_counts_once_and_its_key_stands_for_nothing_else(ask: Ask) -> None:
    issued(entries=2)
    for _ in range(2):
        assert ask("crossings", crossing(), **{"Idempotency-Key": "entry-001"}).json() == {"entries_left": 1}
    assert Crossing.objects.count() == 1
    other = ask("crossings", crossing("exit"), **{"Idempotency-Key": "entry-001"})
    assert (other.status_code, other.json()["code"]) == (409, "key_used")


def test_an_entry_with_the_corrected_visa_counts_for_the_new_one(ask: Ask) -> None:
    issued()
    ask("crossings", crossing(), **{"Idempotency-Key": "entry-001"})
    api.revoke(reference="R-1", kind="evisa", reason=api.CORRECTED, at=NOW)
    issued(number="0A0A0A0A0", decision="0" * 64)
    assert said(ask("check", question(document_number="0A0A0A0A0"))) == (200, "not_ok", "used_up")


@pytest.mark.parametrize("moment", [NOW + timedelta(hours=1), NOW - 31 * DAY])
def test_a_crossing_at_a_time_that_cannot_be_is_refused(ask: Ask, moment: Any) -> None:
    issued()
    assert ask("crossings", crossing(at=moment), **{"Idempotency-Key": "entry-001"}).status_code == 422
    assert not Crossing.objects.exists()


def test_a_list_of_passengers_is_answered_row_by_row_and_its_mistakes_told(ask: Ask) -> None:
    issued()
    lines = ["passport_number,document_number,seat", f"{PASSPORT},{NUMBER},1A", "", f"X1,{NUMBER},1B", f"{PASSPORT},,1C",
             f"{PASSPORT},0000,1D", "a,b", f"{PASSPORT},<script>,1E"]  # fmt: skip
    answer = sent("\r\n".join(lines).encode()).json()
    assert [(row["row"], row["answer"], row["reason"]) for row in answer["rows"]] == [
        (2, "ok", "in_force"), (4, "not_ok", "passport_differs"), (6, "cannot_tell", "unknown_number"),
    ]  # fmt: skip
    assert [(each["row"], each["column"], each["code"]) for each in answer["mistakes"]] == [
        (5, "document_number", "missing"), (7, "", "wrong_number_of_cells"), (8, "document_number", "malformed"),
    ]  # fmt: skip


def sent(data: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("list.csv", data, "text/csv")
    return Client().post("/api/border/v1/batch", {"file": file}, headers={"Authorization": f"Bearer {token()}"})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "column_missing"), (b"\xff\xfe", "no_csv"), (b'a,"b', "no_csv"), (b"document_number\n1", "column_missing"),
        (b"document_number,passport_number,passport_number\n1,2,3", "column_twice"),
        (b"document_number,passport_number\n" + b"1,2\n" * 5001, "too_many_rows"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_told_so(data: bytes, code: str) -> None:
    answer = sent(data)
    assert (answer.status_code, answer.json()["mistakes"][0]["code"], answer.json()["rows"]) == (200, code, [])


def test_a_list_takes_the_same_queries_however_long_it_is(django_assert_max_num_queries: Any) -> None:
    issued()
    holder = tokens.holder_of(token(), at=NOW)
    data = b"document_number,passport_number\n" + f"{NUMBER},{PASSPORT}\n".encode() * 500
    with django_assert_max_num_queries(12):
        told, _mistakes = batches.check_batch(data, by=holder, at=NOW)
    assert len(told) == 500


def test_without_a_token_or_its_scope_nothing_is_told(ask: Ask) -> None:
    issued()
    assert Client().post("/api/border/v1/check", question(), content_type="application/json").status_code == 401
    for shown, status in (("legation_x", 401), (token("check"), 403), (token(days=1), 200)):
        headers = {"Authorization": f"Bearer {shown}", "Idempotency-Key": "entry-001"}
        answer = Client().post("/api/border/v1/crossings", crossing(), content_type="application/json", headers=headers)
        assert answer.status_code == status, shown


def test_a_token_ends_is_taken_back_and_is_not_kept() -> None:
    number, shown = tokens.create_token(name="Air", scopes=["check"], days=1, at=NOW)
    assert tokens.holder_of(shown, at=NOW) is not None
    assert tokens.holder_of(shown, at=NOW + 2 * DAY) is None
    row = AccessToken.objects.get(pk=number)
    assert shown.encode() not in bytes(row.digest) and shown not in str(row.__dict__)
    tokens.revoke_token(number, at=NOW)
    assert tokens.holder_of(shown, at=NOW) is None


def test_wrong_tokens_and_right_ones_too_often_are_slowed_down(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "CHECKS_A_MINUTE", 2)
    answers = [ask("check", question()) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429] and "Retry-After" in answers[-1].headers
    wrong = [ask("check", question(), Authorization="Bearer x").status_code for _ in range(bearer.WRONG_TOKENS + 1)]
    assert wrong[-2:] == [401, 429]


def test_every_question_is_in_the_record_without_anybodys_data(ask: Ask) -> None:
    issued()
    ask("check", question())
    ask("check", question(document_number="000000000"))
    ask("crossings", crossing(), **{"Idempotency-Key": "entry-001"})
    assert list(Access.objects.order_by("number").values_list("verb", "subject")) == [
        ("checked_travel", "R-1"), ("checked_travel", ""), ("recorded_entry", "R-1"),
    ]  # fmt: skip
    record = str(list(Access.objects.values()))
    assert not any(secret in record for secret in (NUMBER, PASSPORT, NAME.upper(), "FRA", "Utopia Air"))
    assert audit.verify()[1] == []
