"""The travellers of a plan, each with a browser of their own, and how they set out."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from legation.config.bench.crash.traveller import Stubborn, Witness
from legation.config.bench.generator import Plan, address
from legation.config.bench.photos import draw_photos, photo_path


def gather(plan: Plan) -> list[Stubborn]:
    """Everybody, with their photos drawn; they do not give up."""
    count = len(plan.arrivals())
    draw_photos(Path(plan.photos), count, seed=plan.seed)
    return [
        Stubborn(Witness(address(number), []), person, photo_path(Path(plan.photos), number).read_bytes())
        for number, person in enumerate(plan.people(count))
    ]


async def send_off(plan: Plan, people: Iterable[Stubborn], base: str) -> int:
    """Send everybody to `base` when they are due; gives how many came through."""
    journeys = [_set_out(after, each, base) for after, each in zip(plan.arrivals(), people, strict=True)]
    return sum(await asyncio.gather(*journeys))


async def _set_out(after: float, traveller: Stubborn, base: str) -> bool:
    await asyncio.sleep(after)
    try:
        return await traveller.travel(base)
    finally:
        traveller.browser.close()
