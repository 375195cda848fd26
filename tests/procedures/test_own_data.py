"""What a person may know and do about their own data."""

import io
import json
import zipfile
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legation.ground.audit.api import verify
from legation.ground.audit.models import Access
from legation.ground.people.api import Actor
from legation.messaging import api as messaging
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Application, Case, DataRequest
from legation.procedures.selectors import case_for
from legation.procedures.services.act import act
from legation.procedures.services.ask_about_data import ask_about_data
from legation.procedures.services.open_way import open_way
from legation.procedures.services.submit import APPLICANT
from tests.config.entrance import citizen
from tests.procedures.support import filled, fresh, handed_in, officer, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


def place_of(case: Case) -> str:
    """The page of an application's data, as its account opens it."""
    from legation.ground.people.models import Citizen
    from legation.procedures.selectors import cases_of_account

    owner = next(one for one in Citizen.objects.all() if case in cases_of_account(one))
    token = open_way(citizen=owner, reference=case.application.reference, at=datetime.now().astimezone())
    return f"/en/application/{token}/data/"


@pytest.fixture
def referred(now: datetime) -> tuple[Case, Client]:
    case, person = paid(now, by_rule=False)
    return case, citizen(person.pages["contact"]["email"])


def clerk(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.person)
    return client


def test_i_see_that_an_officer_looked_but_not_who(referred: tuple[Case, Client], now: datetime) -> None:
    case, client = referred
    place = place_of(case)
    assert b"Nobody of the ministry" in client.get(place).content
    actor = officer()
    for _picture in range(3):
        case_for(actor, case.reference, at=now)
    for page in (place, "/en/account/"):
        told = client.get(page).content.decode()
        assert told.count('<td role="cell" data-label="Role"') == 1
        assert "Visa officer" in told and "Officer<" not in told.replace("Visa officer", "")
        assert actor.name not in told


def test_everything_held_comes_in_one_file(referred: tuple[Case, Client], now: datetime) -> None:
    case, client = referred
    case_for(officer(), case.reference, at=now)
    for answer in (client.post(place_of(case) + "export/"), client.post("/en/account/export/")):
        folder = zipfile.ZipFile(io.BytesIO(answer.content))
        told = json.loads(folder.read("data.json"))["applications"][0]
        assert told["case"] == case.reference and told["answers"]["surname"]
        assert told["looked_at"][0]["role"] == "visa_officer"
        assert told["actions"][0]["verb"] == "submit"
        assert "person:" not in folder.read("data.json").decode()
        assert folder.read(f"{case.reference}/photo.jpg").startswith(b"\xff\xd8")
    assert json.loads(folder.read("data.json"))["account"]["email"]


def test_a_draft_is_erased_at_once(now: datetime) -> None:
    token, _person = filled(now)
    answer = Client().post(f"/en/application/{token}/data/", {"kind": "erasure"})
    assert answer.status_code == 200
    assert Client().get(f"/en/application/{token}/").status_code == 404
    assert not Application.objects.exists()


def test_a_statutory_record_is_refused_with_the_ground(referred: tuple[Case, Client]) -> None:
    case, client = referred
    place, actor = place_of(case), officer()
    act(reference=case.reference, verb="refuse", by=actor, at=case.opened_at, said=_reasons())
    assert client.post(place, {"kind": "erasure", "erasure": "I want to be forgotten."}).status_code == 302
    asked, desk = DataRequest.objects.get(), clerk(actor)
    assert b"forgotten" in desk.get("/en/desk/requests/").content
    grant = desk.post(f"/en/desk/requests/{asked.pk}/", {"ground": "not_needed", "note": "Fine."})
    assert grant.status_code == 422 and fresh(case).data_key is not None
    desk.post(f"/en/desk/requests/{asked.pk}/", {"ground": "statutory", "note": "We must keep it for two years."})
    told = client.get(place).content.decode()
    assert "The law tells us" in told and "two years" in told and "section 31" in told


