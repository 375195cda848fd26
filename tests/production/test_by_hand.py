"""That a passport was made is the printing place's to say while it has the file; after that, or without one, an officer's."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from legation.ground.errors import Conflict
from legation.ground.people.api import Actor
from legation.production import api as production
from legation.production.models import Job
from legation.production.rules import State
from tests.config.api.support import of_person
from tests.contract.walking import Walk
from tests.production.conftest import Place

pytestmark = pytest.mark.django_db
Granted = Callable[..., Walk]
BY_HAND = "made_by_hand"


def officer(walk: Walk) -> Actor:
    return walk.people.first["HQ", "central_officer"]


def by_hand(walk: Walk) -> str:
    walk.act(BY_HAND, officer(walk))
    return walk.case.status


def desk(walk: Walk) -> str:
    client = Client()
    client.force_login(officer(walk).person)  # type: ignore[arg-type]
    return client.get(f"/en/desk/{walk.case.reference}/").content.decode()


def offered(walk: Walk) -> bool:
    return f"{walk.case.reference}/{BY_HAND}/" in desk(walk)


def test_without_a_printing_place_an_officer_says_that_it_is_made(granted: Granted) -> None:
    walk = granted()
    assert offered(walk) and by_hand(walk) == "produced"


@pytest.mark.parametrize("state", [State.WAITING, State.SENT])
def test_while_the_printing_place_has_it_nobody_else_says_so(granted: Granted, place: Place, state: State) -> None:
    walk = granted()
    Job.objects.update(state=state)
    with pytest.raises(Conflict) as refused:
        by_hand(walk)
    assert "at the printing place" in str(refused.value.reader) and walk.case.status == "in_production"
    told = desk(walk)
    assert not offered(walk) and "This passport is at the printing place." in told and "head of the centre" in told
    # typed by hand, or clicked on a page that was opened before
    client = Client()
    client.force_login(officer(walk).person)  # type: ignore[arg-type]
    answer = client.post(f"/en/desk/{walk.case.reference}/{BY_HAND}/")
    assert answer.status_code == 422 and walk.case.status == "in_production"
    program = of_person(officer(walk).person)  # type: ignore[arg-type]
    assert program.get(f"/cases/{walk.case.reference}").json()["verbs"] == []
    assert program.post(f"/cases/{walk.case.reference}/{BY_HAND}").status_code == 409


def test_a_file_that_is_out_hinders_though_the_line_was_taken_away_meanwhile(granted: Granted) -> None:
    walk = granted()
    Job.objects.update(state=State.SENT)
    with pytest.raises(Conflict):
        by_hand(walk)


@pytest.mark.parametrize("state", [State.STOPPED, State.REJECTED, State.WITHDRAWN])
def test_what_has_ended_without_a_passport_hinders_nobody(granted: Granted, place: Place, state: State) -> None:
    walk = granted()
    Job.objects.update(state=state)
    assert offered(walk) and by_hand(walk) == "produced"


def test_the_latest_job_is_asked_of_this_case_alone(granted: Granted, place: Place, head: Actor) -> None:
    """One that is out does not hinder another, and one that was given up before does not free the next."""
    walk, other = granted(), granted()
    mine = Job.objects.get(reference=walk.case.reference)
    production.give_up(order=mine.order, by=head, at=datetime.now(UTC), why="Not known there", again=True)
    assert production.is_out(walk.case.reference)
    Job.objects.filter(reference=walk.case.reference).update(state=State.STOPPED)
    assert offered(walk) and not offered(other)
