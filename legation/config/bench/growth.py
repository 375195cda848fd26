"""`legation bench growth`: is a house with a million cases as quick as an empty one?

Two houses run side by side, one of them with the cases, and the same travellers' steps, the officer's queue and a
search by name are timed in both, turn about: a slow minute of the machine falls on both. `growth_ratio` is the worst
of the ratios of p95, full to empty. docs/performance.md says how.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

from legation.config.bench.browser import Browser, Unexpected
from legation.config.bench.databases import Database, scratch_database
from legation.config.bench.instance import Instance, running
from legation.config.bench.journey import travel
from legation.config.bench.measures import percentile
from legation.config.bench.photos import draw_photos, photo_path
from legation.config.samples import PEOPLE, traveller

BASE_CASES, LOOKS, DRAIN_SECONDS = 250, 40, 180
SEARCHES = 15  # in all rounds fewer than an officer may make in ten minutes
OFFICER = "officer@utopia.example"

Timings = list[tuple[str, float]]


def run(arguments: list[str]) -> int:
    """Run the bench; 0 if nothing became slower than `--most` allows."""
    parser = argparse.ArgumentParser(prog="legation bench growth", description=__doc__)
    parser.add_argument("--database", required=True, help="a PostgreSQL URL; a scratch database is made on its server")
    parser.add_argument("--cases", type=int, default=1_000_000, help="how many are stored (default 1,000,000)")
    parser.add_argument("--rounds", type=int, default=15, help="how often all is timed in each house (default 15)")
    parser.add_argument("--most", type=float, default=1.5, help="the ratio that is still well (default 1.5)")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="legation-bench-") as scratch:
        try:
            found = _measure(chosen, Path(scratch))
        except ValueError as error:
            parser.error(str(error))
    print(json.dumps(found))
    return 0 if found["growth_ratio"] <= chosen.most else 1


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _measure(chosen: argparse.Namespace, folder: Path) -> dict[str, Any]:
    with _house(folder / "empty", chosen.database) as empty_one, _house(folder / "full", chosen.database) as full_one:
        _say(f"copying until there are {chosen.cases:,} cases")
        begin = time.monotonic()
        stored = int(call(full_one, "stock", str(chosen.cases)))
        copying = time.monotonic() - begin
        before, after = [], []
        officers = {house: asyncio.run(_signed_in(house)) for house in (empty_one, full_one)}
        for number in range(chosen.rounds + 1):
            timed = [_round(house, officer, number) for house, officer in officers.items()]
            if number:  # what is opened and compiled once is no growth
                before.append(timed[0])
                after.append(timed[1])
                _say(f"round {number} of {chosen.rounds}")
        size = _size(full_one.database)
    empty, full = _p95(before), _p95(after)
    ratios = {step: round(full[step] / empty[step], 3) for step in empty}
    worst = max(ratios, key=lambda step: ratios[step])
    return {
        "bench": "growth", "growth_ratio": ratios[worst], "worst_step": worst, "cases": stored, "rounds": chosen.rounds,
        "p95_empty_ms": empty, "p95_full_ms": full, "ratios": ratios, "database_bytes": size,
        "copying_s": round(copying, 1), "cores": os.cpu_count(),
    }  # fmt: skip


@contextmanager
def _house(folder: Path, url: str) -> Iterator[Instance]:
    """A house that runs, with the cases it begins with.

    Raises:
        ValueError: the URL is not PostgreSQL's, within which the cases are copied.
    """
    folder.mkdir()
    with scratch_database(url, folder) as database:
        if database.kind != "postgresql":
            raise ValueError("a million cases are copied by PostgreSQL itself: give a postgresql:// URL")
        with running(folder, database, workers=1) as instance:
            _say(f"{BASE_CASES} travellers to begin with")
            call(instance, "growth_base", str(BASE_CASES))
            drain(instance)
            yield instance


def call(instance: Instance, module: str, *arguments: str) -> str:
    """Run a module of the benches inside the instance; gives what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", f"legation.config.bench.{module}", *arguments],
        check=True, env=instance.environment, stdout=subprocess.PIPE,
    )  # fmt: skip
    return done.stdout.decode().strip()


def drain(instance: Instance) -> None:
    """Wait until the worker has done what there was."""
    until = time.monotonic() + DRAIN_SECONDS
    while instance.database.waiting() and time.monotonic() < until:
        time.sleep(0.2)


def _round(instance: Instance, officer: Browser, number: int) -> Timings:
    """Everything once more: travellers one after another, then the officer; gives what each request took."""
    timings: Timings = []
    try:
        asyncio.run(_walk(instance, officer, number, timings))
    except Unexpected:
        instance.show_log("web")
        raise
    drain(instance)
    return timings


async def _signed_in(instance: Instance) -> Browser:
    """An officer's browser, signed in once: a house lets nobody try a password as often as there are rounds."""
    officer = Browser("10.255.0.1", [])
    page = await officer.get(f"{instance.web}/en/sign-in/", "sign-in")
    await officer.submit(page, page.url, {"email": OFFICER, "password": "utopia-demo"}, "sign-in")
    officer.close()
    return officer


async def _walk(instance: Instance, officer: Browser, number: int, timings: Timings) -> None:
    photos = instance.folder / f"photos-{number}"
    draw_photos(photos, LOOKS, seed=number)
    for each in range(LOOKS):
        browser = Browser(f"10.{number}.0.{each + 1}", timings)
        person = traveller(1_000_000 * (number + 1) + each, today=_today(), by_rule=True)
        await travel(browser, instance.web, person, photo_path(photos, each).read_bytes())
        browser.close()
    officer.timings = timings
    surnames = [surname for _given, names in PEOPLE.values() for surname in names]
    for each in range(LOOKS):
        page = await officer.get(f"{instance.web}/en/desk/", "queue")
        await officer.get(f"{instance.web}/en/desk/?list=issued", "issued")
        if each < SEARCHES:
            sought = {"text": surnames[each % len(surnames)]}
            await officer.submit(page, f"{instance.web}/en/desk/find/", sought, "name search")
    officer.close()


def _today() -> date:
    return datetime.now(UTC).date()


def _p95(rounds: Iterable[Timings]) -> dict[str, float]:
    """The median over the rounds of each step's p95, in ms: one bad minute of a shared machine is no growth."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for timings in rounds:
        steps: defaultdict[str, list[float]] = defaultdict(list)
        for step, seconds in timings:
            steps[step].append(seconds * 1000)
        for step, values in steps.items():
            found[step].append(percentile(values, 0.95))
    return {step: round(median(values), 2) for step, values in found.items()}


def _size(database: Database) -> int:
    import psycopg

    with psycopg.connect(database.url) as line:
        row = line.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0
