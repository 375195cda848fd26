"""The reference profiles answer every nationality as their source does, and every profile passes the check."""

import csv
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from legation.ground.states.codes import canonical_nationality, nationality_codes
from legation.visa.rules import Question, decide, load_policy
from legation.visa.rules.codes import PURPOSES

BASE = Path(__file__).parents[2]
PROFILES = sorted(path.name for path in (BASE / "definitions" / "profiles").iterdir() if path.is_dir())
DAY = date(2026, 11, 29)
OUTCOMES = {
    "e-visa": "evisa", "visa on arrival": "visa_on_arrival", "visa required": "visa_at_post", "no admission": "no_entry",
    "visa free": "free", "-1": "free",
}  # fmt: skip
NOT_VISITS = {"study", "work", "journalism", "official"}


def source(profile: str, open_data: Path | None) -> dict[str, str]:
    """nationality -> what the source says."""
    if open_data is None:
        pytest.skip("open data is absent")
    with (open_data / "01_visa_policy" / "passport-index-tidy-iso2.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["Destination"] == profile.upper()]
    return {str(canonical_nationality(row["Passport"])): row["Requirement"] for row in rows}


@pytest.mark.parametrize("profile", ["tr", "az"])
def test_every_nationality_and_purpose_of_a_visit_gets_the_answer_of_the_source(
    profile: str, open_data: Path | None
) -> None:
    said = source(profile, open_data)
    policy = load_policy(BASE / "definitions" / "profiles" / profile / "visa_policy.yaml")
    assert len(said) == 199
    for code, asked in said.items():
        for purpose in set(PURPOSES) - NOT_VISITS:
            route = decide(policy, Question(nationality=code, purpose=purpose, document="ordinary", arrival=DAY)).route
            assert route.outcome == OUTCOMES.get(asked, "free"), (code, purpose, asked)
            assert not asked.isdigit() or (route.stay and route.stay.days == int(asked)), (code, asked)
            assert asked == "-1" or route.reference.source is not None


@pytest.mark.parametrize("profile", ["tr", "az"])
def test_nobody_is_without_an_answer(profile: str) -> None:
    policy = load_policy(BASE / "definitions" / "profiles" / profile / "visa_policy.yaml")
    for code in nationality_codes():
        for purpose in PURPOSES:
            assert decide(policy, Question(nationality=code, purpose=purpose, document="ordinary", arrival=DAY)).route


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_passes_the_check(profile: str) -> None:
    environment = os.environ | {"LEGATION_PROFILE": profile}
    done = subprocess.run(
        [sys.executable, "-m", "legation.config.cli", "check"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
