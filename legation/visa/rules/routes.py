"""Looks up the route one traveller has by a rule: with their fee, and whether their stay fits."""

from datetime import date

from .answer import Route, StayCheck
from .compiled import CompiledRule
from .errors import VisaRulesError
from .index import Policy
from .question import Question
from .rank import Rank
from .stay import check_stay


def route_for(policy: Policy, compiled: CompiledRule, nationality: str, day: date) -> tuple[Route, Rank]:
    """The route a rule gives, and its rank.

    Args:
        policy: Where the fees are.
        compiled: The rule.
        nationality: Canonical code, which decides the fee.
        day: Day of application; outside the days of the rule the nearest of them is taken, since fees are
            known for those days only.

    Raises:
        VisaRulesError: No fee; a checked policy has one for every e-visa it offers.
    """
    if not compiled.route.offers:
        return compiled.route, compiled.terms
    day = min(max(day, compiled.start, policy.start), compiled.end, policy.end)
    for priced in policy.priced[compiled.rule.rule, nationality]:
        if priced.start <= day <= priced.end:
            return priced.route, priced.terms
    raise VisaRulesError(f"No fee for {nationality} by {compiled.rule.rule} on {day}.")


def check_route(route: Route, question: Question) -> StayCheck | None:
    """Whether the intended stay fits: for an e-visa, by the offer that suits it best.

    Returns:
        None if no departure was given, or the route sets no stay of its own.
    """
    if question.departure is None:
        return None
    stays = [route.stay] if route.stay is not None else [offer.stay for offer in route.offers]
    checks = [check_stay(stay, question.arrival, question.departure, question.earlier_stays) for stay in stays]
    return min(checks, key=_severity, default=None)


def _severity(check: StayCheck) -> tuple[int, int, int]:
    return (
        ("fits", "depends_on_hours", "exceeds").index(check.verdict),
        check.days_over,
        -(check.allowed_days or 0),
    )
