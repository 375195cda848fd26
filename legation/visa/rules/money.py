"""Exact amounts of a currency."""

from decimal import Decimal

from legation.ground.currencies import exponent


def fits_exponent(amount: Decimal, currency: str) -> bool:
    """Says whether the amount is a whole number of minor units (20.5 EUR is, 20.005 EUR is not)."""
    return amount.is_finite() and amount.scaleb(exponent(currency)) % 1 == 0


def minor_units(amount: Decimal, currency: str) -> int:
    """The amount in minor units: 20.50 EUR gives 2050.

    Raises:
        ValueError: The amount has more decimals than the currency.
    """
    if not fits_exponent(amount, currency):
        raise ValueError(f"{amount} is not a whole number of minor units of {currency}.")
    return int(amount.scaleb(exponent(currency)))
