"""Any order of verbs by anybody: the case moves along its definition only, and its chain always holds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.ground.audit.api import verify
from legation.ground.errors import LegationError
from legation.ground.outbox.models import Effect
from legation.ground.people.api import SYSTEM, Actor
from legation.procedures.bundles import open_bundle
from legation.procedures.selectors import actions_of
from legation.procedures.services.act import Said, act
from legation.procedures.services.settle import settle
from legation.procedures.services.submit import APPLICANT
from tests.procedures.support import fresh, handed_in, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]

VERBS = [
    "submit",
    "withdraw",
    "settle",
    "grant_by_rule",
    "refer",
    "grant",
    "refuse",
    "issue",
    "correct",
    "revoke",
    "pay",
]
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.sampled_from(["applicant", "system", "rule", "officer"])), max_size=12
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, by_rule=st.booleans(), seed=st.integers(0, 10_000))
def test_a_case_only_ever_moves_along_its_definition(
    steps: list[tuple[str, str]], by_rule: bool, seed: int, monkeypatch_revocation: None
) -> None:
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    case, _person = handed_in(at, by_rule=by_rule, seed=seed)
    actors = {"applicant": APPLICANT, "system": SYSTEM, "rule": Actor("rule", "rule"), "officer": officer()}
    for number, (verb, who) in enumerate(steps):
        moment = at + timedelta(minutes=number)
        try:
            if verb == "pay":
                settle(application=case.application.reference, at=moment)
            else:
                act(
                    reference=case.reference,
                    verb=verb,
                    by=actors[who],
                    at=moment,
                    said=Said(reasons=["public_order"], answers={"surname": "NEW"} if verb == "correct" else {}),
                )
        except LegationError:
            continue
    _holds(case)


def _holds(case) -> None:  # type: ignore[no-untyped-def]
    transitions = open_bundle(case.bundle_id).transitions
    status = "draft"
    for action in actions_of(case):
        assert status in transitions[action.verb].from_
        assert action.status == transitions[action.verb].to
        status = action.status
    assert fresh(case).status == status
    assert verify()[1] == []
    issued = Effect.objects.filter(kind="procedures.issue", body__case=case.reference).count()
    assert issued == sum(1 for action in actions_of(case) if transitions[action.verb].issues)


@pytest.fixture
def monkeypatch_revocation(monkeypatch: pytest.MonkeyPatch) -> None:
    """No document was really made here, so there is none to revoke."""
    from dataclasses import replace

    from legation.procedures.definitions import issuers

    known = issuers.named("visa.evisa")
    monkeypatch.setitem(issuers._issuers, "visa.evisa", replace(known, revoke=lambda *_: None))
