"""A service that a post handles: begun where somebody lives, handed to the centre and back, read by who opened it."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.ground.people.api import SYSTEM
from legation.ground.posts.api import post_code
from legation.ground.posts.network import forget_services
from legation.procedures.models import Case
from legation.procedures.officers import queue_page, seated_at
from legation.procedures.queues import queue
from legation.procedures.search import search
from legation.procedures.selectors import actions_of, case_for, draft_of
from legation.procedures.services.act import Said, act
from legation.procedures.services.settle import settle
from legation.procedures.services.start import start
from legation.procedures.services.submit import submit
from tests.procedures import certificates
from tests.procedures.certificates import PROCEDURE
from tests.procedures.decided import holder
from tests.procedures.support import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
ABOUT = f"/en/procedures/{PROCEDURE}/"


def at_centre(now: datetime) -> Case:
    """One that the embassy in Paris has sent to the registrar."""
    case = certificates.paid(now)
    return act(reference=case.reference, verb="forward", by=holder("consular_officer", "paris", post="PAR"), at=now)


def test_it_is_opened_at_the_post_and_says_so_on_its_chain(now: datetime) -> None:
    case = certificates.paid(now)
    assert (post_code(case.post_id), post_code(case.origin_id)) == ("PAR", "PAR")
    assert actions_of(case)[0].body["post"] == "PAR"


def test_what_the_centre_handles_is_opened_there_whatever_is_named(now: datetime) -> None:
    case, _opened = draft_of(start(procedure="travel_consent", known={}, language="en", at=now, post="PAR"))
    assert (post_code(case.post_id), case.origin_id) == ("HQ", None)


@pytest.mark.parametrize("post", ["", "HQ", "KTM", "GVA", "NOWHERE"])
def test_a_post_that_does_not_offer_it_opens_nothing(now: datetime, post: str) -> None:
    with pytest.raises(Invalid) as error:
        start(procedure=PROCEDURE, known={}, language="en", at=now, post=post)
    assert set(error.value.fields) == {"post"}


def test_a_case_that_is_handed_over_is_in_the_other_queue_with_its_deadline(now: datetime) -> None:
    paris, registrar = holder("consular_officer", "p", post="PAR"), holder("registrar", "r")
    case = certificates.paid(now)
    assert [each.pk for each in queue(paris, procedure=PROCEDURE, status="in_hand")] == [case.pk]
    act(reference=case.reference, verb="forward", by=paris, at=now)
    assert queue(paris, procedure=PROCEDURE, status="at_centre") == []
    assert [each.pk for each in queue(registrar, procedure=PROCEDURE, status="at_centre")] == [case.pk]
    assert queue_page(paris, procedure=PROCEDURE, status="at_centre", after=None, most=5) == []
    act(reference=case.reference, verb="send_back", by=registrar, at=now)
    assert [each.pk for each in queue(paris, procedure=PROCEDURE, status="in_hand")] == [case.pk]
    assert [action.body.get("handed_to") for action in actions_of(case)] == [None, None, "HQ", "PAR"]


def test_deadlines_count_the_days_of_who_has_it_in_hand(now: datetime) -> None:
    thursday = datetime(2026, 11, 26, 9, tzinfo=UTC)
    cairo, registrar = holder("consular_officer", "c", post="CAI"), holder("registrar", "r")
    case = certificates.handed_in(now, post="CAI")
    act(reference=case.reference, verb="settle", by=SYSTEM, at=thursday)
    assert fresh(case).deadline.isoformat()[:10] == "2026-12-03"  # Sunday to Thursday, by Cairo's clock
    act(reference=case.reference, verb="forward", by=cairo, at=thursday)
    assert fresh(case).deadline.isoformat()[:10] == "2026-12-10"  # ten days from Friday on, by the ministry's
    act(reference=case.reference, verb="send_back", by=registrar, at=thursday)
    assert fresh(case).deadline.isoformat()[:10] == "2026-12-03"


def test_days_and_times_of_a_case_are_those_of_who_has_it_in_hand(now: datetime) -> None:
    token = certificates.filled(now, post="WAS")
    submit(token=token, declared={"truth": "yes"}, at=now)
    settle(application=draft_of(token)[0].application.reference, at=now)
    case, clerk, client = draft_of(token)[0], holder("consular_officer", "w", post="WAS"), Client()
    # the last day ends at midnight in Washington, when the next one has come by world time
    assert case.deadline.isoformat()[:16] == "2026-12-01T04:59"
    assert "30 November 2026, 23:59 EST" in client.get(f"/en/application/{token}/").content.decode()
    client.force_login(clerk.person)
    desk = client.get(f"/en/desk/{case.reference}/").content.decode()
    assert "decide by 30 November 2026, 23:59 EST" in desk
    assert "22 November 2026, 07:00 EST" in desk and "1 December" not in desk


def test_who_opened_it_always_reads_it_and_does_nothing_while_another_has_it(now: datetime) -> None:
    case, paris = at_centre(now), holder("consular_officer", "p", post="PAR")
    assert case_for(paris, case.reference, at=now)[0].pk == case.pk
    assert [each.pk for each in search(paris, "Plantedname", procedure=PROCEDURE, at=now)] == [case.pk]
    with pytest.raises(NotAllowed):
        act(reference=case.reference, verb="grant", by=paris, at=now)
    for verb in ("forward", "hand_over"):
        with pytest.raises((NotAllowed, Conflict)):
            act(reference=case.reference, verb=verb, by=paris, at=now)


def test_the_centre_decides_nothing_while_the_post_has_it(now: datetime) -> None:
    case = certificates.paid(now)
    with pytest.raises(NotAllowed):
        act(reference=case.reference, verb="forward", by=holder("consular_officer", "hq"), at=now)


def test_another_post_cannot_reach_it_by_any_door(now: datetime) -> None:
    baku = holder("consular_officer", "b", post="BAK")
    for case in (certificates.paid(now), at_centre(now)):
        with pytest.raises(NotFound):
            case_for(baku, case.reference, at=now)
        with pytest.raises(NotFound):
            seated_at(baku.person, case.reference)
        assert search(baku, "Plantedname", procedure=PROCEDURE, at=now) == []
        assert search(baku, case.reference, procedure=PROCEDURE, at=now) == []
        with pytest.raises(NotAllowed):
            act(reference=case.reference, verb="forward", by=baku, at=now, said=Said())


def test_an_officer_at_the_post_reads_on_the_screen_who_has_it_and_is_offered_nothing(now: datetime) -> None:
    case, client = at_centre(now), Client()
    client.force_login(holder("consular_officer", "reader", post="PAR").person)
    page = client.get(f"/en/desk/{case.reference}/")
    assert page.status_code == 200
    assert "In hand at:" in page.content.decode() and "case-actions" not in page.content.decode()
    other = Client()
    other.force_login(holder("consular_officer", "stranger", post="BAK").person)
    assert other.get(f"/en/desk/{case.reference}/").status_code == 404


def test_who_begins_is_asked_where_they_live_and_sees_the_post_that_serves_them() -> None:
    client = Client()
    assert "In which country do you live?" in client.get(ABOUT).content.decode()
    page = client.get(ABOUT, {"country": "DEU"}).content.decode()
    assert "Embassy in Paris" in page and "You are served by" in page
    begun = client.post(ABOUT, {"country": "DEU", "part": "", "post": "ANK"})  # another that offers it, by choice
    assert begun.status_code == 302
    token = begun.headers["Location"].split("/application/")[1].split("/")[0]
    assert post_code(draft_of(token)[0].post_id) == "ANK"


def test_where_posts_share_a_state_its_part_decides() -> None:
    client = Client()
    page = client.get(ABOUT, {"country": "USA"}).content.decode()
    assert 'name="part"' in page and 'name="post"' not in page
    assert "Consulate General in New York" in client.get(ABOUT, {"country": "USA", "part": "US-NJ"}).content.decode()
    served = client.get(ABOUT, {"country": "USA", "part": "US-TX"}).content.decode()
    assert "You are served by: <bdi>Embassy in Washington" in served


def test_an_honorary_post_says_that_it_does_not_offer_it(now: datetime) -> None:
    page = Client().get(ABOUT, {"country": "NPL"}).content.decode()
    assert "This service is not offered at" in page and "Honorary Consulate in Kathmandu" in page
    refused = Client().post(ABOUT, {"country": "NPL", "post": "KTM"})
    assert refused.status_code == 422 and "Choose a post of the list." in refused.content.decode()


def test_what_is_no_country_is_asked_again() -> None:
    page = Client().get(ABOUT, {"country": "XYZ"}).content.decode()
    assert "Choose a country from the list." in page
    forget_services()
