"""What a case costs, line by line: each line with its count, and why somebody does not pay it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from legation.procedures.bundles import Opened
from legation.procedures.definitions.expressions import Context, ExpressionError, ready
from legation.procedures.definitions.schema import FeeLine


@dataclass(frozen=True)
class Charge:
    """One line: `count` times `unit` (minor units), or nothing where `exempt` names the reason.

    `line` is its code, empty where the fee is one amount.
    """

    line: str
    unit: int
    count: int = 1
    exempt: str = ""

    @property
    def full(self) -> int:
        """What it would cost without an exemption."""
        return self.unit * self.count

    @property
    def amount(self) -> int:
        """What it costs."""
        return 0 if self.exempt else self.full


@dataclass(frozen=True)
class Price:
    """What a case costs, in one currency."""

    currency: str
    charges: tuple[Charge, ...]

    @property
    def amount(self) -> int:
        """The sum in minor units."""
        return sum(charge.amount for charge in self.charges)

    @property
    def lines(self) -> tuple[Charge, ...]:
        """The lines there are to show; none where the fee is one amount."""
        return tuple(charge for charge in self.charges if charge.line)


def price_of(opened: Opened, known: Mapping[str, Any]) -> Price:
    """What a case costs under `known` facts, as `all_facts` gives them. A line that counts nothing is left out."""
    fee = opened.definition.fee
    currency = str(_value(fee.currency, known))
    if not fee.lines:
        return Price(currency, (Charge("", int(_value(fee.amount or 0, known))),))
    context = ready(known)
    counted = ((line, _count(opened, line, context)) for line in fee.lines)
    charges = (
        Charge(line.line, int(_value(line.amount, known)), count, _exempt(opened, line.line, context))
        for line, count in counted
        if count > 0
    )
    return Price(currency, tuple(charges))


def _value(said: int | str, known: Mapping[str, Any]) -> Any:
    """An amount or a currency as it stands, or the fact of that name."""
    group, dot, leaf = str(said).partition(".")
    return known[group][leaf] if dot else said


def _holds(opened: Opened, condition: str, context: Context) -> bool:
    """Whether a condition holds; one that lacks an answer does not, as with findings."""
    with suppress(ExpressionError):
        return bool(opened.conditions[condition].run(context))
    return False


def _count(opened: Opened, line: FeeLine, context: Context) -> int:
    if line.when and not _holds(opened, line.when, context):
        return 0
    if line.per is None:
        return 1
    with suppress(ExpressionError):
        return int(opened.conditions[line.per].run(context))
    return 0


def _exempt(opened: Opened, line: str, context: Context) -> str:
    """Why a line is not paid: the first exemption that is of this line and holds."""
    return next(
        (
            each.exempt for each in opened.definition.fee.exempt or ()
            if (each.lines is None or line in each.lines) and _holds(opened, each.when, context)
        ),
        "",
    )  # fmt: skip
