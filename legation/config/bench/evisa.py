"""`legation bench evisa`: travellers apply, pay and get a signed e-visa, at a rate that does not wait for anybody.

What is measured and how stands in docs/performance.md.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from legation.config.bench.databases import Database, scratch_database
from legation.config.bench.generator import Plan
from legation.config.bench.instance import Instance, running
from legation.config.bench.measures import CpuMeter, fdatasync_ms, percentile
from legation.config.bench.photos import draw_photos

MOST_TRAVELLERS = 50_000
DRAIN_SECONDS, EXTRA_SECONDS, VERIFY_SECONDS = 120, 300, 1800
WARM_RATE, WARM_SECONDS = 4.0, 3.0

Found = dict[str, Any]


def run(arguments: list[str]) -> int:
    """Run the bench; 0 if there was no error, every document verifies and the ledger agrees."""
    chosen = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _end)
    with tempfile.TemporaryDirectory(prefix="legation-bench-") as scratch:
        folder = Path(scratch)
        synced = fdatasync_ms(folder)
        with scratch_database(chosen.database, folder) as database:
            found = _measure(chosen, folder, database)
    print(json.dumps(found | {"database": database.kind, "fdatasync_ms": synced}))
    return 1 if found["errors"] or found["ledger_nonzero"] or found["unverified"] else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="legation bench evisa", description=__doc__)
    parser.add_argument("--database", required=True, help="URL; a scratch database is made beside what it names")
    parser.add_argument("--seconds", type=float, required=True, help="how long travellers arrive")
    parser.add_argument("--rate", type=float, default=20.0, help="travellers a second (default 20)")
    parser.add_argument("--fixed", action="store_true", help="arrivals evenly spaced instead of Poisson")
    parser.add_argument("--workers", type=int, default=1, help="worker processes (default 1, as `legation serve`)")
    parser.add_argument("--seed", type=int, default=1, help="of arrivals, travellers and photos")
    return parser


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _measure(chosen: argparse.Namespace, folder: Path, database: Database) -> Found:
    plan = Plan(
        base="", rate=chosen.rate, seconds=chosen.seconds, seed=chosen.seed, fixed=chosen.fixed,
        photos=str(folder / "photos"), today=datetime.now(UTC).date().isoformat(),
    )  # fmt: skip
    warm = replace(plan, rate=WARM_RATE, seconds=WARM_SECONDS, seed=chosen.seed + 1, photos=str(folder / "warm"))
    for each in (warm, plan):
        _draw(each)
    with running(folder, database, workers=chosen.workers) as instance:
        _say(f"{database.kind}; {', '.join(f'{part} {pids}' for part, pids in instance.pids.items())}")
        load = _generate(instance, warm)
        _wait_until_drained(instance, len(load["journeys"]))
        load, cpu = _loaded(instance, plan)
        _say("verifying every document")
        checked = _verified(instance)
        if checked["retried_effects"]:
            instance.show_log("worker")
    return _summary(chosen, load, cpu, checked)


def _draw(plan: Plan) -> None:
    count = len(plan.arrivals())
    if count > MOST_TRAVELLERS:
        raise SystemExit(f"{count} travellers are more than {MOST_TRAVELLERS}: lower --rate or --seconds")
    _say(f"drawing {count} photos")
    draw_photos(Path(plan.photos), count, seed=plan.seed)


def _generate(instance: Instance, plan: Plan) -> Found:
    """Let travellers go through; gives what they saw."""
    order, result = instance.folder / "plan.json", instance.folder / "result.json"
    order.write_text(json.dumps(asdict(replace(plan, base=instance.web))))
    _say(f"{plan.rate:g} travellers a second for {plan.seconds:g} s")
    subprocess.run(
        [sys.executable, "-m", "legation.config.bench.generator", str(order), str(result)],
        check=True, timeout=plan.seconds + EXTRA_SECONDS,
    )  # fmt: skip
    return dict(json.loads(result.read_text()))


def _loaded(instance: Instance, plan: Plan) -> tuple[Found, dict[str, float]]:
    """Run the load and wait for the queue; gives what the generator saw, and CPU seconds by part and of strangers."""
    before = instance.database.issued()
    name = instance.database.name if instance.database.kind == "postgresql" else ""
    meter = CpuMeter(instance.pids, database=name)
    meter.start()
    begin = time.monotonic()
    load = _generate(instance, plan)
    _wait_until_drained(instance, before + len(load["journeys"]))
    lasted = time.monotonic() - begin
    cpu, busy = meter.stop()
    instance.check()
    load["others"] = max(0.0, busy - sum(cpu.values()) - load["cpu_s"]) / lasted / (os.cpu_count() or 1)
    return load, cpu


def _wait_until_drained(instance: Instance, expected: int) -> None:
    """Until every traveller has a document and nothing is left to do; whoever has none after that is counted."""
    until = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < until:
        if instance.database.issued() >= expected and not instance.database.waiting():
            return
        time.sleep(0.2)
    _say(f"the queue is not empty after {DRAIN_SECONDS} s")
    instance.show_log("worker")


def _verified(instance: Instance) -> Found:
    done = subprocess.run(
        [sys.executable, "-m", "legation.config.bench.verify", str(instance.folder / "result.json")],
        check=True, timeout=VERIFY_SECONDS, env=instance.environment, stdout=subprocess.PIPE,
    )  # fmt: skip
    return dict(json.loads(done.stdout))


def _summary(chosen: argparse.Namespace, load: Found, cpu: dict[str, float], checked: Found) -> Found:
    for line in (*load["errors"][:10], *checked["problems"][:10]):
        _say(line)
    timed = [seconds * 1000 for _step, seconds in load["timings"]]
    each = max(1, checked["documents"])
    lasted = max(chosen.seconds, checked["last_issued"] - load["began"])
    return {
        "bench": "evisa",
        "rate_per_s": round(checked["documents"] / lasted, 2),
        **{f"p{share}_ms": round(percentile(timed, share / 100), 1) for share in (50, 95, 99)},
        "cpu_s_each": round(sum(cpu.values()) / each, 5),
        "errors": len(load["errors"]) + checked["audit_findings"] + checked["failed_effects"],
        **{name: checked[name] for name in ("ledger_nonzero", "documents", "unverified")},
        "queue_drain_s": round(checked["queue_drain_s"], 2),
        "seconds": chosen.seconds, "offered_per_s": chosen.rate, "offered": load["offered"],
        "workers": chosen.workers, "requests": len(timed), "retried_effects": checked["retried_effects"],
        **{f"journey_p{share}_s": round(percentile(checked["journeys"], share / 100), 2) for share in (50, 99)},
        "cpu_by_part": {part: round(seconds / each, 5) for part, seconds in cpu.items()},
        "generator_cpu_s_each": round(load["cpu_s"] / each, 5),
        "cpu_taken_by_others": round(load["others"], 3),
        "p99_by_step_ms": _by_step(load["timings"]),
        "pyhanko_sample": checked["sampled"],
    }  # fmt: skip


def _by_step(timings: list[tuple[str, float]]) -> Mapping[str, float]:
    """p99 of each step; `>` marks what a redirect of the step led to."""
    steps: defaultdict[str, list[float]] = defaultdict(list)
    for step, seconds in timings:
        steps[step].append(seconds * 1000)
    return {step: round(percentile(values, 0.99), 1) for step, values in steps.items()}
