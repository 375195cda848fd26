"""What goes wrong with paying, on purpose: a lot for each traveller and switches for all, chosen by the seed.

With `--faults` every card of the test bank is shown by somebody, and every switch it has for payments and refunds is on
for a while. What must come of it, besides everything that is counted anyway; whatever else came is `unexpected`:
  - a card that is refused is never captured: its owner pays with another one and gets the document;
  - who is asked to prove that the card is theirs does so, and pays;
  - a message that is late, doubled, out of order or that never comes changes nothing in the end;
  - a forged message is no event in our books;
  - who withdraws with the bank's page open and pays on it all the same is paid back, once and in full; if the refund
    fails later, the money stands as unmatched before the accountant;
  - a dispute is told of and changes nothing: its payer has their document, its money stands as disputed.
Faults of the settlement file are not among them: a day's file is compared when the day is over. Nor is everybody's
payment disputed by a switch: a card does that.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from legation.config.testcheckout import GOOD_CARD
from legation.payments.testbank import cards

STRETCH_SECONDS, SWITCHED_SECONDS = 4.0, 2.0
LATE_SHARE = 0.1


@dataclass(frozen=True)
class Lot:
    """How one traveller pays.

    Args:
        cards: shown one after the other, if one is refused; all but the last are refused.
        late: they withdraw with the bank's page open, and then pay on it.
    """

    cards: Sequence[str] = (GOOD_CARD,)
    late: bool = False


def lots(*, seed: int, count: int) -> list[Lot]:
    """A lot for each traveller: every card in turn, in a random order."""
    rng = random.Random(f"lots/{seed}")  # noqa: S311 — a load that can be repeated
    dealt: list[cards.Card] = []
    while len(dealt) < count:
        dealt += rng.sample(cards.CARDS, len(cards.CARDS))
    return [_lot(card, rng.random() < LATE_SHARE) for card in dealt[:count]]


def _lot(card: cards.Card, late: bool) -> Lot:
    if card.refusal:
        return Lot((card.number, GOOD_CARD))
    # what is wrong with refunds only shows when there is one
    fault: str = getattr(card, "fault", "")
    refunds = bool(_switches()) and fault != "dispute"
    return Lot((card.number,), refunds and (late or fault.startswith("refund") or fault == "balance_too_low"))


async def switch(books: Path, *, seed: int, seconds: float) -> list[str]:
    """Have one fault after the other switched on at the bank for so long, then none; gives which."""
    from legation.payments.testbank.store import Store

    on: list[str] = []
    store: Any = Store(str(books))
    try:
        for name in _dealt(random.Random(f"switches/{seed}"), int(seconds / STRETCH_SECONDS)):  # noqa: S311
            on.append(name)
            store.switch({name: SWITCHED_SECONDS})
            await asyncio.sleep(STRETCH_SECONDS)
    finally:
        if on:
            store.switch({})
    return on


def _dealt(rng: random.Random, count: int) -> list[str]:
    """Every switch of payments and refunds in turn, in a random order; none where the bank has none."""
    names = _switches()
    found: list[str] = []
    while names and len(found) < count:
        found += rng.sample(names, len(names))
    return found[:count]


def _switches() -> list[str]:
    try:
        known = import_module("legation.payments.testbank.faults").NAMES
    except ModuleNotFoundError:  # a bank that only refuses cards
        return []
    return sorted(name for name in known if not name.startswith(("file_", "dispute")))
