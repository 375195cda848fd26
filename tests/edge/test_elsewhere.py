"""What an officer of the centre sees of a case that its post may have in work at a node; nothing they do is lost."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legation.config.bench.blackout.desk import begin, pay
from legation.edge import api as edge
from legation.edge.models import Conflict
from legation.ground.outbox import api as outbox
from legation.ground.posts.api import assign
from legation.procedures.models import Case
from legation.procedures.services.act import act
from tests.edge.nodes import Machine
from tests.edge.test_blackout import AT, blacked_out, desk_at, prepared, told
from tests.edge.test_conflicts import judge, sound, status

pytestmark = [pytest.mark.django_db]
Enrol = Callable[..., Machine]
ALONE, BOTH = "works without a line", "The post and the ministry both went on with this application"


def paid_case() -> str:
    desk = desk_at("CAI")
    reference = begin(desk, "emergency_document", seed=3, at=AT)
    pay(desk, reference, at=AT)
    outbox.drain(clock=lambda: AT)
    return reference


def officer() -> Client:
    client = Client()
    client.force_login(desk_at("CAI").officer.person)
    return client


def test_the_desk_says_which_cases_may_be_in_work_at_their_post(enrolled: Enrol) -> None:
    prepared()
    reference, client = paid_case(), officer()
    enrolled("CAI", AT)
    address = f"/en/desk/{reference}/?service=emergency_document"
    before = client.get(address).content.decode()
    assert reference in before and ALONE not in before and "At the post" not in before
    edge.stand(post="CAI", alone=True, reason="they telephoned", by="test", at=AT)
    shown = client.get(address).content.decode()
    assert ALONE in shown and "At the post" in shown and "Telephone the post before you go on" in shown
    edge.stand(post="CAI", alone=False, reason="the stick came", by="test", at=AT)
    assert ALONE not in client.get(address).content.decode()


def test_what_an_officer_does_meanwhile_is_kept_and_becomes_a_conflict_that_the_case_tells_of(enrolled: Enrol) -> None:
    prepared()
    reference, client = paid_case(), officer()
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    edge.stand(post="CAI", alone=True, reason="they telephoned", by="test", at=AT)
    with machine.on():
        act(reference=reference, verb="grant", by=desk_at("CAI").officer, at=AT)
    done = client.post(f"/en/desk/{reference}/refuse/", {"reasons": _reason(reference)})
    assert done.status_code == 302 and status(reference) == "refused"
    told(machine)
    row = Conflict.objects.get()
    shown = client.get(f"/en/desk/{reference}/").content.decode()
    assert BOTH in shown and f"/conflicts/{row.pk}/" not in shown, "they do not work at the centre"
    assign(person=desk_at("CAI").officer.person, post="HQ", role="consular_officer")
    assert f"/en/conflicts/{row.pk}/" in client.get(f"/en/desk/{reference}/").content.decode()
    edge.resolve(conflict=row.pk, keep="centre", reason="refused in time", by=judge(), at=AT)
    assert BOTH not in client.get(f"/en/desk/{reference}/").content.decode()
    assert status(reference) == "refused"
    sound()


def _reason(reference: str) -> str:
    from legation.procedures.bundles import open_bundle

    opened = open_bundle(Case.objects.everywhere("a test").get(reference=reference).bundle_id)
    return str(opened.definition.reasons_for(opened.transitions["refuse"])[0])


def test_a_house_without_a_node_pays_one_question_and_the_list_none_for_each_case(enrolled: Enrol) -> None:
    prepared()
    references, client = [paid_case()], officer()
    address = f"/en/desk/{references[0]}/?service=emergency_document"

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return sum("edge_edge" in each["sql"] or "edge_conflict" in each["sql"] for each in seen)

    assert asked() == 1
    enrolled("CAI", AT)
    begin(desk_at("CAI"), "emergency_document", seed=4, at=AT)
    assert asked() == 2
