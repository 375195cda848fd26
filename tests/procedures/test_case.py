"""A case moves by verbs of its definition only, by who may, once, and leaves a chain that cannot be bent."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from legation.ground.audit.api import verify
from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.ground.outbox.models import Effect
from legation.ground.people.api import SYSTEM, Actor
from legation.ground.posts.api import assign, post_key
from legation.procedures import queues
from legation.procedures.models import Case, CaseAction
from legation.procedures.queues import queue
from legation.procedures.selectors import actions_of, case_for, is_committed, note_of
from legation.procedures.services.act import Said, act
from legation.procedures.services.settle import settle
from legation.procedures.services.submit import APPLICANT
from tests.procedures.support import fresh, handed_in, officer, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


def verbs(case: Case) -> list[str]:
    return [action.verb for action in actions_of(case)]


def effects(kind: str) -> int:
    return Effect.objects.filter(kind=kind).count()


def test_a_plain_case_is_granted_by_rule_when_it_is_paid(now: datetime) -> None:
    case, _person = paid(now)
    assert case.status == "granted"
    assert verbs(case) == ["submit", "settle", "grant_by_rule"]
    assert effects("procedures.issue") == 1


def test_a_case_the_policy_gives_to_an_officer_is_referred_with_the_finding(now: datetime) -> None:
    case, _person = paid(now, by_rule=False)
    assert case.status == "referred"
    assert actions_of(case)[-1].body["findings"] == ["officer_decides"]
    assert case.deadline is not None


def test_a_payment_that_settles_twice_moves_the_case_once(now: datetime) -> None:
    case, _person = paid(now)
    settle(application=case.application.reference, at=now)
    assert verbs(case) == ["submit", "settle", "grant_by_rule"]


def test_an_officer_grants(now: datetime) -> None:
    case, _person = paid(now, by_rule=False)
    act(reference=case.reference, verb="grant", by=officer(), at=now)
    assert fresh(case).status == "granted"
    assert effects("procedures.issue") == 1


def test_a_refusal_needs_reasons_and_keeps_the_officers_words_sealed(now: datetime) -> None:
    case, _person = paid(now, by_rule=False)
    by = officer()
    with pytest.raises(Invalid):
        act(reference=case.reference, verb="refuse", by=by, at=now)
    with pytest.raises(Invalid):
        act(reference=case.reference, verb="refuse", by=by, at=now, said=Said(reasons=["because"]))
    said = Said(reasons=["purpose_not_shown"], note="No invitation was attached.")
    act(reference=case.reference, verb="refuse", by=by, at=now, said=said)
    last = actions_of(case)[-1]
    assert note_of(fresh(case), last) == said.note
    assert b"invitation" not in bytes(last.sealed)


@pytest.mark.parametrize(
    "by",
    [SYSTEM, APPLICANT, Actor("rule", "rule"), Actor("visa_officer", "person:0"), Actor("minister", "person:1")],
    ids=lambda by: by.role,
)
def test_nobody_but_an_officer_of_the_post_decides(now: datetime, by: Actor) -> None:
    case, _person = paid(now, by_rule=False)
    with pytest.raises(NotAllowed):
        act(reference=case.reference, verb="grant", by=by, at=now)
    assert fresh(case).status == "referred"


def test_an_officer_of_another_post_neither_sees_nor_decides(now: datetime) -> None:
    case, _person = paid(now, by_rule=False)
    stranger = officer("CAI", email="cairo@utopia.example")
    assert queue(stranger, procedure="evisa", status="referred") == []
    with pytest.raises(NotFound):
        case_for(stranger, case.reference, at=now)
    with pytest.raises(NotAllowed):
        act(reference=case.reference, verb="grant", by=stranger, at=now)


def test_a_decided_case_is_not_decided_again(now: datetime) -> None:
    case, _person = paid(now, by_rule=False)
    by = officer()
    act(reference=case.reference, verb="grant", by=by, at=now)
    with pytest.raises(Conflict):
        act(reference=case.reference, verb="refuse", by=by, at=now, said=Said(reasons=["public_order"]))


def test_an_unpaid_application_is_withdrawn_by_the_applicant_and_then_not_paid(now: datetime) -> None:
    case, _person = handed_in(now)
    act(reference=case.reference, verb="withdraw", by=APPLICANT, at=now)
    settle(application=case.application.reference, at=now)
    assert fresh(case).status == "withdrawn"


def test_looking_at_a_case_is_recorded(now: datetime) -> None:
    case, _person = paid(now, by_rule=False)
    by = officer()
    case_for(by, case.reference, at=now)
    from legation.ground.audit.models import Access

    assert Access.objects.get(verb="looked_at").subject == case.reference


def test_only_a_decision_that_issues_is_a_committed_decision(now: datetime) -> None:
    case, _person = paid(now)
    submitted, _settled, granted = actions_of(case)
    assert is_committed(case.reference, bytes(granted.digest).hex())
    assert not is_committed(case.reference, bytes(submitted.digest).hex())
    assert not is_committed(case.reference, "00" * 32)


def test_the_queue_asks_the_database_as_often_for_fifty_cases_as_for_one(
    now: datetime, django_assert_num_queries  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    by = officer()
    paid(now, by_rule=False, seed=1)
    with django_assert_num_queries(2):
        assert len(queue(by, procedure="evisa", status="referred")) == 1
    for seed in range(2, 6):
        paid(now, by_rule=False, seed=seed)
    with django_assert_num_queries(2):
        assert len(queue(by, procedure="evisa", status="referred")) == 5


def test_a_long_list_comes_page_by_page_and_closed_cases_newest_first(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "QUEUE_PAGE", 2)
    by = officer()
    assign(person=by.person, post="CAI", role="visa_officer")
    cases = [paid(now + timedelta(minutes=seed), by_rule=False, seed=seed)[0].reference for seed in range(1, 6)]
    Case.objects.everywhere("a test").filter(reference=cases[1]).update(post_id=post_key("CAI"))

    def page(after: int, *, newest: bool = False, status: str = "referred") -> list[str]:
        found = queue(by, procedure="evisa", status=status, newest=newest, after=after)
        return [case.reference for case in found]

    assert page(0) == cases[:3]  # one more than a page, so that the desk knows that there is more
    assert page(2) == cases[2:5]
    assert page(4) == cases[4:]
    for reference in cases:
        act(reference=reference, verb="refuse", by=by, at=now, said=Said(reasons=["public_order"]))
    assert page(0, newest=True, status="refused") == cases[:1:-1]
    assert page(0, status="referred") == []
    assert queue(by, procedure="another", status="refused") == []


def without_triggers() -> None:
    on = " ON procedures_caseaction" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER procedures_caseaction_no_{verb}{on}")


TAMPERINGS = {
    "an action altered": ("UPDATE procedures_caseaction SET verb = 'grant' WHERE number = 2", "altered"),
    "an actor exchanged": ("UPDATE procedures_caseaction SET actor = 'person:9' WHERE number = 3", "altered"),
    "an action removed": ("DELETE FROM procedures_caseaction WHERE number = 2", "missing"),
    "the end cut off": ("DELETE FROM procedures_caseaction WHERE number = 3", "cut_off"),
    "the whole chain removed": ("DELETE FROM procedures_caseaction", "cut_off"),
    "the case's memory set back": ("UPDATE procedures_case SET count = 2", "inserted"),
    "the case's memory exchanged": ("UPDATE procedures_case SET head = previous FROM procedures_caseaction "
                                    "WHERE procedures_caseaction.number = 3", "head"),
    "answers exchanged": ("UPDATE procedures_case SET answers = data_key", "answers"),
    "the status painted over": ("UPDATE procedures_case SET status = 'issued'", "status"),
    "put before another post": ("UPDATE procedures_case SET post_id = (SELECT id FROM posts_post WHERE code = 'PAR')",
                                "post"),
    "said to be of a post": ("UPDATE procedures_case SET origin_id = (SELECT id FROM posts_post WHERE code = 'CAI')",
                             "post"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_in_the_database_is_found(now: datetime, name: str) -> None:
    paid(now)
    assert verify()[1] == []
    without_triggers()
    statement, kind = TAMPERINGS[name]
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert kind in {finding.kind for finding in verify()[1]}


def test_an_action_inserted_into_a_chain_is_found(now: datetime) -> None:
    case, _person = paid(now)
    first = actions_of(case)[0]
    without_triggers()
    extra = CaseAction(case=case, at=now, actor="person:9", verb="grant", body={}, status="granted")
    extra.chained(chain=f"case:{case.reference}", number=4, previous=bytes(first.digest))
    extra.save(force_insert=True)
    assert {"inserted", "broken"} & {finding.kind for finding in verify()[1]}


def test_the_database_refuses_to_change_an_action(now: datetime) -> None:
    paid(now)
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError), transaction.atomic():
        CaseAction.objects.update(verb="x")


def test_destroying_the_key_forgets_the_person_and_breaks_no_proof(now: datetime) -> None:
    case, _person = paid(now)
    Case.objects.everywhere("a test forgets").filter(pk=case.pk).update(data_key=None)
    assert verify()[1] == []
    with pytest.raises(NotFound):
        from legation.procedures.answers import open_answers

        open_answers(fresh(case))
