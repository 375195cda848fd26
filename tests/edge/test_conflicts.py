"""Where the centre went on with a case that a post worked on without a line, a person of the centre decides."""

from collections.abc import Callable

import pytest
from django.test import Client

from legation.config.bench.blackout.desk import begin, pay
from legation.edge import api as edge
from legation.edge.models import Conflict
from legation.ground.audit.api import verify
from legation.ground.errors import Conflict as Refused
from legation.ground.errors import Invalid, NotFound
from legation.ground.files import api as files
from legation.ground.files.models import StoredFile
from legation.ground.outbox import api as outbox
from legation.ground.people.api import Actor
from legation.ground.secrets import unseal
from legation.payments import api as payments
from legation.payments.models import Unmatched
from legation.procedures import api as procedures
from legation.procedures.answers import key_of
from legation.procedures.models import Case, CaseAction, CaseFile, Remark
from legation.procedures.remarks import CONTEXT
from legation.procedures.services.act import act
from legation.procedures.services.handing_in import APPLICANT
from legation.procedures.services.write import answer_applicant
from tests.edge.nodes import Machine
from tests.edge.test_blackout import AT, blacked_out, desk_at, prepared, told
from tests.payments.till.support import worker

PAPER = b"an identity document"
pytestmark = [pytest.mark.django_db]


def both_went_on(enrolled: Callable[..., Machine], *, here: str, there: str) -> tuple[Machine, str]:
    """A paid case in Cairo on which the post does `there` at its edge, and the centre `here`; then the edge tells."""
    machine, reference = paid_and_cut_off(enrolled)
    with machine.on():
        act(reference=reference, verb=there, by=desk_at("CAI").officer, at=AT)
    act(reference=reference, verb=here, by=APPLICANT if here == "withdraw" else desk_at("CAI").officer, at=AT)
    told(machine)
    return machine, reference


def paid_and_cut_off(enrolled: Callable[..., Machine]) -> tuple[Machine, str]:
    """A paid case in Cairo, whose post works at its edge from then on."""
    prepared()
    desk = desk_at("CAI")
    reference = begin(desk, "emergency_document", seed=3, at=AT)
    pay(desk, reference, at=AT)
    outbox.drain(clock=lambda: AT)
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    return machine, reference


def scanned(reference: str) -> None:
    """An officer of the post has scanned an identity document at the counter."""
    case = Case.objects.everywhere("a test").get(reference=reference)
    row = files.shelved(PAPER, key=key_of(case), media_type="application/pdf", at=AT)
    row.save()
    CaseFile.objects.create(case=case, field="counter-identity", file=row)


def status(reference: str) -> str:
    return Case.objects.everywhere("a test").get(reference=reference).status


def judge(role: str = "consular_officer") -> Actor:
    return worker("HQ", role, "judge")


def sound() -> None:
    assert verify()[1] == []
    assert payments.ledger_check().ok


def test_both_branches_are_kept_and_the_centres_goes_on_until_somebody_decides(
    enrolled: Callable[..., Machine],
) -> None:
    _machine, reference = both_went_on(enrolled, here="withdraw", there="grant")
    row = Conflict.objects.get()
    assert (row.kind, row.kept, row.why) == ("case", "", "moved on")
    assert status(reference) == "withdrawn"
    sound()
    with pytest.raises(NotFound):
        edge.resolve(conflict=row.pk, keep="centre", reason="x", by=worker("CAI", "consular_officer"), at=AT)
    with pytest.raises(Invalid):
        edge.resolve(conflict=row.pk, keep="centre", reason=" ", by=judge(), at=AT)
    # who has withdrawn is granted nothing: the graph has no such way, and nothing is changed
    with pytest.raises(Refused):
        edge.resolve(conflict=row.pk, keep="post", reason="they came after all", by=judge(), at=AT)
    assert Conflict.objects.get().kept == ""
    edge.resolve(conflict=row.pk, keep="centre", reason="withdrawn in writing", by=judge(), at=AT)
    with pytest.raises(Refused):
        edge.resolve(conflict=row.pk, keep="post", reason="again", by=judge(), at=AT)
    assert status(reference) == "withdrawn"
    sound()


def test_what_the_post_wrote_to_somebody_arrives_whichever_story_goes_on(enrolled: Callable[..., Machine]) -> None:
    machine, reference = paid_and_cut_off(enrolled)
    with machine.on():
        answer_applicant(reference=reference, text="Bring a second photograph.", by=desk_at("CAI").officer, at=AT)
        scanned(reference)
        act(reference=reference, verb="grant", by=desk_at("CAI").officer, at=AT)
    act(reference=reference, verb="withdraw", by=APPLICANT, at=AT)
    told(machine)
    assert Conflict.objects.get().kept == ""
    (paper,) = procedures.attached_to([reference])
    row = StoredFile.objects.get(digest=paper.digest)
    assert files.fetch(row.pk, key=key_of(Case.objects.everywhere("a test").get(reference=reference))) == PAPER
    case = Case.objects.everywhere("a test").get(reference=reference)
    assert (
        unseal(key_of(case), bytes(Remark.objects.get(case=case).said), context=CONTEXT)
        == b"Bring a second photograph."
    )


def test_the_posts_story_is_told_again_after_the_centres_where_the_procedure_allows_it(
    enrolled: Callable[..., Machine],
) -> None:
    prepared()
    desk = desk_at("CAI")
    reference = begin(desk, "emergency_document", seed=4, at=AT)
    machine = enrolled("CAI", AT)
    blacked_out(machine)
    with machine.on():
        pay(desk_at("CAI"), reference, at=AT)
        outbox.drain(clock=lambda: AT)
        act(reference=reference, verb="grant", by=desk_at("CAI").officer, at=AT)
    # the same fee is paid at the centre as well
    pay(desk, reference, at=AT)
    outbox.drain(clock=lambda: AT)
    told(machine)
    row = Conflict.objects.get()
    assert status(reference) == "in_hand"
    assert Unmatched.objects.get().why == "double"
    sound()
    client = Client()
    client.force_login(judge().person)
    assert row.subject in client.get("/en/conflicts/").content.decode()
    page = client.get(f"/en/conflicts/{row.pk}/").content.decode()
    assert "At the centre" in page
    assert client.post(f"/en/conflicts/{row.pk}/", {"keep": "post", "reason": ""}).status_code == 422
    done = client.post(f"/en/conflicts/{row.pk}/", {"keep": "post", "reason": "paid twice, granted once"})
    assert done.status_code == 302
    assert status(reference) == "granted"
    last = CaseAction.objects.filter(case__reference=reference).order_by("-number")[0]
    assert (last.actor, last.body["at_edge"]) == (desk.officer.name, "CAI-E1")
    assert client.get("/en/conflicts/").content.decode().count(row.subject) == 0
    sound()
    stranger = Client()
    stranger.force_login(desk.officer.person)
    assert stranger.get(f"/en/conflicts/{row.pk}/").status_code == 404
