"""Any order of verbs by anybody, where everything may be decided together: no way beside the definition."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.ground.audit.api import verify
from legation.ground.errors import LegationError
from legation.ground.people.api import SYSTEM, Actor
from legation.procedures.bundles import open_bundle
from legation.procedures.definitions import issuers
from legation.procedures.selectors import actions_of
from legation.procedures.services.act import Said, act, settle
from legation.procedures.services.submit import APPLICANT
from tests.procedures.decided import decided_content, holder, put_in_force
from tests.procedures.support import fresh, handed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
# the likely way first, so that the far states are reached, too
VERBS = ["propose", "grant", "issue", "amend", "propose_refusal", "refuse", "appeal", "uphold", "overturn", "send_back", "ask",
         "answer", "lapse", "amend_dearer", "settle_difference", "keep", "withdraw", "revoke"]  # fmt: skip
ACTORS = ["first", "second", "judge", "applicant", "system", "rule"]
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.sampled_from(ACTORS), st.sampled_from([1, 60, 20_000])), max_size=14
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, seed=st.integers(0, 10_000))
def test_no_order_of_verbs_leads_beside_the_definition(
    steps: list[tuple[str, str, int]], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    monkeypatch.setitem(
        issuers._issuers, "visa.evisa", replace(issuers.named("visa.evisa"), revoke=lambda *_: None)
    )  # fmt: skip
    put_in_force(decided_content(), AT)
    case, _person = handed_in(AT, by_rule=False, seed=seed)
    settle(application=case.application.reference, at=AT)
    actors = {"applicant": APPLICANT, "system": SYSTEM, "rule": Actor("rule", "rule"),
              "first": holder("visa_officer", "first"), "second": holder("visa_officer", "second"),
              "judge": holder("accountant", "judge")}  # fmt: skip
    at = AT
    for verb, who, minutes in steps:
        at += timedelta(minutes=minutes)
        try:
            act(reference=case.reference, verb=verb, by=actors[who], at=at, said=_said(verb))
        except LegationError:
            continue
    _holds(case)


def _said(verb: str) -> Said:
    reasons = {"overturn": ["unfounded"]}.get(verb, ["public_order"])
    needs = {"refuse", "propose_refusal", "uphold", "overturn", "revoke"}
    return Said(
        reasons=reasons if verb in needs else (), note="why" if verb in ("ask", "appeal") else "",
        asked=["surname"] if verb == "ask" else (), answers={"surname": "NEW"} if verb in ("amend", "amend_dearer", "answer") else {},
    )  # fmt: skip


def _holds(case) -> None:  # type: ignore[no-untyped-def]
    opened = open_bundle(case.bundle_id)
    status, before, refusing = "draft", None, set()
    for action in actions_of(case):
        transition = opened.transitions[action.verb]
        assert status in transition.from_ and action.status == transition.to
        assert not (transition.four_eyes and action.actor == before)
        if status == "appealed":
            assert action.actor not in refusing
        refusing |= {action.actor}
        status, before = action.status, action.actor
    assert fresh(case).status == status
    assert [finding for finding in verify()[1] if finding.chain.startswith("case:")] == []
