"""`legation bench consular`: people come to 250 posts on a Monday; prints one JSON line.

Each transaction is known at the counter, begun, filled in, handed in, paid at the cash desk, decided by officers of the
post and of the centre until it comes to its end, over the real pages. What is measured and how stands in
docs/performance.md.
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
from dataclasses import asdict
from pathlib import Path
from typing import Any

from legation.config.bench.consular.generator import Plan
from legation.config.bench.consular.profile import make
from legation.config.bench.databases import Database, scratch_database
from legation.config.bench.instance import Instance, running
from legation.config.bench.measures import CpuMeter, fdatasync_ms, percentile
from legation.config.bench.photos import draw_photos

PICTURES = 40
DRAIN_SECONDS, EXTRA_SECONDS, VERIFY_SECONDS, PREPARE_SECONDS = 300, 900, 1800, 600
WARM_RATE, WARM_SECONDS = 3.0, 3.0
COUNTER_STEPS = ("counter", "begin", "whole form", "hand in", "till", "desk")
Found = dict[str, Any]


def run(arguments: list[str]) -> int:
    """Run the bench; 0 if there was no error, everything verifies and every book agrees."""
    chosen = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_asked: sys.exit(143))  # so that what was started is ended
    with tempfile.TemporaryDirectory(prefix="legation-bench-") as scratch:
        folder = Path(scratch)
        synced = fdatasync_ms(folder)
        with scratch_database(chosen.database, folder) as database:
            found = _measure(chosen, folder, database)
    print(json.dumps(found | {"database": database.kind, "fdatasync_ms": synced}))
    return 1 if found["errors"] or found["ledger_nonzero"] or found["unverified"] or not found["balanced"] else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="legation bench consular", description=__doc__)
    parser.add_argument("--database", required=True, help="URL; a scratch database is made beside what it names")
    parser.add_argument("--posts", type=int, default=250, help="how many posts (default 250)")
    parser.add_argument("--seconds", type=float, required=True, help="how long people come")
    parser.add_argument("--rate", type=float, default=18.5, help="transactions a second on average (default 18.5)")
    parser.add_argument("--workers", type=int, default=1, help="worker processes (default 1)")
    parser.add_argument("--seed", type=int, default=1, help="of arrivals, posts and services")
    return parser


def _measure(chosen: argparse.Namespace, folder: Path, database: Database) -> Found:
    draw_photos(folder / "photos", PICTURES, seed=chosen.seed)
    made = make(folder, chosen.posts)
    with running(folder, database, workers=chosen.workers, LEGATION_DEFINITIONS=str(made)) as instance:
        ready = json.loads(_called(instance, "prepare", str(chosen.posts), "staff.json", seconds=PREPARE_SECONDS))
        common = {"base": instance.web, "photos": str(folder / "photos"), "pictures": PICTURES, **ready}
        _generate(instance, Plan(rate=WARM_RATE, seconds=WARM_SECONDS, seed=chosen.seed + 1, **common))
        _drained(instance)
        load, cpu = _loaded(instance, Plan(rate=chosen.rate, seconds=chosen.seconds, seed=chosen.seed, **common))
        checked = json.loads(_called(instance, "verify", "result.json", seconds=VERIFY_SECONDS, printed=True))
    return _summary(chosen, load, cpu, checked)


def _called(instance: Instance, module: str, *arguments: str, seconds: int, printed: bool = False) -> str:
    """Run a part of the bench inside the instance; gives what it prints, or what it wrote into its last argument."""
    *first, last = arguments
    file = instance.folder / last
    done = subprocess.run(
        [sys.executable, "-m", f"legation.config.bench.consular.{module}", *first, str(file)],
        check=True, timeout=seconds, env=instance.environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout if printed else file.read_text()


def _generate(instance: Instance, plan: Plan) -> Found:
    order, result = instance.folder / "plan.json", instance.folder / "result.json"
    order.write_text(json.dumps(asdict(plan)))
    print(f"{plan.rate:g} transactions a second for {plan.seconds:g} s", file=sys.stderr, flush=True)
    subprocess.run(
        [sys.executable, "-m", "legation.config.bench.consular.generator", str(order), str(result)],
        check=True, timeout=plan.seconds + EXTRA_SECONDS,
    )  # fmt: skip
    return dict(json.loads(result.read_text()))


def _drained(instance: Instance) -> float:
    """Wait until the queue is empty; gives the seconds it took."""
    begin = time.monotonic()
    while instance.database.waiting() and time.monotonic() < begin + DRAIN_SECONDS:
        time.sleep(0.1)
    return time.monotonic() - begin


def _loaded(instance: Instance, plan: Plan) -> tuple[Found, dict[str, float]]:
    """Run the load and wait for the queue; gives what the generator saw, and CPU seconds by part."""
    name = instance.database.name if instance.database.kind == "postgresql" else ""
    meter = CpuMeter(instance.pids, database=name)
    meter.start()
    begin = time.monotonic()
    load = _generate(instance, plan)
    load["drain_s"] = _drained(instance)
    lasted = time.monotonic() - begin
    cpu, busy = meter.stop()
    instance.check()
    for line in load["errors"][:10]:
        print(line, file=sys.stderr)
    load["others"] = max(0.0, busy - sum(cpu.values()) - load["cpu_s"]) / lasted / (os.cpu_count() or 1)
    return load, cpu


def _summary(chosen: argparse.Namespace, load: Found, cpu: dict[str, float], checked: Found) -> Found:
    for line in (*checked["problems"][:10], *checked["books_off"][:10]):
        print(line, file=sys.stderr)
    steps: defaultdict[str, list[float]] = defaultdict(list)
    for step, seconds in load["timings"]:
        steps[step].append(seconds * 1000)
    timed = [each for step, every in steps.items() if step.startswith(COUNTER_STEPS) for each in every]
    done, each = load["done"], max(1, len(load["done"]))
    lasted = max([chosen.seconds, *(ended - load["began"] for _case, _service, _came, ended in done)])
    whole = [ended - came for _case, _service, came, ended in done]
    return {
        "bench": "consular", "posts": chosen.posts, "per_s": round(len(done) / lasted, 2), "done": len(done),
        **{f"p{share}_ms": round(percentile(timed, share / 100), 1) for share in (50, 95, 99)},
        "errors": len(load["errors"]) + checked["audit_findings"] + checked["failed_effects"],
        "ledger_nonzero": checked["ledger_nonzero"], "unverified": checked["unverified"],
        "balanced": not checked["books_off"], "documents": checked["documents"],
        "cpu_ms_each": round(sum(cpu.values()) * 1000 / each, 1),
        "cpu_by_part_ms": {part: round(seconds * 1000 / each, 1) for part, seconds in cpu.items()},
        "generator_cpu_ms_each": round(load["cpu_s"] * 1000 / each, 1),
        "cpu_taken_by_others": round(load["others"], 3), "queue_drained_s": round(load["drain_s"], 2),
        "whole_p50_s": round(percentile(whole, 0.5), 2), "whole_p99_s": round(percentile(whole, 0.99), 2),
        "window_wait_p99_s": round(percentile(load["waited_s"], 0.99), 2),
        "offered": load["offered"], "offered_per_s": chosen.rate, "seconds": chosen.seconds,
        "next_case_gone": load["gone"],
        "workers": chosen.workers, "requests": len(load["timings"]), "retried_effects": checked["retried_effects"],
        "p95_by_step_ms": {step: round(percentile(every, 0.95), 1) for step, every in sorted(steps.items())},
    }  # fmt: skip
