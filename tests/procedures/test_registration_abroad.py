"""The register of nationals abroad: every kind of field, rows, a page on a condition, from draft to decision."""

import io
import json
import zipfile
from datetime import datetime

import pytest
from django.test import Client

from legation.ground.errors import Invalid
from legation.ground.files.models import StoredFile
from legation.ground.people.api import create_person
from legation.ground.posts.api import actor_of, assign
from legation.procedures.answers import all_facts, findings, open_answers
from legation.procedures.selectors import draft_of
from legation.procedures.services.act import act
from legation.procedures.services.export import export
from legation.procedures.services.save_page import save_page
from legation.procedures.services.start import start
from tests.procedures.registering import FAMILY, PAGES, PROCEDURE, filled, handed_in, member, scan
from tests.procedures.support import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


def begun(now: datetime) -> str:
    return start(procedure=PROCEDURE, known={}, language="en", at=now, post="PAR")


def test_what_is_stored_is_plain_and_whole(now: datetime) -> None:
    answers = open_answers(draft_of(filled(now))[0])
    assert answers["mother_born"] == "1950-03" and answers["since"] == "2019"
    assert answers["home"] == {
        "lines": ["12 rue d'Amaurote"],
        "postal_code": "75011",
        "city": "Paris",
        "country": "FRA",
    }
    assert answers["income"] == {"amount": 123450, "currency": "EUR"}
    assert answers["purposes"] == ["work", "family"]
    assert answers["call_phone"] == answers["phone"] == "+33144556677"
    assert answers["call_from"] == "08:30"
    assert [row["relation"] for row in answers["members"]] == ["spouse", "child"]
    assert answers["members"][1]["born"] == "2015" and answers["members"][1]["lives_here"] is True
    assert (answers["proof"]["type"], answers["proof"]["pages"]) == ("application/pdf", 2)
    assert answers["sharing"] == {"edition": "first", "language": "en"}


def test_it_is_handed_in_free_of_charge_and_entered_by_a_consular_officer(now: datetime) -> None:
    case, _token = handed_in(now)
    assert case.status == "in_hand"
    person = create_person(email="consul@utopia.example", name="Consul", password="a long password")
    assign(person=person, post="PAR", role="consular_officer")
    act(reference=case.reference, verb="enter", by=actor_of(person, "consular_officer"), at=now)
    assert fresh(case).status == "registered"


def test_only_who_has_a_child_is_asked_about_school(now: datetime) -> None:
    token = filled(now, family=member(0, "spouse", "Brûlé", "1980"), children={})
    assert "at_school" not in open_answers(draft_of(token)[0])
    answer = Client().post(f"/en/application/{token}/family/", member(0, "spouse", "Brûlé", "1980"))
    assert answer.headers["Location"].endswith("/emergency/")
    answer = Client().post(f"/en/application/{token}/family/", FAMILY)
    assert answer.headers["Location"].endswith("/children/")


def test_conditions_count_rows_and_look_into_them(now: datetime) -> None:
    case, _token = handed_in(now)
    _case, opened = draft_of(_token)
    found = findings(opened, all_facts(opened, open_answers(case), at=now))
    assert found == ["foreign_spouse"]


def test_an_error_in_a_row_is_told_at_its_field_and_nothing_typed_is_lost(now: datetime) -> None:
    token = begun(now)
    wrong = FAMILY | {"members-1-born-year": "2031", "members-1-relation": "uncle"}
    with pytest.raises(Invalid) as told:
        save_page(token=token, page="family", data=wrong, uploads={}, at=now)
    assert set(told.value.fields) == {"members", "members-1-born", "members-1-relation"}
    page = Client().post(f"/en/application/{token}/family/", wrong).content.decode()
    assert 'href="#members-1-born-day"' in page and 'value="Brûlé"' in page and "This date must be in the past." in page


