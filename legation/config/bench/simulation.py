"""`legation bench simulate`: how long `legation simulate` takes over a year's cases, all opened and decided anew."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from legation.config.bench.databases import scratch_database
from legation.config.bench.growth import BASE_CASES, call, drain
from legation.config.bench.instance import COMMAND, Instance, running


def run(arguments: list[str]) -> int:
    """Run the bench; 0 if it stayed below a minute."""
    parser = argparse.ArgumentParser(prog="legation bench simulate", description=__doc__)
    parser.add_argument("--database", required=True, help="a PostgreSQL URL; a scratch database is made on its server")
    parser.add_argument("--cases", type=int, default=100_000, help="how many are replayed (default 100,000)")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="legation-bench-") as scratch:
        folder = Path(scratch)
        with scratch_database(chosen.database, folder) as database:
            if database.kind != "postgresql":
                parser.error("the cases are copied by PostgreSQL itself: give a postgresql:// URL")
            with running(folder, database, workers=1) as instance:
                call(instance, "growth_base", str(BASE_CASES))
                drain(instance)
                stored = int(call(instance, "stock", str(chosen.cases)))
            seconds, report = _simulated(instance)
    print(json.dumps({
        "bench": "simulate", "seconds": round(seconds, 2), "cases": report["cases"], "stored": stored,
        "cases_per_s": round(report["cases"] / seconds), "moved": len(report["moved"]), "cores": os.cpu_count(),
    }))  # fmt: skip
    return 0 if seconds < 60 else 1


def _simulated(instance: Instance) -> tuple[float, dict[str, Any]]:
    begin = time.monotonic()
    done = subprocess.run(
        [*COMMAND, "simulate", "visa/evisa.v1", "--json"],
        check=True, env=instance.environment, stdout=subprocess.PIPE, stderr=sys.stderr,
    )  # fmt: skip
    return time.monotonic() - begin, json.loads(done.stdout)
