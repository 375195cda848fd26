"""Mutual help: cards that tell nothing of a person, judged before anybody reads them."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legation.consular.mutual_help.cards import own, shown
from legation.consular.mutual_help.models import Answer, Card, Report
from legation.consular.mutual_help.services.answer_card import answer_card, report_card
from legation.consular.mutual_help.services.judge_card import judge_card
from legation.consular.mutual_help.services.write_card import take_off, write_card
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.people.api import Person, create_person
from legation.ground.people.models import Citizen
from legation.ground.posts.api import assign
from legation.messaging import api as messaging
from tests.config.entrance import citizen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
TEXT = "I can drive somebody to the consulate on Mondays."


def somebody(address: str = "ada@example.org") -> Citizen:
    citizen(address)
    return Citizen.objects.latest("pk")


def judge(post: str = "CAI", role: str = "head_of_post") -> Person:
    person = create_person(email=f"{role}.{post}@utopia.example", name="Judge", password="a long password")
    assign(person=person, post=post, role=role)
    return person


def card(who: Citizen, now: datetime, *, text: str = TEXT, shown_by: Person | None = None) -> Card:
    made = write_card(citizen=who, post="CAI", offers=True, subject="transport", text=text, language="en", at=now)
    if shown_by:
        judge_card(card=made.pk, reason="", by=shown_by, at=now)
    return made


def test_a_card_is_read_by_nobody_before_the_head_of_its_post_lets_it_show(now: datetime) -> None:
    made = card(somebody(), now)
    page = "/en/mutual-help/?post=CAI"
    assert TEXT not in Client().get(page).content.decode()
    for stranger in (judge("PAR"), judge("CAI", "consular_officer")):
        with pytest.raises(NotFound):
            judge_card(card=made.pk, reason="", by=stranger, at=now)
    officer = Client()
    officer.force_login(judge())
    assert TEXT in officer.get("/en/counter/mutual-help/").content.decode()
    assert officer.post(f"/en/counter/mutual-help/{made.pk}/").status_code == 302
    assert TEXT in Client().get(page).content.decode()
    assert TEXT not in Client().get("/en/mutual-help/?post=PAR").content.decode()


@pytest.mark.parametrize(
    "trace", ["Call 0100 123 4567.", "Write to ada@example.org.", "See www.example.org", "My passport is 12345678"]
)
def test_what_leads_to_a_person_is_refused_and_said_so(trace: str, now: datetime) -> None:
    with pytest.raises(Invalid) as error:
        card(somebody(), now, text=f"{TEXT} {trace}")
    assert "Leave out" in str(error.value.fields["text"]) and not Card.objects.exists()


def test_an_answer_is_read_by_who_wrote_the_card_and_by_nobody_else(now: datetime) -> None:
    ada, ben = somebody(), somebody("ben@example.org")
    made = card(ada, datetime.now(UTC), shown_by=judge())
    answer_card(citizen=ben, card=made.pk, text="Please call me: 555 0100.", at=datetime.now(UTC))
    letter, *_rest = messaging.captured()
    assert letter.to == "ada@example.org" and "555" not in letter.body
    assert b"555" not in bytes(Answer.objects.get().said)
    assert [said for _at, said in own(ada)[0].answers] == ["Please call me: 555 0100."]
    assert "555 0100" not in Client().get(f"/en/mutual-help/{made.pk}/").content.decode()
    for who, text in ((ben, "Once more."), (ada, "To myself.")):
        with pytest.raises(Conflict):
            answer_card(citizen=who, card=made.pk, text=text, at=datetime.now(UTC))


def test_three_reports_take_a_card_off_until_it_is_judged_again(now: datetime) -> None:
    officer, made = judge(), None
    made = card(somebody(), now, shown_by=officer)
    for number in (1, 1, 2, 3):
        assert shown("CAI", at=now) == [made]
        report_card(citizen=somebody(f"reporter{number}@example.org"), card=made.pk, at=now)
    assert shown("CAI", at=now) == []
    judge_card(card=made.pk, reason="hostile", by=officer, at=now)
    assert not Report.objects.exists() and Card.objects.get().reason == "hostile"
    with pytest.raises(NotFound):
        report_card(citizen=somebody(), card=made.pk, at=now)


def test_a_card_ends_after_sixty_days_and_five_are_enough(now: datetime) -> None:
    who, officer = somebody(), judge()
    made = [card(who, now, shown_by=officer) for _number in range(5)]
    with pytest.raises(Conflict):
        card(who, now)
    assert len(shown("CAI", at=now + timedelta(days=59))) == 5 and shown("CAI", at=now + timedelta(days=61)) == []
    take_off(citizen=who, card=made[0].pk)
    with pytest.raises(NotFound):
        take_off(citizen=somebody("ben@example.org"), card=made[1].pk)
    assert card(who, now).state == "waiting"


def test_everything_of_mine_is_in_my_files_and_goes_with_my_account(now: datetime) -> None:
    client = citizen("ada@example.org")
    ada = Citizen.objects.get()
    card(ada, now)
    files = zipfile.ZipFile(io.BytesIO(client.post("/en/account/export/").content))
    assert json.loads(files.read("data.json"))["account"]["mutual_help"][0]["card"] == TEXT
    client.post("/en/account/erase/")
    assert not Card.objects.exists()


def test_a_card_is_written_answered_and_taken_off_on_its_pages() -> None:
    client = citizen("ada@example.org")
    wrong = client.post("/en/account/mutual-help/", {"text": TEXT})
    assert wrong.status_code == 422 and "Choose a post of the list." in wrong.content.decode()
    good = {"post": "CAI", "subject": "transport", "offers": "no", "text": TEXT}
    assert client.post("/en/account/mutual-help/", good).status_code == 302
    made, officer = Card.objects.get(), Client()
    officer.force_login(judge())
    unsaid = officer.post(f"/en/counter/mutual-help/{made.pk}/", {"off": "1"})
    assert unsaid.status_code == 422 and "Choose why it is taken off." in unsaid.content.decode()
    officer.post(f"/en/counter/mutual-help/{made.pk}/")
    other = citizen("ben@example.org")
    assert other.post(f"/en/mutual-help/{made.pk}/", {"text": ""}).status_code == 422
    assert other.post(f"/en/mutual-help/{made.pk}/", {"text": "I can."}).status_code == 302
    assert "I can." in client.get("/en/account/mutual-help/").content.decode()
    assert (
        Client()
        .post(f"/en/mutual-help/{made.pk}/", {"text": "I can."})
        .headers["Location"]
        .startswith("/en/account/sign-in")
    )
    assert client.post(f"/en/account/mutual-help/{made.pk}/off/").status_code == 302 and not Card.objects.exists()


def test_the_pages_ask_the_database_as_often_for_four_cards_as_for_two(now: datetime) -> None:
    who, officer, counts = somebody(), judge(), []
    client, desk = citizen("ada@example.org"), Client()
    desk.force_login(officer)
    pages = [
        (Client(), "/en/mutual-help/?post=CAI"),
        (client, "/en/account/mutual-help/"),
        (desk, "/en/counter/mutual-help/"),
    ]
    for _round in range(2):
        card(who, now, shown_by=officer)
        card(who, now)
        for one, page in pages:
            one.get(page)
        with CaptureQueriesContext(connection) as queries:
            for one, page in pages:
                one.get(page)
        counts.append(len(queries))
    assert counts[0] == counts[1]
