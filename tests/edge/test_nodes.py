"""How edge nodes stand: what administrators and heads of posts see, and the two verbs by which it is said."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from django.utils.translation import override

from legation.appointments import api as appointments
from legation.appointments.elsewhere import TITLE
from legation.appointments.services import make
from legation.config.administration.services.nodes import say
from legation.edge import api as edge
from legation.edge import endpoints
from legation.edge.away import SILENT
from legation.edge.models import Edge, Grant
from legation.ground import lines, node
from legation.ground.audit.models import Access
from legation.ground.errors import NotAllowed
from legation.ground.people.api import Actor
from legation.ground.posts.api import Post
from tests.edge.nodes import Machine
from tests.edge.planted import two_stories
from tests.edge.test_blackout import AT, blacked_out, desk_at, prepared, told
from tests.edge.test_bookings import OPENS, booked
from tests.edge.test_line import Line
from tests.payments.till.support import worker
from tests.procedures.support import paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
Enrol = Callable[..., Machine]
PAGE = "/en/administration/nodes/"


def sitting(role: str, post: str = "HQ") -> Client:
    client = Client()
    client.force_login(worker(post, role, f"{role}.{post}".lower()).person)
    return client


def silent(post: str, *, for_: timedelta) -> None:
    now = datetime.now(UTC)
    Edge.objects.filter(post__code=post).update(heard_at=now - for_)


def test_an_administrator_says_that_a_post_works_on_its_own_and_that_it_works_at_the_centre_again(
    enrolled: Enrol,
) -> None:
    enrolled("CAI", AT)
    client, place = sitting("administrator"), Post.objects.get(code="CAI")
    assert "CAI-E1" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"post": "CAI", "where": "away", "reason": " "}).status_code == 422
    assert client.post(PAGE, {"post": "CAI", "where": "up", "reason": "x"}).status_code == 422
    assert client.post(PAGE, {"post": "PAR", "where": "away", "reason": "x"}).status_code == 422
    assert not appointments.gives_itself(place, at=datetime.now(UTC))
    assert client.post(PAGE, {"post": "CAI", "where": "away", "reason": "They telephoned"}).status_code == 302
    assert appointments.gives_itself(place, at=datetime.now(UTC))
    page = client.get(PAGE).content.decode()
    assert "Works on its own" in page and "They telephoned" in page
    assert client.post(PAGE, {"post": "CAI", "where": "here", "reason": "The stick came"}).status_code == 302
    assert not appointments.gives_itself(place, at=datetime.now(UTC))
    said = Access.objects.filter(subject="edge:CAI-E1", verb__startswith="works").order_by("pk")
    assert [(row.verb, row.body["reason"]) for row in said] == [
        ("works_alone", "They telephoned"), ("works_at_centre", "The stick came")]  # fmt: skip


def test_what_somebody_said_at_the_post_is_read_under_their_name_at_the_centre(enrolled: Enrol) -> None:
    prepared()
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    told(machine)
    page = sitting("administrator").get(PAGE).content.decode()
    said = page[page.index("The post declared its line gone") :]
    assert Access.objects.get(verb="declared_cut_off").actor.endswith("@CAI-E1")
    assert desk_at("CAI").officer.person.name in said  # type: ignore[union-attr]


@pytest.mark.parametrize("role", ["consular_officer", "accountant", "cashier", "head_of_post"])
def test_nobody_else_says_so(enrolled: Enrol, role: str) -> None:
    enrolled("CAI", AT)
    client, asked = sitting(role), {"post": "CAI", "where": "away", "reason": "x"}
    assert client.get(PAGE).status_code == 403 and client.post(PAGE, asked).status_code == 403
    by = worker("HQ", role, "other")
    with pytest.raises(NotAllowed):
        say(**asked, by=by, at=AT)
    with pytest.raises(NotAllowed):
        say(**asked, by=Actor(role="administrator", name=by.name, person=by.person), at=AT)
    assert Edge.objects.get().cut_at is None


def test_the_page_counts_what_is_to_be_decided_in_as_many_queries_for_many_nodes(now: datetime) -> None:
    case, _person = paid(now)
    client = sitting("administrator")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(PAGE).status_code == 200
        return len(seen)

    two_stories(case, now)
    assert "1 thing that both" in client.get(PAGE).content.decode()
    few = queries()
    for post in Post.objects.exclude(pk=case.post_id):
        Edge.objects.create(code=f"{post.code}-E1", post=post, instance=b"", public=b"", signers=[], enrolled_at=now)
        edge.stand(post=post.code, alone=True, reason="many", by="test", at=now)
    assert queries() == few
    assert [row.conflicts for row in edge.standings(at=now, posts=[case.post.code])] == [1]


def test_the_page_tells_how_many_numbers_a_node_has_left_and_when_they_run_out_soon(
    enrolled: Enrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared()
    machine, client = enrolled("CAI", AT), sitting("administrator")
    assert "none given yet" in client.get(PAGE).content.decode()
    blacked_out(machine)
    page = client.get(PAGE).content.decode()
    assert "Appointments: 1,048,576" in page and "Papers: 33,554,432" in page and "run out soon" not in page
    with machine.on():
        booked("ATPOST1", OPENS)
    told(machine)
    assert "Appointments: 1,048,575" in client.get(PAGE).content.decode()
    monkeypatch.setattr(make, "LENGTH", 4)  # one number is all there is
    page = client.get(PAGE).content.decode()
    assert "Appointments: 0" in page and "in Cairo will run out soon" in strip_tags(page) and "Runs out soon" in page
    monkeypatch.undo()
    edge.make_pack(post="CAI", at=AT)  # a new block
    assert "Appointments: 1,048,576" in client.get(PAGE).content.decode()


def test_the_page_tells_when_the_house_has_few_blocks_left(enrolled: Enrol, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared()
    enrolled("CAI", AT)
    edge.make_pack(post="CAI", at=AT)
    client, last = sitting("administrator"), Grant.objects.latest("pk").pk
    page = client.get(PAGE).content.decode()
    assert f"still to give: {32767 - last:,}" in page and "blocks of the house will run out soon" not in page
    monkeypatch.setattr(node, "BLOCKS", last + 1)
    page = client.get(PAGE).content.decode()
    assert "still to give: 0" in page and "blocks of the house will run out soon" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Nothing is heard of"), ("ar", "لا خبر"), ("fr", "Aucune nouvelle de")],
)
def test_a_node_that_was_silent_for_three_hours_is_explained_to_everybody_in_their_words(
    enrolled: Enrol, language: str, words: str
) -> None:
    enrolled("HQ", AT)
    silent("HQ", for_=SILENT - timedelta(minutes=5))
    admin, head = sitting("administrator"), sitting("head_of_post", "HQ")
    public = f"/{language}/appointments/HQ/legalisation/"
    page = f"/{language}/administration/nodes/"
    assert words not in admin.get(page).content.decode()
    assert 'name="time"' in Client().get(public).content.decode()
    assert "gives no times" not in head.get("/en/post/HQ/").content.decode()
    silent("HQ", for_=SILENT + timedelta(minutes=5))
    assert words in admin.get(page).content.decode()
    shown = Client().get(public).content.decode()
    assert 'name="time"' not in shown
    with override(language):
        assert str(TITLE) in shown
    assert "was last heard on" in head.get("/en/post/HQ/").content.decode()
    # an administrator knows better: the post works at the centre, and its machine is off
    admin.post(PAGE, {"post": "HQ", "where": "here", "reason": "Its machine is off"})
    assert 'name="time"' in Client().get(public).content.decode()


def test_times_are_given_again_by_themselves_when_a_silent_node_is_heard(
    enrolled: Enrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared()
    machine, wire = enrolled("CAI", AT), Line()
    wire.machine = machine
    monkeypatch.setattr(lines, "fetch", wire.fetch)
    monkeypatch.setattr(endpoints, "_now", lambda: AT)
    Edge.objects.update(heard_at=AT - SILENT - timedelta(minutes=1))
    place = Post.objects.get(code="CAI")
    assert appointments.gives_itself(place, at=AT)
    assert [row.why for row in edge.standings(at=AT)] == [edge.SILENT]
    with machine.on():
        edge.pull(at=AT)
    assert not appointments.gives_itself(place, at=AT)
    assert [row.why for row in edge.standings(at=AT)] == [edge.HERE]


def test_a_head_of_post_reads_since_when_their_post_works_on_its_own(enrolled: Enrol) -> None:
    enrolled("CAI", AT)
    head = sitting("head_of_post", "CAI")
    assert "gives no times" not in head.get("/en/post/CAI/").content.decode()
    edge.stand(post="CAI", alone=True, reason="they telephoned", by="test", at=datetime.now(UTC))
    shown = head.get("/en/post/CAI/").content.decode()
    assert "The centre gives no times of this post" in shown and "Work at its machine" in shown
