"""Which currency a post's cash is in, and what an amount owed is in it at the day's rate."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from legation.ground import node
from legation.ground.currencies import exponent
from legation.ground.errors import Conflict
from legation.ground.posts.network import network
from legation.ground.posts.numbering import zone_of
from legation.ground.profile import profile
from legation.ground.statements import Select
from legation.payments.rules import Money
from legation.payments.till.models import DayRate
from legation.payments.till.rules import Quote, coins

BASE = "EUR"
_NO_RATE = _(
    "There is no approved rate of these days for this currency, so nothing can be taken in it. Ask the ministry to"
    " enter one."
)


def cash_currency(place: str) -> str:
    """The currency of a post's drawers (ISO 4217): its own if its row names one, else the profile's."""
    row = network().rows.get(place)
    return (row and row.cash) or profile().currency


_APPROVED = Select(DayRate, "currency = %s AND day <= %s AND approved_at IS NOT NULL", order="day DESC LIMIT 1")


def _per_base(currency: str, day: date) -> DayRate | None:
    """The latest approved rate up to a day."""
    return _APPROVED.first(currency, day.isoformat())


def _rate(currency: str, at: datetime, place: str) -> tuple[Decimal, date]:
    today = at.astimezone(zone_of(place)).date()
    if currency == BASE:
        return Decimal(1), today
    row = _per_base(currency, today)
    cut = node.here()
    # whose line is gone goes on with what was in force that day
    last = cut.since.astimezone(zone_of(place)).date() if cut and cut.since else today
    if row is None or row.day < last - timedelta(days=profile().till.rate_days):
        raise Conflict(f"no rate of {currency} for {today}", reader=_NO_RATE)
    return Decimal(row.rate), row.day


def quote(owed: Money, *, place: str, at: datetime) -> Quote:
    """What an amount owed is in a post's cash at a moment.

    Raises:
        Conflict: there is no approved rate, or it is older than the profile allows.
    """
    currency = cash_currency(place)
    if owed.currency == currency:
        return quote_at(owed, currency, "", None)
    (to, day), (of, other) = _rate(currency, at, place), _rate(owed.currency, at, place)
    rate = (to / of).quantize(Decimal(10) ** -8, ROUND_HALF_UP)
    return quote_at(owed, currency, str(rate.normalize()), min(day, other))


def quote_at(owed: Money, currency: str, rate: str, day: date | None) -> Quote:
    """The same at a rate that is known: of `currency` for one of the currency owed; empty where they are the same."""
    exact = Decimal(owed.amount).scaleb(exponent(currency) - exponent(owed.currency)) * Decimal(rate or 1)
    minor = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return Quote(owed, Money(coins(minor, currency), currency), minor, rate, day)
