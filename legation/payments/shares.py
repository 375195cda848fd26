"""Shares of a payment: what each person's part of one sum is, and whose part it is when some of it goes back. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from legation.ground.errors import Invalid


@dataclass(frozen=True)
class ShareOf:
    """What one of several persons owes in a payment.

    Args:
        name: the caller's name for it, such as the reference of a case; once in a payment, at most 120 characters.
        amount: minor units, above zero.
        labels: what the income of this share is counted by.
    """

    name: str
    amount: int
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """So much of a movement belongs to a share (its key), or to none in particular."""

    share: int | None
    amount: int


def check_shares(shares: Sequence[ShareOf], amount: int) -> None:
    """Refuse shares that do not make up the sum.

    Raises:
        Invalid: one of them is nothing, or two have one name, or together they are another amount.
    """
    if not shares:
        return
    if any(share.amount <= 0 or not 0 < len(share.name) <= 120 for share in shares):
        raise Invalid("a share has no name or no amount above zero")
    if len({share.name for share in shares}) < len(shares) or sum(share.amount for share in shares) != amount:
        raise Invalid(f"shares of {[share.amount for share in shares]} do not make up {amount}, each once")


def spread(amount: int, left: Sequence[Part], *, first: Part | None = None) -> list[Part]:
    """Whose income an amount is that goes back: of the share that is named, then of the others in their order.

    Args:
        left: what each share brought and has not given back yet; at least `amount` together, or none at all.
        first: the one of them that it is about, if it is about one.
    """
    if not left:
        return [Part(None, amount)]
    found = []
    for part in sorted(left, key=lambda each: each != first):
        if taken := min(amount, part.amount):
            found.append(Part(part.share, taken))
            amount -= taken
    return found
