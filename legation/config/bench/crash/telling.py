"""Handing what travellers were told to a judge, who is a process of its own in the instance that is judged."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from legation.config.bench.crash.traveller import Stubborn
from legation.config.bench.generator import Plan
from legation.config.bench.instance import Instance

JUDGE_SECONDS = 900


def write_told(instance: Instance, plan: Plan, people: list[Stubborn], **more: Any) -> Path:
    """Write a file for the judge; `before` among `more` is the moment that counts."""
    told = instance.folder / "told.json"
    travellers = [{"token": each.token, "promises": each.browser.promises, "late": each.lot.late} for each in people]
    bank = str(instance.folder / "testbank.sqlite3")
    said = {"seed": plan.seed, "today": plan.today, "bank": bank, "travellers": travellers, **more}
    told.write_text(json.dumps(said))
    return told


def judged_by(environment: Mapping[str, str], told: Path) -> dict[str, Any]:
    """What the judge finds in the instance of this environment."""
    done = subprocess.run(
        [sys.executable, "-m", "legation.config.bench.crash.judge", str(told)],
        check=True, timeout=JUDGE_SECONDS, env=environment, stdout=subprocess.PIPE,
    )  # fmt: skip
    return dict(json.loads(done.stdout))
