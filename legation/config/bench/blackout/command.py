"""Posts work for days without a line and are killed at it; then everything is told. Is anything lost or doubled?

legation bench blackout [--posts 5] [--days 7] [--each 4] [--seed 1] [--database URL]

Real processes: an edge on SQLite for each post, a centre on the database. Days pass by parameter, nobody waits.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from legation.config.bench.databases import scratch_database

POSTS = ("CAI", "PAR", "ANK", "BAK", "WAS")
PARTY = (sys.executable, "-m", "legation.config.bench.blackout.process")
SECONDS = 900


@dataclass
class Machines:
    """The centre and its edges, each in a folder; `kills` counts who was ended in the middle."""

    folder: Path
    database: str
    rng: random.Random
    kills: int = 0
    posts: list[str] = field(default_factory=list)

    def environment(self, post: str) -> dict[str, str]:
        """Of the centre where no post is named."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LEGATION_")}
        place = self.folder / (post or "centre")
        url = f"sqlite:///{place / 'db.sqlite3'}" if post else self.database
        return clean | {"LEGATION_VAR": str(place), "LEGATION_DATABASE": url, "LEGATION_DEMO": "1"}

    def run(self, post: str, verb: str, *arguments: str, kill_after: float | None = None) -> dict[str, Any]:
        """What a process answers; {} for one that was killed before it could.

        Raises:
            RuntimeError: it failed by itself.
        """
        process = subprocess.Popen([*PARTY, verb, *arguments], env=self.environment(post), stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)  # fmt: skip
        assert process.stdout is not None  # noqa: S101 — it was asked for
        if kill_after is not None and process.stdout.readline():
            with suppress(subprocess.TimeoutExpired):
                process.wait(kill_after)
            if process.poll() is None:
                process.kill()
                self.kills += 1
        said, errors = process.communicate(timeout=SECONDS)
        if process.returncode not in (0, -9):
            raise RuntimeError(f"{verb} of {post or 'the centre'}: {errors[-3000:]}")
        return dict(json.loads(said.strip().splitlines()[-1])) if process.returncode == 0 else {}

    def through(self, post: str, verb: str, *arguments: str, kills: int, upto: float) -> dict[str, Any]:
        """As `run`, killed a few times at seeded moments, and begun again until it is through."""
        for _kill in range(kills):
            if answer := self.run(post, verb, *arguments, kill_after=self.rng.uniform(0.05, upto)):
                return answer
        return self.run(post, verb, *arguments)


def simulate(machines: Machines, *, days: int, each: int, kills: int, seed: int) -> dict[str, Any]:
    """A blackout of all posts from its first hour to the last decision; gives the figures."""
    begin = datetime.now(UTC).replace(microsecond=0)
    after = (begin + timedelta(days=days)).isoformat()
    posts, folder = machines.posts, machines.folder
    held = machines.run("", "house", ",".join(posts), str(folder), begin.isoformat())["held"]
    for post in posts:
        (folder / post / "held").write_text(json.dumps(held[post]))

    def week(post: str) -> None:
        arguments = (post, str(folder / post), begin.isoformat(), str(seed + posts.index(post)), f"{days}x{each}")
        machines.through(post, "work", *arguments, kills=kills, upto=0.5 * days * each)
        # whoever carries the stick may come at any moment, and come again
        machines.through(post, "tell", str(folder / post), after, kills=min(kills, 1), upto=0.3)

    with ThreadPoolExecutor(2) as hands:
        list(hands.map(week, posts))
    withdrawn = ",".join(references[0] for references in held.values())
    machines.run("", "meanwhile", withdrawn, begin.isoformat())
    machines.through("", "take", ",".join(str(folder / post) for post in posts), after, kills=kills, upto=0.5)
    with ThreadPoolExecutor(2) as hands:
        edges = list(hands.map(lambda post: machines.run(post, "back", str(folder / post)), posts))
    return judged(edges, machines.run("", "settle", after)) | {"kills": machines.kills}


def judged(edges: list[dict[str, Any]], centre: dict[str, Any]) -> dict[str, Any]:
    """What came of it: `lost` and `doubled` count cases, receipts, papers and bookings; the rest as they are called."""
    counted = {"cases": 0, "receipts": 0, "documents": 0, "bookings": 0}
    lost, told, twice = sum(edge["untold"] for edge in edges), {}, 0
    for kind in counted:
        there = [name for edge in edges for name in edge[kind]]
        here = list(centre[kind])
        counted[kind] = len(there)
        told[kind] = there
        lost += len(set(there) - set(here))
        twice += len(here) - len(set(here))
    promised = [name for edge in edges for name in edge["done"]]
    known = {name for edge in edges for name in edge["cases"]}
    lost += len(set(promised) - known)
    # what two machines call the same was numbered twice; the cases of before are on both by intention
    numbered = sum(len(names) - len(set(names)) for names in (told["receipts"], told["documents"]))
    return {
        **counted, "conflicts": centre["conflicts"], "resolved": centre["resolved"],
        "issued_at_posts": centre["issued"], "lost": lost, "doubled": twice, "numbered_twice": numbered,
        "ledger_nonzero": centre["ledger_nonzero"], "audit_broken": len(centre["findings"]),
        "unverified": centre["unverified"], "findings": centre["findings"][:5],
    }  # fmt: skip


def stage(folder: Path, database: str, posts: list[str], seed: int) -> Machines:
    """Empty databases for everybody: one is made, and copied for each edge."""
    machines = Machines(folder, database, random.Random(seed), posts=posts)  # noqa: S311 — can be repeated
    for post in ("", *posts):
        (folder / (post or "centre")).mkdir(parents=True)
    migrate = [sys.executable, "-m", "legation.config.cli", "manage", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=machines.environment(posts[0]), check=True, timeout=SECONDS)
    first = folder / posts[0] / "db.sqlite3"
    for post in posts[1:]:
        shutil.copy(first, folder / post / "db.sqlite3")
    if machines.database.startswith("sqlite"):
        shutil.copy(first, machines.database.removeprefix("sqlite:///"))
    else:
        subprocess.run(migrate, env=machines.environment(""), check=True, timeout=SECONDS)
    return machines


def run(arguments: list[str]) -> int:
    """Print one JSON line; exit status 1 if anything was lost, doubled or broken."""
    parser = argparse.ArgumentParser(prog="legation bench blackout", description=__doc__)
    parser.add_argument("--posts", type=int, default=5)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--each", type=int, default=4, help="who comes to a post on a day")
    parser.add_argument("--kills", type=int, default=2, help="of each process that may be killed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="sqlite://", help="of the centre")
    chosen = parser.parse_args(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="legation-blackout-") as name, \
            scratch_database(chosen.database, Path(name)) as database:  # fmt: skip
        machines = stage(Path(name), database.url, list(POSTS[: chosen.posts]), chosen.seed)
        result = simulate(machines, days=chosen.days, each=chosen.each, kills=chosen.kills, seed=chosen.seed)
    result |= {"posts": chosen.posts, "days": chosen.days, "seconds": round(time.monotonic() - began, 1)}
    print(json.dumps(result))
    wrong = ("lost", "doubled", "numbered_twice", "ledger_nonzero", "audit_broken", "unverified")
    return 1 if any(result[name] for name in wrong) else 0
