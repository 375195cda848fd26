"""What is killed when, from a seed; and the supervisor that starts it again."""

import asyncio
import random
import sys
from collections import Counter
from dataclasses import dataclass

from legation.config.bench.cluster import Cluster
from legation.config.bench.instance import Instance

PARTS = ("web", "worker", "signer", "database")
QUIET_SECONDS = 1.0
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Kill:
    """What is killed, how many seconds after the first traveller may set out."""

    after: float
    part: str


def schedule(*, seed: int, kills: int, seconds: float, parts: tuple[str, ...] = PARTS) -> list[Kill]:
    """So many kills at random moments; every part in turn, in a random order, so that none is left out."""
    rng = random.Random(f"kills/{seed}")  # noqa: S311 — havoc that can be repeated
    rounds = [rng.sample(parts, len(parts)) for _ in range(-(-kills // len(parts)))]
    chosen = [part for each in rounds for part in each][:kills]
    moments = sorted(rng.uniform(QUIET_SECONDS, max(seconds, QUIET_SECONDS + 1)) for _ in chosen)
    return [Kill(round(after, 3), part) for after, part in zip(moments, chosen, strict=True)]


class Havoc:
    """Kills parts of an instance, and starts again whatever has ended. `fell` are ends that nobody had ordered."""

    def __init__(self, instance: Instance, server: Cluster | None) -> None:
        self._instance, self._server = instance, server
        self._ordered: Counter[str] = Counter()
        self.killed: Counter[str] = Counter()
        self.fell: Counter[str] = Counter()

    async def kill_all(self, plan: list[Kill]) -> None:
        """Carry the plan out. A part that is not yet back when its turn comes is killed while it starts."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        for one in plan:
            await asyncio.sleep(max(0.0, begin + one.after - loop.time()))
            print(f"{loop.time() - begin:6.1f} s: killing {one.part}", file=sys.stderr, flush=True)
            await self._kill(one.part)

    async def supervise(self) -> None:
        """Start again whatever has ended, until cancelled."""
        while True:
            for part in self._instance.revive():
                if self._ordered[part]:
                    self._ordered[part] -= 1
                else:
                    self.fell[part] += 1
            await asyncio.sleep(LOOK_SECONDS)

    async def _kill(self, part: str) -> None:
        self.killed[part] += 1
        if part == "database" and self._server:
            self._server.kill()
            await asyncio.to_thread(self._server.start)
        else:
            self._ordered[part] += 1
            self._instance.kill(part)
