"""What cash moves in the ledger, and how an amount becomes coins. Pure.

A post has its own accounts: `drawer`, `safe`, `transit`, `differences`, `rounding` and, for money taken in another
currency than is owed, one `exchange` account per currency: what is owed leaves through the one, what was taken comes
in through the other, and their balances valued at a later rate are what the rates have gained or cost.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.core import get_global

from legation.ground.currencies import exponent
from legation.payments.rules import Money, Posting

CASH, TERMINAL = "cash", "terminal"
TAKEN, BACK, CARD, CARD_BACK = "taken", "back", "card", "cardback"
IN_HAND = ("drawer", "safe")

OPENED = Posting("float", debit="drawer", credit="safe")
PUT_AWAY = Posting("put_away", debit="safe", credit="drawer")
OVER = Posting("difference", debit="drawer", credit="differences")
SHORT = Posting("difference", debit="differences", credit="drawer")
SENT = Posting("consigned", debit="transit", credit="safe")
ARRIVED = Posting("arrived", debit="bank", credit="transit")
SUPPLIED = Posting("consigned", debit="transit", credit="bank")
TAKEN_IN = Posting("arrived", debit="safe", credit="transit")
LOST_ON_THE_WAY = Posting("difference", debit="differences", credit="transit")
FOUND_ON_THE_WAY = Posting("difference", debit="transit", credit="differences")
CHANGED = Posting("exchange", debit="exchange", credit="clearing")


@dataclass(frozen=True)
class Quote:
    """What an amount owed is in a drawer's coins.

    Args:
        exact: in minor units of the drawer's currency, before coins are looked at.
        rate: how much of it one unit of the currency owed is, empty when it is the same.
    """

    owed: Money
    cash: Money
    exact: int
    rate: str = ""
    rate_day: date | None = None

    @property
    def rounding(self) -> int:
        """What the coins make more than the exact amount."""
        return self.cash.amount - self.exact


def coins(amount: int, currency: str) -> int:
    """An amount as it can be paid in coins: CLDR's rounding for cash, halves upward; minor units in and out."""
    fractions = get_global("currency_fractions")
    _digits, _rounding, digits, rounding = fractions.get(currency, fractions["DEFAULT"])
    step = max(1, int(max(rounding, 1) * Decimal(10) ** (exponent(currency) - digits)))
    return int((Decimal(amount) / step).quantize(Decimal(1), ROUND_HALF_UP)) * step


def legs(quote: Quote) -> list[tuple[Posting, Money]]:
    """The transfers by which money owed, once it is in `clearing`, comes to lie in the drawer as cash."""
    source = "exchange" if quote.rate else "clearing"
    found = [(CHANGED, quote.owed)] if quote.rate else []
    currency, less = quote.cash.currency, min(quote.exact, quote.cash.amount)
    found.append((Posting("cash", debit="drawer", credit=source), Money(less, currency)))
    up, down = Posting("rounding", "drawer", "rounding"), Posting("rounding", "rounding", source)
    found.append((up if quote.rounding > 0 else down, Money(abs(quote.rounding), currency)))
    return [(posting, money) for posting, money in found if money.amount]


def reversed_legs(quote: Quote) -> list[tuple[Posting, Money]]:
    """The same the other way round, for money that is handed back."""
    return [(Posting(one.kind, debit=one.credit, credit=one.debit), money) for one, money in legs(quote)]
