"""The drill: a scratch house works, is backed up meanwhile, is restored elsewhere, and everything is counted there.

missing: what travellers and the bank had been promised before the backup's moment and is not in the restored house,
  counted as `legation bench crash` counts what is lost, after the restored queue has done what it held.
readable: what opens or can be read without the keys: data keys, messages, names of people in any byte of the backup.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from legation.config.backup.databases import kept
from legation.config.bench.crash.party import gather, send_off
from legation.config.bench.crash.telling import judged_by, write_told
from legation.config.bench.crash.traveller import Stubborn
from legation.config.bench.databases import Database, scratch_database
from legation.config.bench.generator import Plan
from legation.config.bench.instance import COMMAND, Instance, running
from legation.config.bench.measures import busy_seconds
from legation.config.samples import Traveller

PASSPHRASE = "a drill is no secret"  # noqa: S105
STEP_SECONDS, DRAIN_SECONDS = 600, 120
BACKUP_AT = 0.4  # of the time in which travellers arrive
Found = dict[str, Any]


def drill(chosen: Namespace) -> Found:
    """Run it; gives what is printed.

    Args:
        chosen: database (a URL, beside which scratch databases are made), seconds, rate, seed.
    """
    with tempfile.TemporaryDirectory(prefix="legation-drill-") as scratch:
        folder, first, second = Path(scratch), Path(scratch) / "first", Path(scratch) / "second"
        for each in (first, second):
            each.mkdir()
        (folder / "passphrase").write_text(PASSPHRASE + "\n")
        begin, busy = time.monotonic(), busy_seconds()
        with scratch_database(chosen.database, first) as one, scratch_database(chosen.database, second) as other:
            people, found, told = _lived(chosen, folder, first, one)
            found |= _restored(folder, second, other, told, [each.person for each in people])
        share = (busy_seconds() - busy) / (time.monotonic() - begin) / (os.cpu_count() or 1)
        return found | {"database": one.kind, "machine_busy": round(share, 2)}


def _lived(chosen: Namespace, folder: Path, first: Path, database: Database) -> tuple[list[Stubborn], Found, Path]:
    """The first house: travellers come, and meanwhile it is backed up. Of it, nothing is used later but the backup."""
    plan = Plan(
        base="", rate=chosen.rate, seconds=chosen.seconds, seed=chosen.seed, fixed=False,
        photos=str(folder / "photos"), today=datetime.now(UTC).date().isoformat(),
    )  # fmt: skip
    people = gather(plan)
    with running(first, database, workers=1) as instance:
        said, finished = asyncio.run(_load(plan, people, instance, folder))
        told = write_told(instance, plan, people, before=datetime.fromisoformat(said["moment"]).timestamp())
    found = {
        "bench": "drill", "seed": plan.seed, "offered": len(people), "finished": finished, "files": said["files"],
        "backup_s": said["seconds"], "backup_bytes": said["bytes"], "keys_bytes": said["keys_bytes"],
    }  # fmt: skip
    return people, found, told


async def _load(plan: Plan, people: list[Stubborn], instance: Instance, folder: Path) -> tuple[Found, int]:
    backup = asyncio.create_task(_after(plan.seconds * BACKUP_AT, instance, folder))
    finished = await send_off(plan, people, instance.web)
    return await backup, finished


async def _after(seconds: float, instance: Instance, folder: Path) -> Found:
    await asyncio.sleep(seconds)
    begin = time.monotonic()
    said = await asyncio.to_thread(_legation, instance.environment, "backup", "--to", str(folder / "backup"))
    taken = round(time.monotonic() - begin, 2)
    apart = ("--keys", "--to", str(folder / "apart"), "--passphrase-file", str(folder / "passphrase"))
    keys = await asyncio.to_thread(_legation, instance.environment, "backup", *apart)
    return said | {"seconds": taken, "keys_bytes": keys["bytes"]}


def _restored(folder: Path, second: Path, database: Database, told: Path, people: list[Traveller]) -> Found:
    """The second house: restored, its queue done, then judged with the keys and searched without them."""
    instance = Instance(second, database)
    begin = time.monotonic()
    apart = ("--keys", str(folder / "apart" / "keys.sealed"), "--passphrase-file", str(folder / "passphrase"))
    _legation(instance.environment, "restore", "--from", str(folder / "backup"), *apart, "--database", database.url)
    taken = round(time.monotonic() - begin, 2)
    left = _drained(instance)
    judged = judged_by(instance.environment, told)
    for problem in judged["problems"][:20]:
        print(problem, file=sys.stderr)
    readable = _opened_without_keys(instance, folder) + _seen(folder / "backup", people)
    return {
        "missing": judged["lost"], "doubled": judged["doubled"], "ledger_nonzero": judged["ledger_nonzero"],
        "audit_broken": judged["audit_broken"], "unverified": judged["unverified"], "readable": readable,
        "documents": judged["documents"], "promises": judged["promises"], "promised_later": judged["later"],
        "left_in_queue": left, "restore_s": taken,
    }  # fmt: skip


def _drained(instance: Instance) -> int:
    """Let signer and worker do what the restored queue holds; gives what is left."""
    with _working(instance):
        until = time.monotonic() + DRAIN_SECONDS
        while (left := instance.database.waiting()) and time.monotonic() < until:
            time.sleep(0.2)
        if left:
            instance.show_log("worker")
            instance.check()
    return left


@contextmanager
def _working(instance: Instance) -> Iterator[None]:
    try:
        instance.start_queue()
        yield
    finally:
        instance.stop()


def _opened_without_keys(instance: Instance, folder: Path) -> int:
    """How many sealed things of the restored database open under other keys."""
    keys = folder / "other keys"
    environment = instance.environment | {"LEGATION_KEYS": str(keys)}
    done = subprocess.run(
        [sys.executable, "-m", "legation.config.backup.strangers"],
        check=True, env=environment, stdout=subprocess.PIPE, timeout=STEP_SECONDS,
    )  # fmt: skip
    return int(done.stdout)


def _seen(backup: Path, people: list[Traveller]) -> int:
    """How many personal words stand in the backup's bytes, plain or as hex; the dump unpacked first."""
    words = [word.encode() for each in people for word in (each.passport, each.pages["contact"]["email"])]
    told = [word for each in words for word in (each, each.hex().encode())]
    texts = [path.read_bytes() for path in backup.rglob("*") if path.is_file()]
    texts += [kept(f"{kind}:///").text(path) for kind, path in _databases(backup)]
    return sum(1 for word in told if any(word in text for text in texts))


def _databases(backup: Path) -> Iterator[tuple[str, Path]]:
    for kind, name in (("sqlite", "database.sqlite3"), ("postgresql", "database.dump")):
        if (backup / name).exists():
            yield kind, backup / name


def _legation(environment: dict[str, str], *arguments: str) -> Found:
    done = subprocess.run(
        [*COMMAND, *arguments], check=True, env=environment, stdout=subprocess.PIPE, timeout=STEP_SECONDS
    )
    return dict(json.loads(done.stdout))
