"""/metrics: only with its token, summed over processes, with labels that cannot grow."""

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from legation.config import figures
from legation.config.commands.prepare import create_secret_files
from legation.ground.outbox import api as outbox
from tests.procedures.support import paid

pytestmark = pytest.mark.django_db


def ask(token: str | None = None) -> str:
    create_secret_files()
    given = token if token is not None else figures.token_path().read_text()
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {given}"})
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def value(text: str, name: str, **labels: str) -> float:
    return sum(
        sample.value for family in text_string_to_metric_families(text) for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )  # fmt: skip


def test_nobody_gets_it_without_the_token() -> None:
    assert ask("") == ask("another") == "401"
    assert Client().get("/metrics").status_code == 401


def test_answers_are_counted_by_page_and_status() -> None:
    before = value(ask(), "legation_requests_total", view="health", status="200")
    Client().get("/healthz")
    text = ask()
    assert value(text, "legation_requests_total", view="health", status="200") == before + 1
    assert value(text, "legation_request_seconds_count", view="health") >= 1


def test_cases_are_counted_as_they_move(utopia: None, now: datetime, django_capture_on_commit_callbacks: Any) -> None:
    before = value(ask(), "legation_cases_moved_total", procedure="evisa", state="referred")
    with django_capture_on_commit_callbacks(execute=True):
        paid(now, by_rule=False)
    assert value(ask(), "legation_cases_moved_total", procedure="evisa", state="referred") == before + 1


def test_the_queue_is_looked_up(now: datetime) -> None:
    outbox.enqueue("test.note", key="1", body={}, at=now)
    text = ask()
    assert value(text, "legation_queue_depth", kind="test.note") == 1
    assert value(text, "legation_queue_age_seconds") > 0


def test_labels_hold_no_address_and_no_value_of_a_stranger() -> None:
    for path in ("/en/application/a-secret-token/passport/", "/nowhere/number-12345/", "/en/visa/?nationality=EGY"):
        Client().get(path)
    text = ask()
    assert "a-secret-token" not in text and "number-12345" not in text and "EGY" not in text
    assert set(re.findall(r"(\w+)=\"", text)) <= {"view", "status", "le", "procedure", "state", "kind", "outcome",
                                                  "purpose", "part"}  # fmt: skip


def test_processes_are_added_up(tmp_path: Path) -> None:
    """Two processes of one part and one of another count apart; whoever is asked adds them up."""
    count = (
        "import os, sys; os.environ['PROMETHEUS_MULTIPROC_DIR'] = sys.argv[1];"
        "from legation.ground import metrics; metrics.MOVED.labels('evisa', 'issued').inc(2)"
    )
    for part in ("web", "web", "work"):
        (tmp_path / part).mkdir(exist_ok=True)
        subprocess.run([sys.executable, "-c", count, str(tmp_path / part)], check=True)
    look = (
        "import os, sys; from pathlib import Path; os.environ['PROMETHEUS_MULTIPROC_DIR'] = sys.argv[1] + '/web';"
        "from legation.ground import metrics; print(metrics.exposition(Path(sys.argv[1])).decode())"
    )
    done = subprocess.run([sys.executable, "-c", look, str(tmp_path)], check=True, capture_output=True, text=True)
    assert value(done.stdout, "legation_cases_moved_total", procedure="evisa", state="issued") == 6
