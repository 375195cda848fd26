"""The life of a payment as data: which event may meet which state, and what follows. Pure; knows no database.

A payment is tried in attempts. An event that has no edge here is recorded and changes nothing: refunds, disputes and
expiry are added as further rows of `EDGES`, never as branches in the code that walks it.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a payment stands."""

    REQUESTED = "requested"
    PENDING = "pending"
    REFUSED = "refused"
    SETTLED = "settled"


class Attempt(StrEnum):
    """Where one attempt to pay stands; NONE before it exists."""

    NONE = ""
    OPEN = "open"
    REFUSED = "refused"
    CAPTURED = "captured"


class Kind(StrEnum):
    """What can happen to a payment."""

    STARTED = "started"
    REFUSED = "refused"
    CAPTURED = "captured"


class Verdict(StrEnum):
    """What became of an event: applied, or kept without effect, and why."""

    APPLIED = "applied"
    REPEATED = "repeated"
    UNEXPECTED = "unexpected"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Money:
    """An amount in minor units of a currency (ISO 4217)."""

    amount: int
    currency: str


@dataclass(frozen=True)
class Posting:
    """A movement in the ledger: what it is called, and the kinds of account it debits and credits."""

    kind: str
    debit: str
    credit: str


@dataclass(frozen=True)
class Edge:
    """What `event` does to a payment in `source` whose attempt is in `attempt`.

    `posting` is what it moves in the ledger; `effect` the kind of effect that tells the department above, keyed by
    the payment or by the attempt (`keyed_by`).
    """

    source: State
    attempt: Attempt
    event: Kind
    target: State
    attempt_target: Attempt
    posting: Posting | None = None
    effect: str = ""
    keyed_by: str = "payment"


SETTLEMENT = Posting("settlement", debit="clearing", credit="income")

EDGES = (
    Edge(State.REQUESTED, Attempt.NONE, Kind.STARTED, State.PENDING, Attempt.OPEN),
    Edge(State.REFUSED, Attempt.NONE, Kind.STARTED, State.PENDING, Attempt.OPEN),
    Edge(
        State.PENDING, Attempt.OPEN, Kind.REFUSED, State.REFUSED, Attempt.REFUSED,
        effect="payments.refused", keyed_by="attempt",
    ),
    Edge(
        State.PENDING, Attempt.OPEN, Kind.CAPTURED, State.SETTLED, Attempt.CAPTURED,
        posting=SETTLEMENT, effect="payments.settled",
    ),
)  # fmt: skip

_BY_MEETING = {(edge.source, edge.attempt, edge.event): edge for edge in EDGES}
_OUTCOME = {edge.event: edge.attempt_target for edge in EDGES}


def edge(state: State, attempt: Attempt, event: Kind) -> Edge | None:
    """The edge for this event in this place, or None when the graph has none."""
    return _BY_MEETING.get((state, attempt, event))


def judge(*, state: State, attempt: Attempt, event: Kind, owed: Money, moved: Money) -> tuple[Verdict, Edge | None]:
    """Whether an event is to be applied, and along which edge.

    Args:
        owed: what the payment asks for.
        moved: what the provider says it is about; anything else than `owed` never changes a payment.
    """
    if owed != moved:
        return Verdict.MISMATCH, None
    found = edge(state, attempt, event)
    if found is not None:
        return Verdict.APPLIED, found
    return (Verdict.REPEATED if _OUTCOME[event] == attempt else Verdict.UNEXPECTED), None


def clearing_account(provider: str, currency: str) -> str:
    """The code of the account for what a provider owes us."""
    return f"clearing:{provider}:{currency}"


def income_account(purpose: str, currency: str) -> str:
    """The code of the account for what was paid for a purpose."""
    return f"income:{purpose}:{currency}"
