"""Puts the fees into e-visa routes when a policy is loaded, so that an answer only looks them up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .answer import Money, Offer, Route
from .compiled import CompiledFee, CompiledRule
from .rank import Rank, rank_route

FeeRows = Mapping[tuple[str, str], tuple[CompiledFee, ...]]
_Rows = tuple[tuple[CompiledFee, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """A route with its fees and rank, for applications from `start` to `end`."""

    start: date
    end: date
    route: Route
    terms: Rank


def fee_rows(fees: Sequence[CompiledFee]) -> dict[tuple[str, str], tuple[CompiledFee, ...]]:
    """(nationality, entries) -> fees, those that name the nationality before those for all."""
    rows: defaultdict[tuple[str, str], list[CompiledFee]] = defaultdict(list)
    for fee in sorted(fees, key=lambda fee: fee.general):
        for code in fee.nationalities:
            rows[code, fee.row.entries].append(fee)
    return {key: tuple(found) for key, found in rows.items()}


def price(rules: Sequence[CompiledRule], rows: FeeRows) -> dict[tuple[str, str], tuple[Priced, ...]]:
    """The routes of every e-visa rule with their fees.

    Args:
        rules: All rules; those without offers are left out.
        rows: From `fee_rows`.

    Returns:
        (rule name, nationality) -> routes by day of application. Days without a fee are left out; the
        check of fees tells them.
    """
    return {
        (rule.rule.rule, code): routes
        for rule in rules
        if rule.route.offers
        for code, routes in _price_rule(rule, rows).items()
    }


def _price_rule(rule: CompiledRule, rows: FeeRows) -> dict[str, tuple[Priced, ...]]:
    shared: dict[_Rows, tuple[Priced, ...]] = {}
    found: dict[str, tuple[Priced, ...]] = {}
    for code in rule.nationalities:
        mine = tuple(rows.get((code, offer.entries), ()) for offer in rule.route.offers)
        if mine not in shared:
            shared[mine] = _by_day(rule, mine)
        found[code] = shared[mine]
    return found


def _by_day(rule: CompiledRule, rows: _Rows) -> tuple[Priced, ...]:
    """One route for each stretch of days on which no fee changes."""
    changes = {rule.start}
    for fee in (fee for offer_rows in rows for fee in offer_rows):
        changes.add(fee.start)
        if fee.end != date.max:
            changes.add(fee.end + timedelta(days=1))
    days = sorted(day for day in changes if rule.start <= day <= rule.end)
    ends = [*(day - timedelta(days=1) for day in days[1:]), rule.end]
    stretches = (_priced(rule, rows, start, end) for start, end in zip(days, ends, strict=True))
    return tuple(stretch for stretch in stretches if stretch is not None)


def _priced(rule: CompiledRule, rows: _Rows, start: date, end: date) -> Priced | None:
    offers: list[Offer] = []
    for offer, offer_rows in zip(rule.route.offers, rows, strict=True):
        fee = _on(offer_rows, start)
        if fee is None:
            return None
        offers.append(replace(offer, fee=fee))
    route = replace(rule.route, offers=tuple(offers))
    return Priced(start, end, route, rank_route(route))


def _on(rows: Sequence[CompiledFee], day: date) -> Money | None:
    return next((fee.money for fee in rows if fee.start <= day <= fee.end), None)
