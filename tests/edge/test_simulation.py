"""The blackout with real processes, small: two posts, a day, crashes at every step; nothing is lost, doubled or broken."""

import json
import subprocess
import sys

import pytest


@pytest.mark.slow
@pytest.mark.once
def test_two_posts_are_cut_off_for_a_day_and_killed_at_their_work_and_at_telling_of_it() -> None:
    command = [sys.executable, "-m", "legation.config.cli", "bench", "blackout", "--posts", "2", "--days", "1",
               "--each", "1", "--kills", "1", "--seed", "5"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    said = json.loads(done.stdout)
    # who is killed before they have booked a time has booked none, and there is no quarrel about the seat
    assert said["conflicts"] == said["resolved"] >= 2
    assert said["receipts"] and said["documents"] and said["kills"]
    wrong = ("lost", "doubled", "numbered_twice", "ledger_nonzero", "audit_broken", "unverified")
    assert {name: said[name] for name in wrong} == dict.fromkeys(wrong, 0)
