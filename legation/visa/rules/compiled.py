"""Rules and fees with their names written out, made once when a policy is loaded."""

from dataclasses import dataclass
from datetime import date

from legation.ground.sources.problems import Location

from . import names
from .answer import Money, Offer, Route, RuleReference
from .codes import ALL
from .money import minor_units
from .rank import Rank, rank_route
from .schema import EvisaRule, Fee, FreeRule, NoEntryRule, PolicyFile, PostRule, Rule

_NO_FEE_YET = Money(0, "")


@dataclass(frozen=True, slots=True, eq=False)
class CompiledRule:
    """A rule with its names written out.

    Args:
        rule: The row as written.
        section: Place of its section; smaller goes first.
        at: Where it stands in the file.
        start: First day in force.
        end: Last day in force, `date.max` if open.
        nationalities: Codes.
        purposes: Codes.
        documents: Codes.
        permits: (issuer, kind) of which one must be held; None if the rule asks for none.
        issuers: The issuers to name to a traveller: areas by their code, groups written out.
        route: What the rule gives; the fees of an e-visa are zero here, `Policy.priced` has the real ones.
        terms: Rank of that route.
    """

    rule: Rule
    section: int
    at: Location
    start: date
    end: date
    nationalities: frozenset[str]
    purposes: frozenset[str]
    documents: frozenset[str]
    permits: frozenset[tuple[str, str]] | None
    issuers: tuple[str, ...]
    route: Route
    terms: Rank

    def in_force(self, day: date) -> bool:
        """Says whether the rule is in force on that day."""
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True, eq=False)
class CompiledFee:
    """A fee with its names written out; `general` if it is for `all`."""

    row: Fee
    at: Location
    start: date
    end: date
    nationalities: frozenset[str]
    general: bool
    money: Money


def compile_rules(file: PolicyFile) -> tuple[CompiledRule, ...]:
    """Every rule of a file whose names are known, in its order."""
    return tuple(
        _compile_rule(rule, (outer, inner), section.section, file)
        for outer, section in enumerate(file.sections)
        for inner, rule in enumerate(section.rules)
    )


def compile_fees(file: PolicyFile) -> tuple[CompiledFee, ...]:
    """Every fee of a file whose names are known, in its order."""
    return tuple(
        CompiledFee(
            row=fee,
            at=("fees", place),
            start=fee.from_,
            end=fee.until or date.max,
            nationalities=names.nationalities(fee.nationalities, file.groups),
            general=ALL in fee.nationalities,
            money=Money(minor_units(fee.amount, fee.currency), fee.currency),
        )
        for place, fee in enumerate(file.fees)
    )


def _compile_rule(rule: Rule, place: tuple[int, int], section: str, file: PolicyFile) -> CompiledRule:
    route = _route(rule, section)
    return CompiledRule(
        rule=rule,
        section=place[0],
        at=("sections", place[0], "rules", place[1]),
        start=rule.from_,
        end=rule.until or date.max,
        nationalities=names.nationalities(rule.nationalities, file.groups),
        purposes=names.purposes(rule.purposes),
        documents=names.documents(rule.documents),
        permits=names.permits(rule.holding, file) if rule.holding else None,
        issuers=names.issuers(rule.holding, file) if rule.holding else (),
        route=route,
        terms=rank_route(route),
    )


def _route(rule: Rule, section: str) -> Route:
    offers: tuple[Offer, ...] = ()
    if isinstance(rule, EvisaRule):
        offers = tuple(Offer(it.entries, it.stay, it.validity_days, _NO_FEE_YET) for it in rule.offers)
    return Route(
        outcome=rule.outcome,
        reference=RuleReference(rule.rule, section, rule.from_, rule.until, rule.source),
        stay=rule.stay if isinstance(rule, FreeRule) else None,
        offers=offers,
        decision=rule.decision if isinstance(rule, EvisaRule) else None,
        processing_hours=rule.processing_hours if isinstance(rule, EvisaRule | PostRule) else None,
        conditions=rule.conditions,
        passport_valid_days=rule.passport_valid_days,
        refusal=rule.reason if isinstance(rule, NoEntryRule) else None,
    )