def test_rows_are_added_and_taken_away_without_script(now: datetime) -> None:
    token, client = begun(now), Client()
    address = f"/en/application/{token}/family/"
    page = client.post(address, {"add": "members"}).content.decode()
    assert 'name="members-0-surname"' in page and 'name="members-1-surname"' not in page
    page = client.post(address, FAMILY | {"add": "members"}).content.decode()
    assert 'value="Müller"' in page and 'name="members-2-surname"' in page
    page = client.post(address, FAMILY | {"remove": "members-0"}).content.decode()
    assert 'value="Müller"' in page and "Brûlé" not in page and 'name="members-1-surname"' not in page
    assert [row["surname"] for row in open_answers(draft_of(token)[0])["members"]] == ["Müller"]
    client.post(address, {"remove": "members-0"} | member(0, "child", "Müller", "2015"))
    assert "members" not in open_answers(draft_of(token)[0])


def test_buttons_that_nobody_drew_do_nothing(now: datetime) -> None:
    client, address = Client(), f"/en/application/{begun(now)}/family/"
    for data in ({"add": "nothing"}, {"remove": "members-x"}, {"remove": "members"}, {"remove": "members-99999999999"}):
        assert client.post(address, FAMILY | data).status_code in (200, 302), data
    many = {f"members-{n}-surname": "A" for n in range(40)}
    assert client.post(address, many | {"add": "members"}).status_code == 200
    assert client.post(address, many).status_code == 422


def test_the_summary_tells_every_answer_in_words(now: datetime) -> None:
    page = Client().get(f"/en/application/{filled(now)}/summary/").content.decode()
    for said in ("Müller (in machine readable letters: MUELLER)", "March 1950", "12 rue d&#39;Amaurote, 75011 Paris, France",
                 "Work, Family", "€1,234.50", "+33 1 44 55 66 77", "Family member 1: This person is your", "Husband or wife",
                 "PDF, 2 pages", "Accepted: edition first, read in English", "Children and school"):  # fmt: skip
        assert said in page, said


@pytest.mark.parametrize("language", ["fr", "tr", "az", "ru", "ar"])
def test_every_page_is_drawn_in_every_language(now: datetime, language: str) -> None:
    token, client = filled(now), Client()
    for page in (*PAGES, "summary"):
        answer = client.get(f"/{language}/application/{token}/{page}/")
        assert answer.status_code == 200, page
        assert "Family member" not in answer.content.decode()


def test_a_scan_is_saved_and_never_shown_from_our_address(now: datetime) -> None:
    token = filled(now)
    answer = Client().get(f"/en/application/{token}/picture/proof/")
    assert answer.content.startswith(b"%PDF-") and answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_pdf_that_acts_is_refused_and_the_rest_is_saved(now: datetime) -> None:
    token, bad = (
        begun(now),
        scan().replace(b"/Type /Catalog", b"/OpenAction << /S /JavaScript /JS (x) >> /Type /Catalog"),
    )
    with pytest.raises(Invalid) as told:
        save_page(token=token, page="contact", data=PAGES["contact"], uploads={"proof": bad}, at=now)
    assert set(told.value.fields) == {"proof"}
    assert open_answers(draft_of(token)[0])["email"] == "elise@example.org" and not StoredFile.objects.exists()


def test_the_desk_shows_it_in_the_officers_language(now: datetime) -> None:
    case, _token = handed_in(now)
    person = create_person(email="consul@utopia.example", name="Consul", password="a long password")
    assign(person=person, post="PAR", role="consular_officer")
    client = Client()
    client.force_login(person)
    page = client.get(f"/fr/desk/{case.reference}/").content.decode()
    for said in ("Époux ou épouse", "mars 1950", "PDF, 2 pages", "L’époux ou l’épouse a une autre nationalité."):
        assert said in page, said


def test_the_export_has_the_rows_and_the_scan(now: datetime) -> None:
    case, _token = handed_in(now)
    folder = zipfile.ZipFile(io.BytesIO(export(cases=[case], language="en", at=now)))
    told = json.loads(folder.read("data.json"))["applications"][0]
    assert len(told["answers"]["members"]) == 2
    assert folder.read(f"{case.reference}/proof.pdf").startswith(b"%PDF-")
