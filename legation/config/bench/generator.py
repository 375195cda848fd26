"""The load: travellers who set out when they are due, whether or not those before them have arrived (an open loop).

A process of its own: `python -m legation.config.bench.generator plan.json result.json`.
"""

import asyncio
import gc
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from legation.config.bench.browser import Browser, Unexpected
from legation.config.bench.journey import travel
from legation.config.bench.photos import photo_path
from legation.config.samples import Traveller, traveller

MOST_OPEN = 2000


@dataclass(frozen=True)
class Plan:
    """What to do: who arrives when, where to, with which photos."""

    base: str
    rate: float
    seconds: float
    seed: int
    fixed: bool
    photos: str
    today: str

    def arrivals(self) -> list[float]:
        """Seconds after the start at which travellers arrive: Poisson, or evenly spaced."""
        return list(self._arrivals())

    def _arrivals(self) -> Iterator[float]:
        rng, at = random.Random(self.seed), 0.0  # noqa: S311 — a load that can be repeated
        while True:
            at += 1 / self.rate if self.fixed else rng.expovariate(self.rate)
            if at > self.seconds:
                return
            yield at

    def people(self, count: int) -> list[Traveller]:
        """The travellers, all of them such as the rules grant."""
        today = date.fromisoformat(self.today)
        return [traveller(self.seed * 1_000_000 + number, today=today, by_rule=True) for number in range(count)]


@dataclass
class Result:
    """What happened. Moments are seconds since 1970; timings are (step, seconds), one per request."""

    began: float = 0.0
    offered: int = 0
    journeys: list[tuple[str, float, float]] = field(default_factory=list)
    timings: list[tuple[str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cpu_s: float = 0.0


class Load:
    """The travellers of a plan on their way."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._result, self._open = plan, Result(), 0

    async def run(self) -> Result:
        """Send everybody off in time; gives what happened when the last has arrived."""
        due = self._plan.arrivals()
        people = self._plan.people(len(due))
        begin, self._result.began, self._result.offered = time.perf_counter(), time.time(), len(due)
        async with asyncio.TaskGroup() as group:
            for number, (after, person) in enumerate(zip(due, people, strict=True)):
                await asyncio.sleep(max(0.0, begin + after - time.perf_counter()))
                group.create_task(self._travel(number, person, begin + after, self._result.began + after))
        self._result.cpu_s = time.process_time()
        return self._result

    async def _travel(self, number: int, person: Traveller, due: float, scheduled: float) -> None:
        if self._open >= MOST_OPEN:
            self._result.errors.append("not begun: too many travellers are on their way")
            return
        self._open += 1
        browser = Browser(address(number), self._result.timings, due)
        try:
            photo = photo_path(Path(self._plan.photos), number).read_bytes()
            token = await travel(browser, self._plan.base, person, photo)
            self._result.journeys.append((token, scheduled, time.time()))
        except (Unexpected, OSError, EOFError, TimeoutError) as error:
            self._result.errors.append(f"{type(error).__name__}: {error}")
        finally:
            self._open -= 1
            browser.close()


def address(number: int) -> str:
    """A network address of the traveller's own, in 10.0.0.0/8."""
    return f"10.{number >> 14 & 255}.{number >> 7 & 127}.{(number & 127) + 1}"


def main(plan: str, result: str) -> None:
    """Carry out the plan in one file and write the result to another."""
    gc.disable()  # a short life; a collection would hold every traveller up at once
    found = asyncio.run(Load(Plan(**json.loads(Path(plan).read_text()))).run())
    Path(result).write_text(json.dumps(asdict(found)))


if __name__ == "__main__":
    main(*sys.argv[1:])
