"""Which of two answers is better for the traveller. A total order, so that the best is always the same."""

from .answer import Answer, Money, Route, StayCheck
from .codes import OUTCOMES

Rank = tuple[bool, bool, int, bool, float, bool, str, int, int, int]


def rank(answer: Answer) -> Rank:
    """The rank of an answer; smaller is better.

    In this order: entry at all, the intended stay fits, free before e-visa before on arrival before post, by rule
    before by an officer, the longer stay, several entries, the lower fee (within one currency only), the shorter wait,
    fewer conditions.

    Args:
        answer: What `decide` said.
    """
    return with_stay(rank_route(answer.route), answer.stay_check)


def with_stay(terms: Rank, check: StayCheck | None) -> Rank:
    """The rank of a route for an intended stay, from its rank for no particular stay."""
    if check is None or check.verdict != "exceeds":
        return terms
    return (terms[0], True, *terms[2:])


def rank_route(route: Route) -> Rank:
    """The rank of a route for no particular stay."""
    fee = min((offer.fee for offer in route.offers), key=_by_price, default=None)
    return (
        route.outcome == "no_entry",
        False,
        OUTCOMES.index(route.outcome),
        route.decision == "officer",
        -longest(route),
        not any(offer.entries == "multiple" for offer in route.offers),
        fee.currency if fee else "",
        fee.minor if fee else 0,
        route.processing_hours or 0,
        len(route.conditions),
    )


def longest(route: Route) -> float:
    """The longest stay the route allows, in hours; 0 where a post decides."""
    if route.stay is not None:
        return route.stay.length
    return max((offer.stay.length for offer in route.offers), default=0)


def _by_price(fee: Money) -> tuple[str, int]:
    return fee.currency, fee.minor
