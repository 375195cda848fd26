"""Legalisation: a service that is data alone, with its fee of lines, its two officers and its certificate."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from legation.documents import api as documents
from legation.documents.signer.local import local_signer
from legation.documents.signer.log import SignatureLog
from legation.ground.audit.api import canonical
from legation.ground.outbox import api as outbox
from legation.ground.posts.calendar import calendar_of
from legation.payments import api as payments
from legation.procedures.answers import key_of, open_answers, price_now
from legation.procedures.bundles import _in_force, _offered, compose, in_force
from legation.procedures.models import Bundle
from legation.procedures.papers import last_day
from legation.procedures.selectors import draft_of
from legation.procedures.services.act import Said, act
from legation.procedures.services.save_page import save_page
from legation.procedures.services.set_right import Sent, correct
from legation.procedures.services.settle import settle
from legation.procedures.services.start import start
from legation.procedures.services.submit import submit
from tests.procedures.decided import holder
from tests.procedures.support import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
PASSPORT = {"surname": "OKORO", "given_names": "ADA", "sex": "female", "passport_number": "A1234567"}


def a_scan() -> bytes:
    file = BytesIO()
    Image.new("RGB", (1000, 1400), "white").save(file, "JPEG")
    return file.getvalue()


def day(name: str, value: str) -> dict[str, str]:
    return dict(zip((f"{name}-year", f"{name}-month", f"{name}-day"), value.split("-"), strict=True))


def handed_in(at: datetime, *, standing: str = "none", speed: str = "usual", expiry: str = "2031-05-01") -> str:
    token = start(procedure="legalisation", known={}, language="fr", at=at)
    pages = {
        "person": PASSPORT | day("birth_date", "1990-04-03") | day("passport_expiry", expiry),
        "paper": {"paper_kind": "diploma", "issued_by": "University of Amaurot", "used_in": "FRA", "pages": "4",
                  "copies": "2"} | day("paper_date", "2024-06-30"),
        "terms": {"speed": speed, "standing": standing},
        **({"proof": {}} if standing != "none" else {}),
        "contact": {"email": "ada@example.org"},
    }  # fmt: skip
    files = {"paper": {"scan": a_scan()}, "proof": {"standing_proof": a_scan()}}
    for page, data in pages.items():
        save_page(token=token, page=page, data=data, uploads=files.get(page, {}), at=at)
    submit(token=token, declared={"truth": "yes"}, at=at)
    return token


@pytest.fixture
def signer(now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    documents.connect_signer(local_signer(lambda *_: True, log=SignatureLog(tmp_path / "log"), clock=lambda: now))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    yield
    documents.connect_signer(None)


def test_pages_copies_and_haste_have_their_price_and_students_are_exempt(now: datetime) -> None:
    case, opened = draft_of(handed_in(now, speed="urgent"))
    assert {c.line: c.amount for c in price_now(opened, open_answers(case), at=now).lines} == {
        "basic": 2000, "page": 1200, "copy": 2000, "urgent": 2500,
    }  # fmt: skip
    student, opened = draft_of(handed_in(now, standing="student"))
    assert price_now(opened, open_answers(student), at=now).amount == 2000
    assert payments.find(reference=student.application.reference).amount == 2000
    page = Client().get("/en/procedures/legalisation/").content.decode()
    assert "€3.00" in page and "Students do not pay" in page


def test_an_urgent_one_is_due_in_two_working_days_and_a_usual_one_in_ten(now: datetime) -> None:
    for speed, days in (("urgent", 2), ("usual", 10)):
        case, _opened = draft_of(handed_in(now, speed=speed))
        settle(application=case.application.reference, at=now)
        assert fresh(case).deadline == calendar_of("HQ").after(now, days)


def test_two_officers_certify_and_a_signed_certificate_with_its_number_is_issued(signer: None, now: datetime) -> None:
    token = handed_in(now)
    case, _opened = draft_of(token)
    settle(application=case.application.reference, at=now)
    first, second = holder("consular_officer", "one"), holder("consular_officer", "two")
    act(reference=case.reference, verb="propose", by=first, at=now)
    act(reference=case.reference, verb="confirm", by=second, at=now)
    outbox.drain(clock=lambda: now)
    (issued,) = documents.of_reference(case.reference)
    told = documents.verify_number(issued.number, at=now)
    assert (fresh(case).status, told.word, issued.kind) == ("issued", "valid", "certificate")
    assert issued.valid_until == now.date() + timedelta(days=365)
    pdf = documents.fetch(issued.number, key=key_of(fresh(case)))
    assert documents.verify_pdf(pdf, at=now).word == "valid"
    assert issued.number in Client().get(f"/fr/application/{token}/").content.decode()
    answer = Client().get(f"/fr/application/{token}/document/?number={issued.number}")
    assert answer.headers["Content-Type"] == "application/pdf"


def test_a_document_holds_until_the_earlier_of_two_dates(now: datetime) -> None:
    document = in_force("legalisation", at=now).definition.documents[0]
    decided = date(2026, 11, 22)
    assert last_day(document, {"passport_expiry": "2031-05-01"}, decided=decided) == date(2027, 11, 22)
    assert last_day(document, {"passport_expiry": "2027-03-05"}, decided=decided) == date(2027, 3, 5)
    assert last_day(document, {"passport_expiry": "2020-03-05"}, decided=decided) == decided


def test_an_appeal_is_on_the_desk_of_the_appeal_officer_alone(now: datetime) -> None:
    from legation.procedures.services.set_right import appeal

    token = handed_in(now)
    case, _opened = draft_of(token)
    settle(application=case.application.reference, at=now)
    first, second = holder("consular_officer", "one"), holder("consular_officer", "two")
    act(reference=case.reference, verb="propose_refusal", by=first, at=now, said=Said(reasons=["paper_altered"]))
    act(reference=case.reference, verb="refuse", by=second, at=now, said=Said(reasons=["paper_altered"]))
    appeal(token=token, text="It is not altered.", uploads=[], at=now)
    client, judge = Client(), holder("appeal_officer", "judge")
    client.force_login(judge.person)
    page = client.get("/en/desk/", follow=True).content.decode()
    assert "It is not altered." in page and 'data-key="g"' in page


def with_a_copy(at: datetime) -> None:
    """Legalisation in force with a second paper: whoever confirms issues both at once."""
    made = json.loads(compose("consular/legalisation.v1")[1])
    copied = {**made["definition"]["documents"][0], "document": "extract", "says": ["surname", "paper_kind"]}
    made["definition"]["documents"].append(copied)
    for each in made["definition"]["transitions"]:
        if each.get("issues"):
            each["issues"] = ["paper.certificate", "paper.extract"]
    made["policy"]["paper.extract"] = made["policy"]["paper.certificate"]
    for words in made["words"].values():
        words |= {"document.extract.title": "Extract", "document.extract.certifies": "We certify this extract."}
    text = canonical(made).decode()
    Bundle.objects.filter(procedure="legalisation").update(in_force=False)
    Bundle.objects.create(
        digest=sha256(text.encode()).hexdigest(), procedure="legalisation", version=1, edition="t", content=text,
        published_at=at, in_force=True,
    )  # fmt: skip
    _in_force.cache_clear(), _offered.cache_clear()


def test_two_papers_are_issued_at_once_and_replaced_and_revoked_together(signer: None, now: datetime) -> None:
    with_a_copy(now)
    token = handed_in(now)
    case, _opened = draft_of(token)
    settle(application=case.application.reference, at=now)
    first, second = holder("consular_officer", "one"), holder("consular_officer", "two")
    act(reference=case.reference, verb="propose", by=first, at=now)
    act(reference=case.reference, verb="confirm", by=second, at=now)
    outbox.drain(clock=lambda: now)
    both = documents.of_reference(case.reference)
    assert (fresh(case).status, [each.kind for each in both]) == ("issued", ["certificate", "extract"])
    page = Client().get(f"/fr/application/{token}/").content.decode()
    for each in both:
        assert each.number in page and documents.verify_number(each.number, at=now).word == "valid"
        answer = Client().get(f"/fr/application/{token}/document/?number={each.number}")
        assert (
            answer.headers["Content-Type"] == "application/pdf" and each.number in answer.headers["Content-Disposition"]
        )
    right = {"surname": "OKONKWO", "given_names": "ADA", "issued_by": "University of Amaurot", "copies": "2"}
    correct(token=token, sent=Sent(data=right | day("paper_date", "2024-06-30"), uploads={}), at=now)
    outbox.drain(clock=lambda: now)
    anew = [each for each in documents.of_reference(case.reference) if not each.revoked_at]
    assert [each.kind for each in anew] == ["certificate", "extract"] and not {*anew} & {*both}
    said = Said(reasons=["issued_in_error"])
    act(reference=case.reference, verb="revoke", by=first, at=now, said=said)
    assert {documents.verify_number(each.number, at=now).word for each in (*both, *anew)} == {"revoked"}
