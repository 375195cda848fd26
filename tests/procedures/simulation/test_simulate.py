"""Cases replayed under other rules: what becomes of them, what they bring, who waits."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from legation.config.commands import simulate as command
from legation.procedures.api import Period, simulate
from legation.procedures.bundles import content_of, opened_from
from legation.procedures.models import Bundle
from legation.procedures.services.act import Said, act
from legation.procedures.services.erase import forget
from legation.procedures.simulation.queues import pace, waiting_hours
from legation.procedures.simulation.replay import INCOMPLETE, NOT_ACCEPTED, NOT_OFFERED, replay
from tests.procedures.support import officer, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


def changed(**parts: object) -> str:
    """A bundle published with parts of the e-visa's definition replaced, not in force; its digest."""
    from hashlib import sha256

    from legation.ground.audit.api import canonical

    content = content_of("evisa")
    content["definition"] |= parts
    text = canonical(content).decode()
    digest = sha256(text.encode()).hexdigest()
    Bundle.objects.create(digest=digest, procedure="evisa", version=9, edition="test", content=text,
                          published_at=datetime.now(UTC))  # fmt: skip
    return digest


def of_the_year(now: datetime) -> Period:
    return Period("evisa", now - timedelta(days=365), now + timedelta(days=1))


def test_under_the_same_bundle_nothing_moves(now: datetime) -> None:
    paid(now, by_rule=True, seed=1), paid(now, by_rule=False, seed=2)
    found = simulate("evisa", of_the_year(now), processes=1)
    assert found["cases"] == 2 and found["moved"] == []
    assert found["results"] == {"granted": {"before": 1, "after": 1}, "referred": {"before": 1, "after": 1}}


def test_a_new_finding_sends_cases_to_officers(now: datetime) -> None:
    for seed in (1, 2, 3):
        paid(now, by_rule=True, seed=seed)
    digest = changed(findings=[{"finding": "minor", "when": "true"}])
    found = simulate(digest, of_the_year(now), processes=1)
    assert found["moved"] == [{"from": "granted", "to": "referred", "cases": 3}]
    assert found["queues"]["HQ"]["after"]["cases"] == 3 and found["queues"]["HQ"]["before"]["cases"] == 0


def test_the_income_is_that_of_the_new_fee(now: datetime) -> None:
    case, _person = paid(now)
    was = simulate("evisa", of_the_year(now), processes=1)["income_minor"]["EUR"]["before"]
    digest = changed(fee={"amount": 12300, "currency": "EUR", "purpose": "evisa"})
    assert simulate(digest, of_the_year(now), processes=1)["income_minor"] == {"EUR": {"before": was, "after": 12300}}
    assert was == case.actions.get(verb="submit").body["amount"]


def test_a_rule_that_does_not_hold_and_a_service_that_is_not_there_are_told(now: datetime) -> None:
    paid(now)
    digest = changed(rules=[{"rule": "stay_fits", "at": "departure", "holds": "false"}])
    found = simulate(digest, of_the_year(now), processes=1)
    assert found["results"][NOT_ACCEPTED]["after"] == 1
    assert found["reasons"] == {"rule:stay_fits": {"before": 0, "after": 1}}
    digest = changed(offered_when="false")
    assert simulate(digest, of_the_year(now), processes=1)["results"][NOT_OFFERED]["after"] == 1


def test_a_paper_that_was_not_asked_before_is_missing(now: datetime) -> None:
    paid(now)
    pages = content_of("evisa")["definition"]["pages"]
    pages[-2]["fields"].append({"field": "ticket", "kind": "scan"})
    found = simulate(changed(pages=pages), of_the_year(now), processes=1)
    assert found["results"][INCOMPLETE]["after"] == 1
    assert found["reasons"]["paper:ticket"] == {"before": 0, "after": 1}


def test_who_was_forgotten_is_counted_and_not_read(now: datetime) -> None:
    case, _person = paid(now)
    forget(case, by="system", at=now)
    found = simulate("evisa", of_the_year(now), processes=1)
    assert (found["cases"], found["forgotten"]) == (0, 1)


def test_only_the_period_counts(now: datetime) -> None:
    paid(now)
    assert (
        simulate("evisa", Period("evisa", now + timedelta(days=1), now + timedelta(days=2)), processes=1)["cases"] == 0
    )


def test_a_post_waits_by_the_pace_it_has_shown(now: datetime) -> None:
    someone = officer()
    for seed in (1, 2, 3, 4):
        case, _person = paid(now, by_rule=False, seed=seed)
        act(reference=case.reference, verb="refuse", by=someone, at=now, said=Said(reasons=["means_not_shown"]))
    queue = simulate("evisa", of_the_year(now), processes=1)["queues"]["HQ"]
    assert queue["decisions_a_day"] == 4
    assert queue["before"] == {"cases": 4, "hours": 60.0, "hours_each": 15.0}  # 6, 12, 18 and 24 hours
    faster = simulate("evisa", of_the_year(now), per_day={"HQ": 24}, processes=1)["queues"]["HQ"]
    assert faster["before"]["hours"] == 10.0


def test_more_cases_need_no_more_statements(now: datetime) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            simulate("evisa", of_the_year(now), processes=1)
        return len(seen)

    paid(now, seed=1)
    statements()
    one = statements()
    for seed in (2, 3, 4):
        paid(now, seed=seed)
    assert statements() == one


def test_a_replay_says_what_the_real_thing_said(now: datetime) -> None:
    from legation.procedures.answers import open_answers
    from legation.procedures.bundles import open_bundle

    for seed in range(5, 15):
        case, _person = paid(now, by_rule=bool(seed % 2), seed=seed)
        outcome = replay(open_bundle(case.bundle_id), open_answers(case), at=now)
        assert outcome.result == case.status
        assert outcome.amount == case.actions.get(verb="submit").body["amount"]


def test_the_command_tells_both_sides(now: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    paid(now, by_rule=False)
    digest = changed(findings=[])
    day = (now + timedelta(days=1)).date().isoformat()
    assert command.run([digest, "--of", "evisa", "--until", day, "--processes", "1", "--pace", "HQ=10"]) == 0
    told = capsys.readouterr().out
    assert "1 cases of evisa" in told and "referred -> granted" in told and "10 decisions a day" in told
    assert command.run([digest, "--of", "evisa", "--until", day, "--processes", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["moved"] == [{"from": "referred", "to": "granted", "cases": 1}]


def test_an_unknown_bundle_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(["nothing"]) == 2
    assert "nothing" in capsys.readouterr().err


def test_the_pace_is_that_of_the_days_on_which_a_post_worked() -> None:
    worked = {("HQ", date(2026, 1, 1)): 10, ("HQ", date(2026, 1, 3)): 20, ("CAI", date(2026, 1, 1)): 5}
    assert pace(worked) == {"HQ": 15, "CAI": 5}


def test_a_queue_that_is_faster_than_its_cases_come_lets_each_wait_for_itself_alone() -> None:
    assert waiting_hours([0.0, 86_400.0], 24) == 2
    assert waiting_hours([0.0, 0.0], 24) == 3


def test_a_bundle_need_not_be_published() -> None:
    assert opened_from("", content_of("visa/evisa.v1")).definition.procedure == "evisa"