def test_an_officer_erases_what_no_law_keeps_and_the_chain_still_holds(now: datetime) -> None:
    case, person = handed_in(now)
    act(reference=case.reference, verb="withdraw", by=APPLICANT, at=now)
    client = citizen(person.pages["contact"]["email"])
    client.post(place_of(case), {"kind": "erasure", "erasure": "I withdrew it."})
    asked, desk = DataRequest.objects.get(), clerk(officer())
    assert desk.post(f"/en/desk/requests/{asked.pk}/", {"ground": "not_needed", "note": "Done."}).status_code == 302
    assert fresh(case).data_key is None
    letter = messaging.captured()[0]
    assert letter.to == person.pages["contact"]["email"] and "Done." in letter.body
    assert case.application.reference.encode() not in client.get("/en/account/").content
    assert verify()[1] == []


def test_an_answer_needs_words_and_is_given_once(referred: tuple[Case, Client]) -> None:
    case, client = referred
    client.post(place_of(case), {"kind": "correction", "correction": "My name has two s."})
    asked, desk = DataRequest.objects.get(), clerk(officer())
    path = f"/en/desk/requests/{asked.pk}/"
    assert desk.post(path, {"ground": "done", "note": " "}).status_code == 422
    assert desk.post(path, {"ground": "done", "note": "It has now."}).status_code == 302
    assert desk.post(path, {"ground": "correct", "note": "No."}).status_code == 409


def test_the_same_is_not_asked_twice_and_never_without_a_word(referred: tuple[Case, Client]) -> None:
    case, client = referred
    place = place_of(case)
    assert client.post(place, {"kind": "correction", "correction": " "}).status_code == 422
    assert client.post(place, {"kind": "nonsense"}).status_code == 422
    assert client.post(place, {"kind": "correction", "correction": "Once."}).status_code == 302
    assert client.post(place, {"kind": "correction", "correction": "Twice."}).status_code == 422
    assert DataRequest.objects.count() == 1


def test_an_officer_of_another_post_sees_and_answers_nothing(referred: tuple[Case, Client]) -> None:
    case, client = referred
    client.post(place_of(case), {"kind": "correction", "correction": "Wrong."})
    desk = clerk(officer("CAI", email="cairo@utopia.example"))
    assert case.reference.encode() not in desk.get("/en/desk/requests/").content
    path = f"/en/desk/requests/{DataRequest.objects.get().pk}/"
    assert desk.post(path, {"ground": "done", "note": "Done."}).status_code == 404


def test_an_officer_of_another_service_sees_and_answers_nothing(referred: tuple[Case, Client]) -> None:
    case, client = referred
    client.post(place_of(case), {"kind": "correction", "correction": "Wrong."})
    Case.objects.everywhere("a test").filter(pk=case.pk).update(procedure="another")
    desk = clerk(officer())
    assert case.reference.encode() not in desk.get("/en/desk/requests/").content
    path = f"/en/desk/requests/{DataRequest.objects.get().pk}/"
    assert desk.post(path, {"ground": "done", "note": "Done."}).status_code == 404
    assert desk.get(f"/en/desk/{case.reference}/").status_code == 404


def _reasons():  # type: ignore[no-untyped-def]
    from legation.procedures.services.act import Said

    return Said(reasons=["means_not_shown"])


def test_a_long_list_of_requests_is_opened_and_recorded_as_quickly_as_a_short_one(now: datetime) -> None:
    desk, counted, seen = clerk(officer()), [], Access.objects.filter(verb="looked_at")
    for seed in range(1, 5):
        case, _person = paid(now, by_rule=False, seed=seed)
        ask_about_data(case=case, opened=open_bundle(case.bundle_id), kind="correction", said="My name", at=now)
        before = seen.count()
        with CaptureQueriesContext(connection) as asked:
            assert case.reference.encode() in desk.get("/en/desk/requests/").content
        counted.append(len(asked))
        assert seen.count() == before + seed, "who looked at whose request is on record"
    # what is read anew twice a minute may be due at one of them
    assert min(counted[2:]) == min(counted[1:]), counted
