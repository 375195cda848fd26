"""The electoral office begins the application of whoever came to it or is to be entered by a court; nobody is entered twice."""

from datetime import datetime

import pytest
from django.test import Client

from legation.consular.enrolling import begin
from legation.consular.voters import strike
from legation.ground.audit.models import Access
from legation.ground.errors import Conflict, NotAllowed
from legation.ground.people.api import Actor
from legation.procedures.models import Case
from legation.procedures.remarks import remarks_of
from legation.procedures.selectors import answers_now, draft_of
from legation.roll import api as roll
from tests.contract.walking import home
from tests.registers.test_extracts import House, house, signing, walked
from tests.roll.test_roll import office, somebody

__all__ = ["house", "office", "signing"]
pytestmark = pytest.mark.django_db
TYPED = {
    "why": "court", "words": "District Court, 12 K 345/26.", "number": "l898902c3", "surname": "Brandt",
    "given_names": "Ada", "birth_date-day": "12", "birth_date-month": "8", "birth_date-year": "1984",
}  # fmt: skip


@pytest.fixture
def desk(office: Actor) -> Client:
    made = Client()
    made.force_login(office.person)  # type: ignore[arg-type]
    return made


def test_the_office_begins_the_case_of_whoever_is_to_be_entered_and_fills_it_in(desk: Client, office: Actor) -> None:
    answer = desk.post("/en/electoral/PAR/", TYPED)
    token = answer.headers["Location"].split("/")[3]
    case, _opened = draft_of(token)
    assert desk.get(answer.headers["Location"]).status_code == 200
    answers = answers_now(case, [])
    assert (case.procedure, case.post.code) == ("voter_registration", "PAR")
    assert (answers["surname"], answers["birth_date"], answers["identity_number"]) == (
        "Brandt", "1984-08-12", "L898902C3")  # fmt: skip


def test_why_and_by_whom_it_was_begun_is_read_by_its_person_and_its_officers(desk: Client, office: Actor) -> None:
    desk.post("/en/electoral/PAR/", TYPED)
    case = Case.objects.everywhere("a test").get()
    (said,) = remarks_of([case])[case.pk]
    assert said.ours and said.text == "A court ordered it. District Court, 12 K 345/26."
    record = Access.objects.get(subject=case.reference, verb="began_for")
    assert (record.actor, record.body["purpose"]) == (office.name, "roll") and "12 K" not in str(record.body)


@pytest.mark.parametrize(
    ("change", "told"),
    [({"why": ""}, "Choose a reason"), ({"words": " "}, "Name the court"), ({"surname": ""}, "Write the surname"),
     ({"number": "?"}, "letters and digits"), ({"birth_date-day": "40"}, "day of birth")],
)  # fmt: skip
def test_what_is_missing_is_said_and_what_was_typed_is_kept(desk: Client, change: dict[str, str], told: str) -> None:
    answer = desk.post("/en/electoral/PAR/", TYPED | change)
    page = answer.content.decode()
    assert answer.status_code == 422 and told in page and 'value="Ada"' in page
    assert not Case.objects.everywhere("a test").exists()


def test_nobody_else_begins_one(utopia: None, now: datetime) -> None:
    for role, post in (("consular_officer", "PAR"), ("electoral_officer", "PAR")):
        with pytest.raises(NotAllowed):
            begin(place="PAR", typed=TYPED, language="en", by=somebody(role, post), at=now)


@pytest.mark.usefixtures("utopia", "signing")
def test_nobody_is_entered_twice_and_who_was_struck_may_be_entered_again(
    house: House, desk: Client, office: Actor, now: datetime
) -> None:
    walk = walked("voter_registration", ("in_hand", "enter"), house, now)
    answers = answers_now(walk.case, [])
    born = datetime.fromisoformat(answers["birth_date"])
    typed = TYPED | {"number": answers["identity_number"], "birth_date-day": str(born.day),
                     "birth_date-month": str(born.month), "birth_date-year": str(born.year)}  # fmt: skip

    def again() -> str:
        return begin(place="PAR", typed=typed, language="en", by=office, at=now)

    with pytest.raises(Conflict) as told:
        again()
    assert walk.case.reference in str(told.value.reader)
    walk.drain()
    with pytest.raises(Conflict) as told:
        again()
    standing = roll.stand(reference=walk.case.reference, at=now)
    assert standing is not None and standing.number in str(told.value.reader) and home() in standing.number
    reason = walk.opened.definition.refusal_reasons[0]
    strike(reference=walk.case.reference, reason=reason, by=office, at=now)
    assert draft_of(again())[0].procedure == "voter_registration"


def test_a_post_that_offers_it_to_nobody_says_so(desk: Client, office: Actor) -> None:
    answer = desk.post("/en/electoral/HQ/", TYPED)
    assert answer.status_code == 422 and "enters nobody" in answer.content.decode()
    assert not Case.objects.everywhere("a test").exists()
