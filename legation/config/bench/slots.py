"""`legation bench slots`: a rush for one seat, then more people than seats; prints one JSON line.

Processes of their own do what people do, through the real services: they look at the free times, choose one, hold it,
confirm it; who was too slow looks again; who finds nothing waits. Nobody is stopped by a lock on the post.
"""

import argparse
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from legation.config.bench.databases import scratch_database
from legation.config.bench.measures import percentile
from legation.config.bench.slots_people import Told, prepare, rushes, tries

Found = dict[str, Any]


def run(arguments: list[str]) -> int:
    """Measure; exit status 0 if exactly one got the one seat, and no seat was given twice or lost."""
    asked = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _end)
    with (
        tempfile.TemporaryDirectory(prefix="legation-bench-") as name,
        scratch_database(asked.database, Path(name)) as database,
    ):
        os.environ |= {"LEGATION_VAR": name, "LEGATION_DATABASE": database.url}
        seats = prepare(seats=asked.seats)
        found: Found = {"bench": "slots", "database": database.kind, "workers": asked.workers}
        with ProcessPoolExecutor(asked.workers, multiprocessing.get_context("spawn")) as pool:
            found |= _rush(pool, asked) | _many(pool, asked, seats)
        found |= _counted(found)
    print(json.dumps(found))
    return 0 if found["rush_seated"] == 1 and not (found["doubled"] or found["lost"] or found["errors"]) else 1


def _end(_signal: int, _frame: object) -> None:
    """End whoever is on the way too: processes of a pool outlive the one that has them."""
    for each in multiprocessing.active_children():
        each.kill()
    raise SystemExit(143)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="legation bench slots", description=__doc__)
    parser.add_argument("--database", default="sqlite://", help="URL; a scratch database is made beside what it names")
    parser.add_argument("--rush", type=int, default=500, help="people after the one seat (default 500)")
    parser.add_argument("--seats", type=int, default=10_000, help="seats, made up to full days (default 10,000)")
    parser.add_argument("--people", type=int, default=20_000, help="people who want one (default 20,000)")
    parser.add_argument("--workers", type=int, default=8, help="processes that people come through (default 8)")
    return parser


def _shares(count: int, workers: int) -> list[range]:
    return [range(first, count, workers) for first in range(workers)]


def _rush(pool: ProcessPoolExecutor, asked: argparse.Namespace) -> Found:
    """Everybody wants the same seat at the same moment."""
    begin = time.time() + 3  # when every process is there
    told = Told.of(list(pool.map(rushes, _shares(asked.rush, asked.workers), [begin] * asked.workers)))
    return {
        "rush_people": asked.rush, "rush_seated": len(told.booked), "rush_told_at_once": told.refused,
        "rush_seconds": round(time.time() - begin, 2), "rush_p99_ms": round(percentile(told.times, 0.99), 1),
        "errors": told.errors,
    }  # fmt: skip


def _many(pool: ProcessPoolExecutor, asked: argparse.Namespace, seats: int) -> Found:
    begin = time.time() + 1
    told = Told.of(list(pool.map(tries, _shares(asked.people, asked.workers), [begin] * asked.workers)))
    seconds = time.time() - begin
    return {
        "seats": seats, "people": asked.people, "seated": len(told.booked), "waiting": told.refused,
        "seconds": round(seconds, 1), "per_s": round(asked.people / seconds, 1), "looked_again": told.again,
        "p50_ms": round(percentile(told.times, 0.5), 1), "p99_ms": round(percentile(told.times, 0.99), 1),
        "numbers": told.booked, "more_errors": told.errors,
    }  # fmt: skip


def _counted(found: Found) -> Found:
    """What the database says of it: seats given twice, seats that nobody has though people wait, promises not kept."""
    from django.db import connection

    from legation.config.bench.slots_people import doubled, held_by_nobody

    numbers = found.pop("numbers")
    lost = held_by_nobody(numbers) + max(0, min(found["seats"], found["people"]) - found["seated"])
    errors = found.pop("more_errors") + found.pop("errors")
    twice = doubled()
    connection.close()
    return {"doubled": twice, "lost": lost, "errors": errors}


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
