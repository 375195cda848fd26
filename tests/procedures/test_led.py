"""Where an officer is led: to the case that comes first and that nobody else has open."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from legation.procedures.models import Case
from legation.procedures.queues import OPEN_ELSEWHERE, first_free, queue
from legation.procedures.selectors import case_for
from tests.procedures.decided import holder
from tests.procedures.support import fresh, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


@pytest.fixture
def waiting() -> list[Case]:
    """Three cases that officers of the centre have to decide, the first due first."""
    at = datetime.now(UTC)
    cases = [paid(at, by_rule=False, seed=seed)[0] for seed in (1, 2, 3)]
    for number, case in enumerate(cases):
        Case.objects.everywhere("a test").filter(pk=case.pk).update(deadline=at + timedelta(days=number + 1))
    return [fresh(case) for case in cases]


def browser(name: str) -> Client:
    client = Client()
    client.force_login(holder("visa_officer", name).person)
    return client


def led(client: Client) -> str:
    return str(client.get("/en/desk/").headers["Location"]).split("/")[3]


def test_each_officer_is_led_to_a_case_that_no_other_has_open_the_first_due_first(waiting: list[Case]) -> None:
    found = []
    for name in ("ada", "bea", "cem"):
        client = browser(name)
        found.append(led(client))
        client.get(client.get("/en/desk/").headers["Location"])
        assert led(client) == found[-1]  # what one has open oneself is not passed over
    assert found == [case.reference for case in waiting]
    assert led(browser("dan")) == waiting[0].reference  # where each is open somewhere, the first due


def test_a_case_that_was_left_alone_comes_first_again(waiting: list[Case]) -> None:
    at, ada, bea = datetime.now(UTC), holder("visa_officer", "ada"), holder("visa_officer", "bea")
    case_for(ada, waiting[0].reference, at=at)
    cases = queue(bea, procedure="evisa", status="referred")
    assert [case.pk for case in cases] == [case.pk for case in waiting]
    for after, first in ((timedelta(seconds=1), 1), (OPEN_ELSEWHERE + timedelta(seconds=1), 0)):
        assert first_free(bea, cases, at=at + after) == waiting[first]
    assert first_free(bea, [], at=at) is None


def test_who_is_led_to_a_case_that_is_elsewhere_by_now_is_led_on(waiting: list[Case]) -> None:
    client = browser("ada")
    address = str(client.get("/en/desk/").headers["Location"])
    gone = Case.objects.everywhere("a test").filter(pk=waiting[0].pk)
    gone.update(post=fresh(waiting[0]).post_id + 1, origin=None)
    assert client.get(address, follow=True).redirect_chain[-1][0].split("/")[3] == waiting[1].reference
    assert client.get(address.split("?", maxsplit=1)[0]).status_code == 404  # who chose it is told


def test_after_a_decision_one_request_leads_to_the_next_case(waiting: list[Case]) -> None:
    client = browser("ada")
    answer = client.post(f"/en/desk/{waiting[0].reference}/grant/")
    assert answer.status_code == 302 and answer.headers["Location"].split("/")[3] == waiting[1].reference


def test_an_empty_list_of_one_service_leads_to_where_work_waits() -> None:
    many, one = Client(), browser("eve")
    many.force_login(holder("consular_officer", "fay").person)
    shown = many.get("/en/desk/?service=legalisation").content.decode()
    assert "This list is empty" in shown and "leads to the service in which work has waited longest" in shown
    assert '<h1 class="queue-head">' in shown  # the box of many services may cut the name off
    assert "Reload this page" in one.get("/en/desk/?list=refused").content.decode()
