"""Every passport of the open passport index is answered."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from legation.ground.states.codes import canonical_nationality
from legation.visa.rules import Policy, Question, decide

INDEX = Path(__file__).parents[4] / "shared/data/01_visa_policy/passport-index-tidy-iso2.csv"


@pytest.fixture(scope="module")
def passports() -> list[str]:
    if not INDEX.exists():
        pytest.skip(f"open data is absent: {INDEX}")
    with INDEX.open(encoding="utf-8", newline="") as lines:
        return sorted({row["Passport"] for row in csv.DictReader(lines)})


def test_every_passport_of_the_index_is_answered(policy: Policy, passports: list[str]) -> None:
    answered = [canonical_nationality(code) for code in passports]
    assert len(passports) == 199
    assert None not in answered
    outcomes = Counter(
        decide(policy, Question(code, "tourism", "ordinary", date(2026, 12, 1))).outcome for code in passports
    )
    assert outcomes.total() == 199


def test_the_mixture_is_that_of_a_real_destination(policy: Policy, passports: list[str]) -> None:
    outcomes = Counter(
        decide(policy, Question(code, "tourism", "ordinary", date(2026, 12, 1))).outcome for code in passports
    )
    assert 60 <= outcomes["free"] <= 110
    assert 40 <= outcomes["evisa"] <= 110
    assert 40 <= outcomes["visa_at_post"] <= 110
