"""A draw that anybody can replay. Pure functions, no Django: the file that is published is all that is needed.

Before wishes are taken the house publishes SHA-256 of a seed it cannot change any more; afterwards the seed, and the
numbers of the wishes. Their order is that of HMAC-SHA-256 (RFC 2104) under the seed over each number in decimal.
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

FORMAT = "legation-draw-1"
SEED_BYTES = 32


def commitment(seed: bytes) -> str:
    """What is published before: SHA-256 of the seed, hex."""
    return sha256(seed).hexdigest()


def order(seed: bytes, numbers: Iterable[int]) -> list[int]:
    """The numbers as they are drawn."""
    return sorted(numbers, key=lambda number: hmac.digest(seed, str(number).encode(), "sha256"))


def problems(told: Any, *, committed: str = "", count: int | None = None) -> list[str]:
    """What is wrong with a published draw; nothing if it replays.

    Args:
        told: the file's JSON.
        committed: the commitment somebody noted before the draw, if they did.
        count: how many wishes there were, as somebody noted when the list was closed.
    """
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        return [f"This is no draw: 'format' must be {FORMAT}."]
    try:
        seed, numbers = bytes.fromhex(told["seed"]), [int(number) for number in told["numbers"]]
        drawn, seated = list(told["order"]), list(told["seated"])
        told_count, told_commitment = told["count"], str(told["commitment"])
    except (KeyError, TypeError, ValueError) as error:
        return [f"The file cannot be read: {type(error).__name__} {error}."]
    found = []
    if commitment(seed) != told_commitment:
        found.append("The seed is not the one that was committed to.")
    if committed and committed.lower() != told_commitment:
        found.append("The commitment is not the one that was published before the draw.")
    if sorted(numbers) != list(range(1, told_count + 1)):
        found.append("The list of numbers has a gap, a number twice, or another length than it says.")
    if count is not None and count != told_count:
        found.append(f"There were {count} wishes when the list was closed; the file has {told_count}.")
    if drawn != order(seed, numbers):
        found.append("The order is not the one that the seed gives.")
    if [number for number in drawn if number in set(seated)] != seated:
        found.append("Those who got a time are not in the order of the draw.")
    return found
