"""What an officer does at the counter: receives whoever booked, prints what was issued, hands it over once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from legation.appointments.models import Booking, Counter, Visit
from legation.appointments.people import Visitor, person_of, sealed
from legation.ground.audit.models import Access
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.people.api import Person
from legation.ground.posts.api import actor_of
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Case
from legation.procedures.persons import cases_of_person
from legation.procedures.selectors import actions_of
from legation.procedures.services.act import act
from legation.procedures.services.hand_over import hand_over
from legation.procedures.services.print_paper import print_paper
from tests.consular.test_counter import at_counter, clerk
from tests.procedures import certificates
from tests.procedures.support import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
NUMBER, BORN = "L898902C3", date(1984, 8, 12)


def serving(who: Person) -> Client:
    client, born = at_counter(who), {f"birth_date-{part}": getattr(BORN, part) for part in ("day", "month", "year")}
    client.post("/en/counter/", {"number": NUMBER} | born)
    return client


def ready(now: datetime) -> Case:
    """A certificate that waits at the post in Paris, as what the centre made leaves it."""
    case = certificates.paid(now)
    Case.objects.everywhere("a test").filter(pk=case.pk).update(status="ready")
    return fresh(case)


def handed(case: Case, by: Person, now: datetime, **said: str) -> None:
    said = {"to": "holder", "shown": "passport", "agent": ""} | said
    hand_over(reference=case.reference, by=by, at=now, **said)  # type: ignore[arg-type]


def test_what_is_ready_is_handed_over_once_with_what_was_shown_on_record(now: datetime) -> None:
    case, by = ready(now), clerk("consular_officer", post="PAR")
    (told,) = cases_of_person(by, number=NUMBER, born=BORN.isoformat(), language="en", at=now)
    assert told.to_hand_over
    handed(case, by, now)
    assert fresh(case).status == "handed_over"
    last = actions_of(fresh(case))[-1]
    assert (last.verb, last.body["to"], last.body["shown"]) == ("hand_over", "holder", "passport")
    assert Access.objects.get(verb="handed_over", subject=case.reference).body["to"] == "holder"
    with pytest.raises(Conflict):
        handed(case, by, now)


def test_who_comes_for_somebody_shows_a_power_and_says_their_name_which_is_sealed(now: datetime) -> None:
    case, by = ready(now), clerk("consular_officer", post="PAR")
    for wrong in (
        {"to": "nobody"},
        {"to": "agent"},
        {"to": "agent", "shown": "power_of_attorney"},
        {"shown": "a smile"},
    ):
        with pytest.raises(Invalid):
            handed(case, by, now, **wrong)
    handed(case, by, now, to="agent", shown="power_of_attorney", agent="Plantedagent, P.")
    last = actions_of(fresh(case))[-1]
    assert last.body["to"] == "agent" and "Plantedagent" not in str(last.body)
    assert "Plantedagent" not in str(list(Access.objects.values_list("body")))


@pytest.mark.parametrize(("role", "post"), [("consular_officer", "BAK"), ("visa_officer", "HQ"), ("cashier", "PAR")])
def test_nobody_hands_over_or_prints_what_is_another_posts(role: str, post: str, now: datetime) -> None:
    case, by = ready(now), clerk(role, post=post)
    with pytest.raises(NotFound):
        handed(case, by, now)
    with pytest.raises(NotFound):
        print_paper(reference=case.reference, number="UTO-1", by=by, at=now)
    assert fresh(case).status == "ready"


def test_an_appointment_is_checked_in_called_here_and_served_by_one_key() -> None:
    counter, now = Counter.objects.get(post__code="PAR", code="window"), datetime.now(UTC)
    Booking.objects.create(
        number="SEENHERE", post=counter.post, counter=counter, place=1, service="registration_abroad",
        person=person_of(NUMBER), sealed=sealed(Visitor(NUMBER, "Ada", "ada@example.org")), language="en",
        starts_at=now, minutes=20, state="booked", made_at=now - timedelta(days=1),
    )  # fmt: skip
    client = serving(clerk("consular_officer", post="PAR"))
    for said, state in (("They are here", "waiting"), ("Call them here", "called"), ("Served", "served")):
        assert said in client.get("/en/counter/person/").content.decode()
        assert client.post("/en/counter/person/appointment/", {"number": "SEENHERE"}).status_code == 302
        assert Visit.objects.get(booking__number="SEENHERE").state == state
    assert Booking.objects.get(number="SEENHERE").state == "served"
    elsewhere = serving(clerk("consular_officer", post="BAK"))
    assert "SEENHERE" not in elsewhere.get("/en/counter/person/").content.decode()
    assert elsewhere.post("/en/counter/person/appointment/", {"number": "SEENHERE"}).status_code == 404


def test_the_screen_hands_over_by_its_form_and_tells_what_is_wrong(now: datetime) -> None:
    case = ready(now)
    client = serving(clerk("consular_officer", post="PAR"))
    page = client.get("/en/counter/person/").content.decode()
    assert 'data-key="h"' in page and case.reference in page
    said = {"reference": case.reference, "to": "agent", "shown": "passport"}
    assert client.post("/en/counter/person/handed-over/", said).status_code == 422
    assert client.post("/en/counter/person/handed-over/", said | {"to": "holder"}).status_code == 302
    assert 'data-key="h"' not in client.get("/en/counter/person/").content.decode()


def test_the_window_at_which_one_calls_is_not_taken_for_who_is_served() -> None:
    client = serving(clerk("consular_officer", post="PAR"))
    client.post("/en/visits/next/", {"post": "PAR", "counter": "window"})
    assert client.get("/en/counter/person/").status_code == 200


def test_what_is_kept_apart_is_shown_under_a_heading_of_its_own_and_to_the_role_of_its_desk_alone(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = certificates.paid(now)
    definition = open_bundle(case.bundle_id).definition
    registrar = clerk("registrar", "consular_officer", post="HQ")
    act(
        reference=case.reference,
        verb="forward",
        by=actor_of(clerk("consular_officer", post="PAR"), "consular_officer"),
        at=now,
    )

    def seen(by: Person) -> list[bool]:
        return [each.apart for each in cases_of_person(by, number=NUMBER, born=BORN.isoformat(), language="en", at=now)]

    only = clerk("registrar", post="HQ")
    assert seen(only) == [False]  # at the centre, whose registrar decides it
    monkeypatch.setitem(definition.__dict__, "apart", True)
    assert seen(only) == [] and seen(registrar) == [True]
    assert "kept apart" in serving(registrar).get("/en/counter/person/").content.decode()
