"""What a person brings to the counter: a paper that is scanned there, an answer to what the office asked."""

import io
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from legation.ground.audit.models import Access
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.posts.api import actor_of
from legation.procedures.models import Case, CaseFile
from legation.procedures.selectors import actions_of, answers_now
from legation.procedures.services.act import Said, act
from legation.procedures.services.answer_for import answer_for
from legation.procedures.services.attach import attach, attached_to
from legation.procedures.services.erase import forget
from legation.procedures.services.export import export
from legation.procedures.services.set_right import Sent
from tests.consular.test_counter import at_counter, clerk
from tests.procedures import certificates
from tests.procedures.support import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
NUMBER, BORN = "L898902C3", date(1984, 8, 12)
SERVED = {"number": NUMBER, "born": BORN.isoformat()}
SOMEBODY_ELSE = {"number": NUMBER, "born": "1990-01-01"}


def sheet(colour: int = 250) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 1200), (colour, colour, colour)).save(out, "JPEG")
    return out.getvalue()


def asked(now: datetime) -> Case:
    """A certificate for which the post in Paris has asked the name to be corrected and the evidence sent again."""
    case = certificates.paid(now)
    by = actor_of(clerk("consular_officer", post="PAR"), "consular_officer")
    act(reference=case.reference, verb="ask", by=by, at=now, said=Said(asked=["evidence"], note="The scan is dark."))
    return fresh(case)


def serving(client: Client) -> Client:
    client.post(
        "/en/counter/", {"number": NUMBER, "birth_date-day": 12, "birth_date-month": 8, "birth_date-year": 1984}
    )
    return client


def test_a_paper_of_several_sheets_goes_to_the_case_as_one_pdf_and_the_desk_shows_it() -> None:
    case, by = certificates.paid(datetime.now(UTC)), clerk("consular_officer", post="PAR")
    client = serving(at_counter(by))
    assert 'data-key="a"' in client.get("/en/counter/person/").content.decode()
    sheets = [SimpleUploadedFile(f"{n}.jpg", sheet(240 + n), "image/jpeg") for n in range(2)]
    said = {"reference": case.reference, "kind": "power", "paper": sheets}
    assert client.post("/en/counter/person/attached/", said).status_code == 302
    (paper,) = attached_to([case.reference])
    assert (paper.kind, paper.is_picture) == ("power", False)
    record = Access.objects.get(verb="attached", subject=case.reference)
    assert record.body["pages"] == 2 and record.body["purpose"] == "counter"
    address = f"/en/desk/{case.reference}/picture/counter/?paper={paper.digest}"
    assert address in client.get("/en/counter/person/").content.decode()
    assert address in client.get(f"/en/desk/{case.reference}/").content.decode()
    answer = client.get(address)
    assert answer.content.startswith(b"%PDF") and answer["Content-Disposition"].startswith("attachment")


def test_what_is_no_paper_is_told_and_the_part_stays_open() -> None:
    case, by = certificates.paid(datetime.now(UTC)), clerk("consular_officer", post="PAR")
    client = serving(at_counter(by))
    for wrong in ({"kind": "gossip"}, {"kind": "power"}, {"kind": "power", "paper": SimpleUploadedFile("a", b"hello")}):
        answer = client.post("/en/counter/person/attached/", {"reference": case.reference} | wrong)
        assert answer.status_code == 422 and '<details class="decide" open>' in answer.content.decode()
    assert attached_to([case.reference]) == []


@pytest.mark.parametrize(
    ("post", "served"), [("BAK", SERVED), ("PAR", SOMEBODY_ELSE), ("PAR", {**SERVED, "number": "X1"})]
)
def test_only_the_case_of_who_stands_there_at_a_post_of_ones_own_takes_a_paper(
    post: str, served: dict[str, str], now: datetime
) -> None:
    case, by = certificates.paid(now), clerk("consular_officer", post=post)
    with pytest.raises(NotFound):
        attach(reference=case.reference, kind="other", data=sheet(), served=served, by=by, at=now)


def test_a_case_that_is_over_takes_no_paper(now: datetime) -> None:
    case, by = certificates.paid(now), clerk("consular_officer", post="PAR")
    Case.objects.everywhere("a test").filter(pk=case.pk).update(status="handed_over")
    with pytest.raises(Conflict):
        attach(reference=case.reference, kind="other", data=sheet(), served=SERVED, by=by, at=now)


def test_a_scanned_paper_is_exported_to_its_person_and_goes_with_who_is_forgotten(now: datetime) -> None:
    case, by = certificates.paid(now), clerk("consular_officer", post="PAR")
    attach(reference=case.reference, kind="address", data=sheet(), served=SERVED, by=by, at=now)
    assert b"counter-address.jpg" in export(cases=[case], language="en", at=now)
    forget(fresh(case), by="a test", at=now)
    assert not CaseFile.objects.filter(case=case).exists()


def test_an_officer_answers_for_who_stands_there_and_consents_which_is_on_record(now: datetime) -> None:
    case = asked(now)
    by, sent = clerk("registrar", "consular_officer", post="PAR"), Sent({}, {"evidence": sheet()}, "Scanned anew here.")
    before = answers_now(case)["evidence"]["file"]
    with pytest.raises(Invalid) as told:
        answer_for(case.reference, sent=sent, consents=False, served=SERVED, by=by, at=now)
    assert list(told.value.fields) == ["consent"] and fresh(case).status == "asked"
    with pytest.raises(NotFound):
        answer_for(case.reference, sent=sent, consents=True, served=SOMEBODY_ELSE, by=by, at=now)
    answer_for(case.reference, sent=sent, consents=True, served=SERVED, by=by, at=now)
    last = actions_of(fresh(case))[-1]
    assert (last.actor, last.body["at_counter"], last.body["consent"]) == ("applicant", f"person:{by.pk}", "given")
    assert fresh(case).status == "in_hand" and answers_now(fresh(case))["evidence"]["file"] != before
    assert Access.objects.get(verb="answered_for", subject=case.reference).body["fields"] == ["evidence"]
    with pytest.raises(Conflict):
        answer_for(case.reference, sent=sent, consents=True, served=SERVED, by=by, at=now)


def test_the_screen_leads_to_the_answer_by_one_key_and_the_desk_tells_who_gave_it() -> None:
    case = asked(datetime.now(UTC))
    client = serving(at_counter(clerk("registrar", "consular_officer", post="PAR")))
    address = f"/en/counter/person/answer/{case.reference}/"
    page = client.get("/en/counter/person/").content.decode()
    assert address in page and 'data-key="r"' in page
    assert "The scan is dark." in client.get(address).content.decode()
    picture = SimpleUploadedFile("a.jpg", sheet(), "image/jpeg")
    assert client.post(address, {"note": "Here"}).status_code == 422
    assert client.post(address, {"note": "Here", "consent": "yes", "evidence": picture}).status_code == 302
    assert "At the counter, with their consent, by Clerk" in client.get(f"/en/desk/{case.reference}/").content.decode()
    assert client.get(address).status_code == 409
