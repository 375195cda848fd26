"""The cash desks of a demonstration: money in the safes and illustrative rates of the day."""

from datetime import datetime
from decimal import Decimal

RATES = {"EGP": "55.10", "USD": "1.0850", "TRY": "47.20", "AZN": "1.8445"}
STOCK = {"HQ": 50_000, "PAR": 50_000, "CAI": 2_000_000}
SOURCE = "Demonstration"


def fill_tills(*, first: str, second: str, at: datetime) -> None:
    """Enter and approve the day's rates, and stock the safes that are empty.

    Args:
        first, second: e-mail addresses of two accountants of the centre.
    """
    from legation.ground.people.api import Person
    from legation.ground.posts.api import actor_of
    from legation.payments.till import api
    from legation.payments.till.services.approve_rates import approve_rates
    from legation.payments.till.services.enter_rates import Rate, enter_rates

    one, two = (actor_of(Person.objects.get(email=email), "accountant") for email in (first, second))
    rates = [Rate(at.date(), currency, Decimal(value)) for currency, value in RATES.items()]
    if enter_rates(rates, source=SOURCE, by=one.name, at=at).new:
        approve_rates(day=at.date(), source=SOURCE, by=two, at=at)
    for place, amount in STOCK.items():
        if not api.is_stocked(place):
            row = api.consign(place=place, amount=amount, way="bank", slip="1", by=one, at=at, outward=False)
            api.confirm_consignment(place=place, number=row.pk, arrived=amount, reason="", by=two, at=at)
