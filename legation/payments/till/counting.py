"""Counting notes and coins: the denominations of a currency where we know them, else a sum."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from legation.ground.currencies import exponent
from legation.ground.errors import Invalid

SUM = "sum"
MOST = 10**15
# Notes and coins in circulation, in units of the currency, by the central banks' own lists (2026).
_KNOWN = {
    "EUR": "500 200 100 50 20 10 5 2 1 0.50 0.20 0.10 0.05 0.02 0.01",
    "USD": "100 50 20 10 5 2 1 0.50 0.25 0.10 0.05 0.01",
    "GBP": "50 20 10 5 2 1 0.50 0.20 0.10 0.05 0.02 0.01",
    "TRY": "200 100 50 20 10 5 1 0.50 0.25 0.10 0.05",
    "AZN": "200 100 50 20 10 5 1 0.50 0.20 0.10 0.05 0.03 0.01",
    "EGP": "200 100 50 20 10 5 1 0.50 0.25",
    "CHF": "1000 200 100 50 20 10 5 2 1 0.50 0.20 0.10 0.05",
    "JPY": "10000 5000 2000 1000 500 100 50 10 5 1",
    "KWD": "20 10 5 1 0.500 0.250 0.100 0.050 0.020 0.010 0.005",
    "JOD": "50 20 10 5 1 0.500 0.250 0.100 0.050",
}
_NOT_A_COUNT = _("Enter how many there are, as a whole number.")
_NOT_AN_AMOUNT = _("Enter an amount as a number, as in 12.50.")


def denominations(currency: str) -> list[int]:
    """Notes and coins in minor units, the largest first; empty where we do not know them."""
    return [int(Decimal(each).scaleb(exponent(currency))) for each in _KNOWN.get(currency, "").split()]


def total(counts: Mapping[str, int], currency: str) -> int:
    """What a count makes, in minor units: denomination (or `sum`: minor units) -> how many.

    Raises:
        Invalid: it counts what there is not, or less than none.
    """
    known = {str(each): each for each in denominations(currency)}
    made = 0
    for name, number in counts.items():
        if type(number) is not int or number < 0 or name not in {SUM, *known}:
            raise Invalid(f"{number!r} of {name[:20]!r} in {currency}", reader=_NOT_A_COUNT)
        made += number * known.get(name, 1)
    if made > MOST:
        raise Invalid(f"{made} is more than there is", reader=_NOT_A_COUNT)
    return made


def amount_of(text: str, currency: str) -> int:
    """Minor units of what somebody typed, as in '12.50' or '12,5'.

    Raises:
        Invalid: it is no amount of this currency, or below zero.
    """
    try:
        minor = Decimal(text.strip().replace(",", ".")).scaleb(exponent(currency))
        if not minor.is_finite() or minor != minor.to_integral_value() or not 0 <= minor <= MOST:
            raise ValueError
        return int(minor)
    except (InvalidOperation, ValueError):
        raise Invalid(f"{text[:40]!r} is no amount of {currency}", reader=_NOT_AN_AMOUNT) from None


def counts_of(given: Mapping[str, str], currency: str) -> dict[str, int]:
    """A count as a form sends it: `d<denomination>` -> number, or `sum` -> amount; what is empty is none.

    Raises:
        Invalid: one of them is no number.
    """
    found: dict[str, int] = {}
    for each in denominations(currency):
        text = given.get(f"d{each}", "").strip()[:12]
        if text and not (text.isascii() and text.isdigit()):
            raise Invalid(f"{text!r} of {each}", reader=_NOT_A_COUNT)
        if text:
            found[str(each)] = int(text)
    if text := given.get(SUM, "").strip()[:24]:
        found[SUM] = amount_of(text, currency)
    return found
