"""What may be done at an edge node: every address that takes something has been thought of, and what stays is refused."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from legation.appointments import api as appointments
from legation.appointments.models import Booking, Visit, Wish
from legation.appointments.services.arrive import check_in, walk_in
from legation.appointments.services.attend import call_next, gone, serve
from legation.appointments.services.give_up import expire
from legation.appointments.services.wish import before, wait
from legation.config.bench.blackout.desk import serve as serve_all
from legation.edge import api as edge
from legation.edge.scope import to_tell
from legation.edge.tables import BROUGHT, BY_NAME, PARTY
from legation.edge.verbs import AT_CENTRE, OF_THE_NODE, SHOWN, TRAVELS, is_at_centre
from legation.ground import node
from legation.ground.outbox.models import Effect
from legation.ground.people.api import Person
from legation.ground.posts.api import Post
from tests.architecture.test_access import filled
from tests.architecture.test_floors import views
from tests.edge.nodes import Machine
from tests.edge.test_blackout import AT, blacked_out, desk_at, prepared, told
from tests.edge.test_bookings import OPENS, SERVICE, booked, letters
from tests.edge.test_times_given_there import wanted
from tests.payments.till.support import worker

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "a-post-cut-off.md"
STARTS = ("/en/counter/", "/en/desk/", "/en/desk/requests/", "/en/visits/", "/en/till/CAI/", "/en/post/CAI/", "/en/accounts/",
          "/en/sessions/", "/en/sign-in/", "/en/appointments/", "/en/verify/")  # fmt: skip
Enrol = Callable[..., Machine]


def methods(view: Any) -> set[str]:
    """What a view answers, as its decorator says; everything, if none does."""
    while view is not None:
        named = (
            dict(zip(view.__code__.co_freevars, view.__closure__ or (), strict=True))
            if hasattr(view, "__code__")
            else {}
        )
        if "request_method_list" in named:
            return set(named["request_method_list"].cell_contents)
        view = getattr(view, "__wrapped__", None)
    return {"GET", "POST"}


def test_every_address_that_takes_something_travels_or_is_of_the_node_or_is_refused_there() -> None:
    named = [name for group in (TRAVELS, OF_THE_NODE, AT_CENTRE) for names in group.values() for name in names]
    assert len(named) == len(set(named))
    pages = {str(pattern.name): pattern.callback for path, pattern in views() if not path.startswith("api/")}
    assert set(named) - set(pages) == set()
    posted = {name for name, view in pages.items() if methods(view) & {"POST", "PUT", "PATCH", "DELETE"}}
    assert len(posted) > 90 and posted - set(named) == set()
    assert set(SHOWN) <= {name for names in AT_CENTRE.values() for name in names}


def test_every_table_is_told_or_only_brought() -> None:
    assert not set(BROUGHT) & set(to_tell())
    assert {*BROUGHT, *to_tell(), PARTY.name} == set(BY_NAME)


def test_the_guide_says_of_all_that_takes_something_whether_it_is_done_at_a_node() -> None:
    rows = {tuple(cell.strip() for cell in line.strip("|").split("|")) for line in GUIDE.read_text("utf-8").splitlines()
            if line.startswith("| ")}  # fmt: skip
    groups = (("travels", TRAVELS), ("of the node", OF_THE_NODE), ("at the centre", AT_CENTRE))
    assert {(what, word) for word, group in groups for what in group} <= rows


def test_what_is_done_at_the_centre_is_refused_at_a_node_in_one_clear_sentence(enrolled: Enrol) -> None:
    prepared()
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    refused = {name for names in AT_CENTRE.values() for name in names}
    with machine.on():
        head = Client()
        head.force_login(Person.objects.get(email="consular_officer.cai@utopia.example"))
        walked = set()
        for path, pattern in filled("UTO-7K3M-9QXZ-A4"):
            if pattern.name in refused or path.startswith(("/api/v1/applications/", "/api/border/v1/check")):
                walked.add(pattern.name)
                answer = head.post(path)
                assert answer.status_code == 409, path
                assert "This is done at the centre" in answer.content.decode(), path
                if pattern.name in refused - SHOWN:
                    assert head.get(path).status_code == 409, path
        assert refused <= walked
        problem = head.post("/api/v1/applications").json()
        assert problem["code"] == "at_centre"


@pytest.mark.parametrize(
    "language, words", [("ar", "يتم هذا في المركز"), ("ru", "Это делается в центре"), ("tr", "Bu iş merkezde yapılır")]
)
def test_it_is_refused_in_the_readers_language(enrolled: Enrol, language: str, words: str) -> None:
    prepared()
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    with machine.on():
        assert words in Client().post(f"/{language}/mutual-help/1/").content.decode()


def test_what_is_refused_is_not_offered(enrolled: Enrol) -> None:
    prepared()
    machine, offered = enrolled("CAI", AT), ("/mutual-help/", "/account/")
    here = [Client().get(f"/en/{page}").content.decode() for page in ("", "services/", "sign-in/")]
    assert all(any(each in page for page in here) for each in offered)
    blacked_out(machine)
    with machine.on():
        client = Client()
        there = [client.get(f"/en/{page}").content.decode() for page in ("", "services/", "sign-in/")]
        assert not any(each in page for page in there for each in offered)
        client.force_login(Person.objects.get(email="consular_officer.cai@utopia.example"))
        desk = client.get("/en/counter/").content.decode()
        assert "/registers/" not in desk and "/en/visits/" in desk


def test_no_page_that_is_reached_at_a_node_leads_to_what_is_refused_there(enrolled: Enrol) -> None:
    prepared()
    for role in ("accountant", "head_of_post", "consul", "registrar"):
        worker("CAI", role)
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    with machine.on():
        reference = serve_all(desk_at("CAI"), "life_certificate", seed=2, at=AT)
        for role in ("consular_officer", "cashier", "accountant", "head_of_post"):
            client, seen, left = Client(), set[str](), ["/en/", "/en/services/", f"/en/desk/{reference}/", *STARTS]
            client.force_login(Person.objects.get(email=f"{role}.cai@utopia.example"))
            while left and len(seen) < 60:
                page = left.pop(0)
                answer = client.get(page)
                if page in seen or answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
                    continue
                seen.add(page)
                for each in set(re.findall(r'(?:href|action)="(/en/[^"?#]*)', answer.content.decode())):
                    name = resolve(each).view_name
                    assert not is_at_centre(name) or name in SHOWN, f"{role}: {page} leads to {each}"
                    left += [each] if each.startswith(("/en/desk", "/en/till", "/en/post/", "/en/counter")) else []
            assert len(seen) > 5


def test_a_ticket_a_no_show_and_who_was_served_are_found_at_the_centre(enrolled: Enrol) -> None:
    prepared()
    came, late, twice = booked("CAME01", OPENS), booked("LATE01", OPENS + timedelta(hours=1)), booked(
        "TWICE1", OPENS + timedelta(hours=2))  # fmt: skip
    morning = OPENS + timedelta(minutes=5)
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    # one had a ticket of the centre already when the line went, and the node could not know of it
    post = came.post
    kept = check_in(twice.number, post=post, at=morning)
    with machine.on():
        post = Post.objects.get(code="CAI")
        mine, noon = frozenset({SERVICE}), OPENS + timedelta(hours=3)
        counter = appointments.counters_of(post)[0]
        for booking in (came, late, twice):
            assert check_in(booking.number, post=post, at=morning).letter == "B"
        assert walk_in(post=post, service=SERVICE, urgency=0, at=morning).letter == "X"
        serve(call_next(counter=counter, services=mine, at=morning), passport="CAME01", at=morning)
        gone(call_next(counter=counter, services=mine, at=noon), at=noon)
        serve(call_next(counter=counter, services=mine, at=noon), passport="TWICE1", at=noon)
    told(machine)
    states = {row.number: row.state for row in Booking.objects.all()}
    assert [states[each.number] for each in (came, late, twice)] == ["served", "missed", "served"]
    visits = {(row.letter, row.ticket): row for row in Visit.objects.all()}
    assert {key: row.state for key, row in visits.items()} == {
        ("A", kept.ticket): "served", ("B", 1): "served", ("B", 2): "gone", ("X", 1): "waiting"}  # fmt: skip
    assert visits["A", kept.ticket].booking == twice


def test_the_ticket_of_an_appointment_in_conflict_comes_without_it(enrolled: Enrol) -> None:
    prepared()
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    with machine.on():
        there = booked("BOTH01", OPENS)
        check_in(there.number, post=there.post, at=OPENS)
    booked("BOTH01", OPENS + timedelta(days=1))
    told(machine)
    visit = Visit.objects.get()
    assert (visit.letter, visit.ticket, visit.booking) == ("B", 1, None)


def test_who_waits_for_a_time_at_a_post_cut_off_goes_on_waiting_at_the_centre(enrolled: Enrol) -> None:
    prepared()
    wait(wanted("FIRST1"), at=AT)
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    with machine.on():
        taken = booked("TAKEN1", OPENS + timedelta(days=3))
        assert wait(wanted("SECOND"), at=AT + timedelta(hours=1)) == 1
        # nobody can be told over a line that is gone: nothing is offered
        appointments.cancel(taken, at=AT)
        assert not Booking.objects.filter(state="offered").exists()
        booked("FIRST1", OPENS + timedelta(days=2))
    told(machine)
    assert before(wanted("SECOND")) == 0
    assert Wish.objects.count() == 1
    assert letters(Booking.objects.get(state="booked").number)
    assert Effect.objects.filter(kind="appointments.remind", done_at=None).count() == 1


def test_a_hold_that_ran_out_at_the_node_takes_no_appointment_that_was_confirmed_at_the_centre(enrolled: Enrol) -> None:
    prepared()
    held = appointments.hold(wanted("HELD01"), starts_at=OPENS, at=AT)
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    appointments.confirm(held, at=AT)
    with machine.on():
        assert expire(at=AT + timedelta(hours=1)) == 1
    told(machine)
    held.refresh_from_db()
    assert held.state == "booked"


def test_a_node_that_stands_by_changes_nothing_by_itself(enrolled: Enrol) -> None:
    prepared()
    machine, pack = enrolled("CAI", AT), edge.make_pack(post="CAI", at=AT)
    assert not node.stands_by()
    with machine.on():
        edge.take_pack(pack, at=AT)
        assert node.stands_by()
        edge.cut(by=desk_at("CAI").officer, at=AT)
        assert not node.stands_by()
