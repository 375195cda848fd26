"""What a traveller is told. Codes and figures only; the wording is keyed by them."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from .codes import Condition, Decision, Document, Entries, Outcome, PermitKind, Refusal
from .question import Permit, Question
from .schema import Source, Stay

StayVerdict = Literal["fits", "exceeds", "depends_on_hours"]
HintCode = Literal[
    "rule_changes", "shorten_stay", "ask_post_for_longer_stay", "wait_before_arrival", "renew_permit",
    "use_document",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units: 2050 EUR is 20.50."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One e-visa that can be chosen. It must be used within `validity_days` of its issue."""

    entries: Entries
    stay: Stay
    validity_days: int
    fee: Money


@dataclass(frozen=True, slots=True)
class RuleReference:
    """The reason of an answer: which rule, in force when, from which source (None: illustrative)."""

    rule: str
    section: str
    start: date
    end: date | None
    source: Source | None


@dataclass(frozen=True, slots=True)
class Route:
    """One way of entering.

    Args:
        outcome: free, evisa, visa_on_arrival, visa_at_post or no_entry.
        reference: The rule that says so.
        stay: For free: how long. For an e-visa the stay is in each offer.
        offers: For an e-visa: what can be bought, at least one.
        decision: For an e-visa: whether the rules may grant it or an officer always looks.
        processing_hours: Time promised for the decision.
        conditions: What must be shown.
        passport_valid_days: Days from arrival for which the travel document must be valid.
        refusal: For no_entry: why.
    """

    outcome: Outcome
    reference: RuleReference
    stay: Stay | None = None
    offers: tuple[Offer, ...] = ()
    decision: Decision | None = None
    processing_hours: int | None = None
    conditions: tuple[Condition, ...] = ()
    passport_valid_days: int | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class StayCheck:
    """Whether the intended stay is within what the route allows.

    Args:
        verdict: `depends_on_hours` if only the times of arrival and departure decide.
        intended_days: Days of the stay, both ends counted.
        allowed_days: Days the route allows, None for a rule in hours or without limit.
        days_over: Days too many, 0 if it fits.
        earliest_arrival: With earlier stays: the first day on which the same stay would fit.
    """

    verdict: StayVerdict
    intended_days: int
    allowed_days: int | None
    days_over: int
    earliest_arrival: date | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """A better route, with a permit of one of these issuers or for a shorter stay.

    Args:
        route: What would be open.
        issued_by: States and areas, one of which must have issued it; empty if no permit is needed.
        kinds: Visa, residence permit, or both.
        held: True if it is open already, for a shorter stay than the intended one.
    """

    route: Route
    issued_by: tuple[str, ...]
    kinds: tuple[PermitKind, ...]
    held: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing that would change the answer.

    Args:
        code: What it is; the text is keyed by it.
        outcome: What the answer would become, if it would.
        rule: The rule that would decide.
        day: The day from which (`rule_changes`, `wait_before_arrival`) or until which (`renew_permit`).
        days: The longest stay (`shorten_stay`).
        document: The travel document to use (`use_document`).
    """

    code: HintCode
    outcome: Outcome | None = None
    rule: str | None = None
    day: date | None = None
    days: int | None = None
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The decision on one question.

    Args:
        question: As asked, with the nationality in its canonical code.
        route: How this traveller enters; `outcome` and the rest are read from it.
        permit: The permit that opened the route, if one did.
        stay_check: None if no departure was given or the route sets no stay.
        alternatives: Better routes with a paper the traveller does not show, best first.
        what_would_change: Hints, most useful first.
    """

    question: Question
    route: Route
    permit: Permit | None = None
    stay_check: StayCheck | None = None
    alternatives: tuple[Alternative, ...] = ()
    what_would_change: tuple[Hint, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """free, evisa, visa_on_arrival, visa_at_post or no_entry."""
        return self.route.outcome


@dataclass(frozen=True, slots=True)
class BestAnswer:
    """The best of the answers to somebody with several passports; `others` in order, best first."""

    best: Answer
    others: tuple[Answer, ...]
