"""`legation bench crash`: see the package for what is counted, and how exactly."""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from legation.config.bench import crash
from legation.config.bench.cluster import Cluster, NoServer, cluster
from legation.config.bench.crash.bank import owed
from legation.config.bench.crash.faults import lots, switch
from legation.config.bench.crash.havoc import PARTS, Havoc, schedule
from legation.config.bench.crash.party import gather, send_off
from legation.config.bench.crash.telling import judged_by, write_told
from legation.config.bench.crash.traveller import Stubborn
from legation.config.bench.databases import Database, scratch_database
from legation.config.bench.generator import Plan
from legation.config.bench.instance import Instance, running
from legation.config.bench.measures import busy_seconds

DRAIN_SECONDS = 240
ZERO = ("lost", "doubled", "ledger_nonzero", "audit_broken", "unverified", "unexpected", "unfinished")
Found = dict[str, Any]


def run(arguments: list[str]) -> int:
    """Run the bench; 0 if nothing is lost, doubled, broken, unverified or unfinished, 2 without a server to kill."""
    chosen = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _end)
    chosen.seed = random.randrange(1_000_000) if chosen.seed is None else chosen.seed  # noqa: S311
    _say(f"seed {chosen.seed}")
    try:
        with tempfile.TemporaryDirectory(prefix="legation-bench-") as scratch:
            found = _measured(chosen, Path(scratch))
    except (NoServer, ValueError) as error:
        _say(str(error))
        return 2
    print(json.dumps(found))
    return 1 if any(found[name] for name in ZERO) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="legation bench crash", description=crash.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--database", default="postgresql://",
        help="its kind: postgresql:// (a server of the bench's own is made and killed) or sqlite:// (a file)",
    )  # fmt: skip
    parser.add_argument("--kills", type=int, default=20, help="how many (default 20)")
    parser.add_argument("--seed", type=int, help="of kills, arrivals and travellers; random if not given, and printed")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long travellers arrive (default 60)")
    parser.add_argument("--rate", type=float, default=2.0, help="travellers a second (default 2)")
    parser.add_argument("--faults", action="store_true", help="paying goes wrong as well, in every way the bank knows")
    parser.add_argument("--workers", type=int, default=1, help="worker processes (default 1)")
    return parser


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def _database(url: str, folder: Path) -> Iterator[tuple[Database, Cluster | None]]:
    if url.startswith("postgres"):
        with cluster() as server:
            yield Database("postgresql", "legation", server.url), server
    else:
        with scratch_database(url, folder) as database:
            yield database, None


def _measured(chosen: argparse.Namespace, folder: Path) -> Found:
    plan = Plan(
        base="", rate=chosen.rate, seconds=chosen.seconds, seed=chosen.seed, fixed=False,
        photos=str(folder / "photos"), today=datetime.now(UTC).date().isoformat(),
    )  # fmt: skip
    people = gather(plan)
    if chosen.faults:
        for each, lot in zip(people, lots(seed=plan.seed, count=len(people)), strict=True):
            each.lot = lot
    with (
        _database(chosen.database, folder) as (database, server),
        running(folder, database, workers=chosen.workers) as instance,
    ):
        begin, busy = time.monotonic(), busy_seconds()
        havoc = Havoc(instance, server)
        loaded = asyncio.run(_load(chosen, plan, people, instance, havoc))
        share = (busy_seconds() - busy) / (time.monotonic() - begin) / (os.cpu_count() or 1)
        judged = _judge(instance, plan, people)
        if judged["problems"]:
            for part in instance.parts:
                instance.show_log(part)
    return _summary(chosen, havoc, loaded, judged) | {"database": database.kind, "machine_busy": round(share, 2)}


async def _load(
    chosen: argparse.Namespace, plan: Plan, people: list[Stubborn], instance: Instance, havoc: Havoc
) -> Found:
    """Send everybody off in time while parts are killed; then wait until nothing is left to do."""
    parts = PARTS if instance.database.kind == "postgresql" else PARTS[:-1]
    kills = schedule(seed=plan.seed, kills=chosen.kills, seconds=plan.seconds, parts=parts)
    supervisor = asyncio.create_task(havoc.supervise())
    killing = asyncio.create_task(havoc.kill_all(kills))
    books = instance.folder / "testbank.sqlite3"
    faulty = asyncio.create_task(switch(books, seed=plan.seed, seconds=plan.seconds if chosen.faults else 0))
    finished = await send_off(plan, people, instance.web)
    await killing
    switched = await faulty
    begin = time.monotonic()
    left = await asyncio.to_thread(_drained, instance)
    supervisor.cancel()
    return {
        "finished": finished,
        "switched": sorted(set(switched)),
        "left": left,
        "drain_s": round(time.monotonic() - begin, 1),
    }


def _drained(instance: Instance) -> int:
    """Wait until the queue and the bank's messages are done; gives how many are not when patience ends."""
    until = time.monotonic() + DRAIN_SECONDS
    while left := instance.database.waiting() + owed(instance.folder / "testbank.sqlite3"):
        if time.monotonic() > until:
            break
        time.sleep(0.3)
    return left


def _judge(instance: Instance, plan: Plan, people: list[Stubborn]) -> Found:
    judged = judged_by(instance.environment, write_told(instance, plan, people))
    for problem in judged["problems"][:20]:
        _say(problem)
    judged["failures"] = sum(each.failures for each in people)
    judged["retrying"] = sum(1 for each in people if each.failures)
    judged["offered"] = len(people)
    return judged


def _summary(chosen: argparse.Namespace, havoc: Havoc, loaded: Found, judged: Found) -> Found:
    return {
        "bench": "crash", "seed": chosen.seed, "kills": sum(havoc.killed.values()),
        **{name: judged[name] for name in ZERO[:-1]},
        "unfinished": judged["offered"] - loaded["finished"],
        "offered": judged["offered"], "finished": loaded["finished"], "promises": judged["promises"],
        "documents": judged["documents"], "retried": judged["failures"], "retrying_travellers": judged["retrying"],
        "retried_effects": judged["retried_effects"], "drain_s": loaded["drain_s"], "left_in_queue": loaded["left"],
        "killed": dict(havoc.killed), "fell": dict(havoc.fell), "seconds": chosen.seconds,
        "faults": loaded["switched"],
        "offered_per_s": chosen.rate, "workers": chosen.workers, "unnamed_files": judged["unnamed_files"],
    }  # fmt: skip
