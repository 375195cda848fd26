"""Any order of verbs by anybody, where everything may be decided together: no way beside the definition."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.ground.audit.api import verify
from legation.ground.errors import LegationError
from legation.ground.people.api import SYSTEM, Actor
from legation.ground.posts.api import post_code
from legation.ground.posts.models import Assignment
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.definitions import issuers
from legation.procedures.definitions.schema import BUILT_IN_ROLES, Transition
from legation.procedures.models import Case
from legation.procedures.selectors import actions_of, draft_of
from legation.procedures.services.act import Said, act
from legation.procedures.services.settle import settle
from legation.procedures.services.submit import APPLICANT
from tests.procedures import certificates, support, test_legalisation
from tests.procedures.decided import decided_content, holder, put_in_force
from tests.procedures.support import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
MOST_STEPS = 14


def an_evisa(seed: int) -> Case:
    """An e-visa with every way to decide."""
    put_in_force(decided_content(), AT)
    return support.handed_in(AT, by_rule=False, seed=seed)[0]


def a_legalisation(seed: int) -> Case:
    """Legalisation as Utopia has it."""
    token = test_legalisation.handed_in(AT, speed=("usual", "urgent")[seed % 2])
    return draft_of(token)[0]


def a_certificate(seed: int) -> Case:
    """A certificate of nationality, which goes from a post to the centre and back."""
    return certificates.handed_in(AT, ground=("birth", "naturalisation")[seed % 2])


@pytest.fixture
def nothing_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """No document was really made here, so there is none to revoke."""
    evisa, papers = issuers.named("visa.evisa"), issuers._families["paper"]
    monkeypatch.setitem(issuers._issuers, "visa.evisa", replace(evisa, revoke=lambda *_: None))
    unmade = replace(papers, issuer=lambda code: replace(papers.issuer(code), revoke=lambda *_: None))
    monkeypatch.setitem(issuers._families, "paper", unmade)


@pytest.mark.parametrize(
    ("begun", "far"),
    [
        (an_evisa, {"proposed", "refusal_proposed", "granted"}), (a_legalisation, {"proposed", "refusal_proposed", "granted"}),
        (a_certificate, {"at_centre", "granted"}),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("nothing_made")
def test_no_order_of_verbs_leads_beside_the_definition(begun: Callable[[int], Case], far: set[str]) -> None:
    reached: set[str] = set()

    @settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def walk(data: st.DataObject) -> None:
        case = begun(data.draw(st.integers(0, 10_000)))
        settle(application=case.application.reference, at=AT)
        opened = open_bundle(case.bundle_id)
        actors, at = people(opened), AT
        for _step in range(data.draw(st.integers(MOST_STEPS // 2, MOST_STEPS))):
            verb, actor = data.draw(step(opened, fresh(case).status, sorted(actors)))
            at += timedelta(minutes=data.draw(st.sampled_from([1, 60, 20_000])))
            try:
                act(reference=case.reference, verb=verb, by=actors[actor], at=at, said=said(opened, verb))
            except LegationError:
                continue
        reached.update(action.status for action in actions_of(case))
        _holds(case, opened)

    walk()
    assert reached >= far, "it walks far enough to find something"


def people(opened: Opened) -> dict[str, Actor]:
    """Two holders of every role, one at the post for what goes there, one elsewhere, and those without a role."""
    roles = {role for each in opened.definition.transitions for role in each.by} - BUILT_IN_ROLES
    found = {f"{role} {name}": holder(role, f"{role}.{name}") for role in roles for name in ("first", "second")}
    posts = ("PAR", "BAK") if opened.definition.opened_at == "post" else ()
    found |= {f"{role} {post}": holder(role, f"{role}.{post}", post=post) for role in roles for post in posts}
    return found | {"applicant": APPLICANT, "system": SYSTEM, "rule": Actor("rule", "rule")}


def step(opened: Opened, status: str, actors: list[str]) -> st.SearchStrategy[tuple[str, str]]:
    """A verb and who tries it: mostly what the definition has there, so that far states are reached; or anything."""
    verbs = sorted(opened.transitions)
    anything = st.tuples(st.sampled_from(verbs), st.sampled_from(actors))
    likely = [(each.verb, actor) for each in opened.definition.transitions if status in each.from_
              for actor in actors if actor.partition(" ")[0] in each.by]  # fmt: skip
    return st.one_of(st.sampled_from(likely), st.sampled_from(likely), anything) if likely else anything


def said(opened: Opened, verb: str) -> Said:
    """What must come with a verb: reasons, a question, words, a correction."""
    transition: Transition = opened.transitions[verb]
    return Said(
        reasons=opened.definition.reasons_for(transition)[:1], note="why" if transition.asks or transition.appeals else "",
        asked=transition.asks[:1],
        answers={"surname": "NEW"} if transition.corrects or ("surname" in _asked(opened) and transition.resubmits) else {},
    )  # fmt: skip


def _asked(opened: Opened) -> set[str]:
    return {name for each in opened.transitions.values() for name in each.asks[:1]}


def _holds(case: Case, opened: Opened) -> None:
    status, before, refusing, post = "draft", None, set(), "PAR" if case.origin_id else "HQ"
    for action in actions_of(case):
        transition = opened.transitions[action.verb]
        assert status in transition.from_ and action.status == transition.to
        assert not (transition.four_eyes and action.actor == before)
        if status == "appealed":
            assert action.actor not in refusing
        if action.actor.startswith("person:"):
            held = Assignment.objects.filter(person=action.actor.removeprefix("person:"), role__in=transition.by)
            assert post in held.values_list("post__code", flat=True), "who does not have it in hand acted"
        post = {"centre": "HQ", "post": "PAR", None: post}[transition.hands_to]
        refusing |= {action.actor}
        status, before = action.status, action.actor
    assert (fresh(case).status, post_code(fresh(case).post_id)) == (status, post)
    assert [finding for finding in verify()[1] if finding.chain.startswith("case:")] == []
