"""Makes a small house with the code of an earlier commit and packs it, for the test that upgrades it to today.

    python tools/old_house.py COMMIT tests/upgrade/NAME.json.xz

The commit is checked out into a scratch folder; its own programs prepare an instance, serve it, and let a handful of
invented travellers apply and pay at its test bank; an officer refuses one case, revokes one, and leaves one.
What is packed: every row of every table, which migrations made them, the instance's (development) keys, and the few
files that going on needs. It needs ports 8790 to 8792.
"""

import base64
import json
import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = ("django_", "auth_", "sqlite_", "limits_window")
TRAVELLERS = """
import django, random, sys, time
django.setup()
from datetime import UTC, datetime
from legation.config.commands import seed
from legation.config.commands.demo import STAFF
from legation.config.samples import traveller
from legation.config.testcheckout import GOOD_CARD, pay
from legation.ground.people.api import Person
from legation.ground.posts.api import actor_of
from legation.payments import api as payments
from legation.procedures.selectors import queue
from legation.procedures.services.act import Said, act

def apply(number, by_rule, paid=True):
    person = traveller(number, today=datetime.now(UTC).date(), by_rule=by_rule)
    token, reference = seed.apply_for(person, language="en", at=datetime.now(UTC), finish=paid is not None)
    if paid:
        payment = payments.find(reference=reference)
        page = payments.start(payment=payment.payment, provider="testbank", return_url="http://127.0.0.1:8790/",
                              language="en", at=datetime.now(UTC))
        pay(page, card=GOOD_CARD)

def settled(**wanted):
    until = time.monotonic() + 60
    while any(len(queue(officer, status=status)) < count for status, count in wanted.items()):
        if time.monotonic() > until:
            raise SystemExit(f"{wanted} did not come about")
        time.sleep(0.2)

officer = actor_of(Person.objects.get(email=STAFF[0][0]), "visa_officer")

apply(1, True); apply(2, True); apply(3, False); apply(4, False); apply(5, False, paid=False); apply(6, True, paid=None)
settled(issued=2, referred=2)
first, *_left = queue(officer, status="referred")
act(reference=first.reference, verb="refuse", by=officer, at=datetime.now(UTC),
    said=Said(reasons=["purpose_not_shown"], note="The invitation was not attached."))
issued = queue(officer, status="issued")
act(reference=issued[0].reference, verb="revoke", by=officer, at=datetime.now(UTC),
    said=Said(reasons=["issued_in_error"]))
settled(revoked=1, refused=1)
time.sleep(8)  # the log's writer signs a head
"""


def main(arguments: list[str]) -> int:
    """Make, run, pack."""
    commit, target = arguments
    commit = _git("rev-parse", commit)
    with tempfile.TemporaryDirectory() as scratch:
        code, var = Path(scratch) / "code", Path(scratch) / "var"
        _git("worktree", "add", "--detach", str(code), commit)
        try:
            _live(code, var)
            packed = pack(var, commit)
        finally:
            _git("worktree", "remove", "--force", str(code))
    Path(target).write_bytes(lzma.compress(json.dumps(packed).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{target}: {Path(target).stat().st_size} bytes, {len(packed['tables'])} tables")
    return 0


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _live(code: Path, var: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEGATION_")} | {
        "LEGATION_VAR": str(var), "LEGATION_DEMO": "1", "LEGATION_ADDRESS": "http://127.0.0.1:8790",
        "LEGATION_TESTBANK": "http://127.0.0.1:8791", "PYTHONPATH": str(code),
        "DJANGO_SETTINGS_MODULE": "legation.config.settings",
    }  # fmt: skip
    program = [sys.executable, "-m", "legation.config.cli"]
    for part in (
        ["-c", "from legation.config.cli import main; main(['prepare'])"],
        ["-c", "import django; django.setup(); from legation.config.commands import demo; demo.make_staff()"],
    ):
        subprocess.run([sys.executable, *part], cwd=code, env=environment, check=True)
    serving = subprocess.Popen([*program, "serve"], cwd=code, env=environment)
    try:
        time.sleep(8)
        subprocess.run([sys.executable, "-c", TRAVELLERS], cwd=code, env=environment, check=True)
    finally:
        serving.terminate()
        serving.wait(20)


def pack(var: Path, commit: str) -> dict[str, Any]:
    """Rows, migrations, keys and the files of the case that is gone on with."""
    database = sqlite3.connect(var / "legation.sqlite3")
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    tables = {}
    for name in names:
        if not name.startswith(LEFT_OUT):
            cursor = database.execute(f"SELECT * FROM {name}")
            columns = [column[0] for column in cursor.description]
            tables[name] = {"columns": columns, "rows": [[_plain(value) for value in row] for row in cursor]}
    rows = database.execute("SELECT app, name FROM django_migrations ORDER BY id")
    migrations = {app: name for app, name in rows if app not in ("auth", "contenttypes", "sessions")}
    kept = database.execute(
        "SELECT f.file_id FROM procedures_casefile f JOIN procedures_case c ON c.id = f.case_id"
        " WHERE c.status = 'referred'"
        " UNION ALL SELECT * FROM (SELECT file_id FROM documents_document WHERE revoked_at IS NULL LIMIT 1)"
    ).fetchall()
    folders = [path for path in (var / "keys").rglob("*") if path.is_file()]
    folders += [var / "files" / digest[:2] / digest[2:4] / digest for (digest,) in kept]
    files = {str(path.relative_to(var)): base64.b64encode(path.read_bytes()).decode() for path in folders}
    return {"commit": commit, "migrations": migrations, "tables": tables, "files": files}


def _plain(value: Any) -> Any:
    return {"bytes": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
