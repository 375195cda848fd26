"""A bag of passports: sent in one go, received in one go, and each case for itself all the same."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from legation.ground.audit.api import verify
from legation.ground.people.api import Actor
from legation.procedures import queues, together_desk
from legation.procedures.models import Case
from legation.procedures.queues import MOST_TOGETHER
from legation.procedures.services import act_together
from tests.contract.walking import Walk
from tests.procedures.decided import holder

pytestmark = pytest.mark.django_db
Granted = Callable[..., Walk]
PAGE = "/en/desk/together/"
SEND, RECEIVE = "dispatch-central_officer", "receive-consular_officer"


@pytest.fixture
def now() -> datetime:
    """Files go out by the machine's own clock."""
    return datetime.now(UTC)


@pytest.fixture
def bag(granted: Granted) -> list[str]:
    """References of three passports of two services that are made and lie at the centre."""
    walks = [granted("passport_renewal"), granted("passport_renewal"), granted("passport_adult")]
    for walk in walks:
        walk.step("made")
    return [walk.case.reference for walk in walks]


def at_desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.person)
    return client


def do(client: Client, way: str, *references: str) -> tuple[int, str]:
    answer = client.post(PAGE, {"way": way, "case": list(references)}, follow=True)
    return answer.status_code, answer.content.decode()


def states(references: list[str]) -> set[str]:
    rows = Case.objects.everywhere("a test counts").filter(reference__in=references)
    return set(rows.values_list("status", flat=True))


def home_of(reference: str) -> str:
    case = Case.objects.everywhere("a test asks").select_related("origin").get(reference=reference)
    assert case.origin is not None
    return case.origin.code


def test_a_bag_is_sent_and_received_in_one_go(bag: list[str]) -> None:
    centre, post = at_desk(holder("central_officer", "cleo")), home_of(bag[0])
    page = centre.get(PAGE).content.decode()
    assert all(each in page for each in bag) and page.count('type="checkbox"') == 3
    status, page = do(centre, SEND, *bag)
    assert status == 200 and "3 cases are done" in page and states(bag) == {"on_its_way"}
    consul = at_desk(holder("consular_officer", "cora", post=post))
    assert "2 cases are done" in do(consul, RECEIVE, *bag[:2])[1]
    assert states(bag[:2]) == {"ready"} and states(bag[2:]) == {"on_its_way"}
    assert verify()[1] == []


def test_what_has_moved_on_is_told_and_the_others_are_done(bag: list[str]) -> None:
    centre = at_desk(holder("central_officer", "cleo"))
    do(centre, SEND, bag[0])
    status, page = do(centre, SEND, *bag)
    assert status == 422 and "2 cases are done" in page and "1 case was not done" in page
    assert page.index(bag[0]) < page.index("not in this list any more")
    assert states(bag) == {"on_its_way"}


def test_a_case_of_another_post_is_neither_shown_nor_done_and_told_as_one_that_is_not_there(bag: list[str]) -> None:
    do(at_desk(holder("central_officer", "cleo")), SEND, *bag)
    other = at_desk(holder("consular_officer", "otto", post="CAI" if home_of(bag[0]) != "CAI" else "PAR"))
    assert not any(each in other.get(PAGE).content.decode() for each in bag)
    (status, theirs), (_status, none) = do(other, RECEIVE, bag[0]), do(other, RECEIVE, "UTO-2222-2222-22")
    assert status == 422 and states(bag) == {"on_its_way"}
    assert "not in this list any more" in theirs and "not in this list any more" in none


@pytest.mark.parametrize("way", ["grant-central_officer", "dispatch-consular_officer", "dispatch", ""])
def test_what_each_case_needs_for_itself_is_not_done_with_many(bag: list[str], way: str) -> None:
    assert do(at_desk(holder("central_officer", "cleo")), way, *bag)[0] == 404
    assert states(bag) == {"produced"}


def test_a_case_begun_under_an_edition_that_does_not_say_so_is_seen_to_for_itself(
    bag: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(act_together, "open_bundle", lambda _digest: SimpleNamespace(transitions={}))
    centre = at_desk(holder("central_officer", "cleo"))
    assert not any(each in centre.get(PAGE).content.decode() for each in bag)
    assert "3 cases were not done" in do(centre, SEND, *bag)[1] and states(bag) == {"produced"}


def test_where_more_lie_there_than_are_done_at_once_the_page_says_so(
    bag: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = at_desk(holder("central_officer", "cleo"))
    assert "Here are the hundred" not in centre.get(PAGE).content.decode()
    for module in (queues, together_desk):
        monkeypatch.setattr(module, "MOST_TOGETHER", 2)
    page = centre.get(PAGE).content.decode()
    assert "Here are the hundred" in page and page.count('type="checkbox"') == 2


def test_nothing_and_too_much_are_told(bag: list[str]) -> None:
    centre = at_desk(holder("central_officer", "cleo"))
    for chosen in ([], [f"UTO-{number}" for number in range(MOST_TOGETHER + 1)]):
        status, page = do(centre, SEND, *chosen)
        assert status == 422 and "no more than a hundred" in page
    assert states(bag) == {"produced"}


def test_who_has_nothing_of_the_kind_reads_so_and_the_queue_leads_there_who_has(bag: list[str]) -> None:
    judge = at_desk(holder("visa_officer", "vera"))
    assert "Each case is seen to for itself" in judge.get(PAGE).content.decode()
    centre = at_desk(holder("central_officer", "cleo"))
    case = f"/en/desk/{bag[0]}/?list=produced"
    assert f"{PAGE}#{SEND}" in centre.get(case).content.decode()
    assert PAGE not in centre.get(f"/en/desk/{bag[0]}/").content.decode()


def test_all_are_ticked_where_that_is_asked_for(bag: list[str]) -> None:
    page = at_desk(holder("central_officer", "cleo")).get(f"{PAGE}?all={SEND}").content.decode()
    assert page.count(" checked") == 3


def test_however_many_lie_there_a_page_asks_the_database_as_often(
    bag: list[str], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    centre = at_desk(holder("central_officer", "cleo"))
    centre.get(PAGE)
    with django_assert_max_num_queries(100) as three:
        centre.get(PAGE)
    do(centre, SEND, *bag[:2])
    with django_assert_max_num_queries(100) as one:
        centre.get(PAGE)
    assert len(three) == len(one)
