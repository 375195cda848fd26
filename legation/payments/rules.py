"""The life of a payment and of a refund as data: which event may meet which state, and what follows. Pure.

A payment is tried in attempts. Money that fits what is owed settles it, whenever it comes, even after the attempt or
the payment had expired: whoever asked is told, and asks for a refund if nothing waits for the money any more. Money
that cannot settle (paid twice, another amount) is kept as unmatched, where an accountant sees it. An event that has
no edge here is recorded and changes nothing.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

ATTEMPT_LASTS = timedelta(hours=2)
PAYMENT_LASTS = timedelta(days=30)


class State(StrEnum):
    """Where a payment stands."""

    REQUESTED = "requested"
    PENDING = "pending"
    REFUSED = "refused"
    SETTLED = "settled"
    EXPIRED = "expired"


class Attempt(StrEnum):
    """Where one attempt to pay stands; NONE when the event is about no attempt."""

    NONE = ""
    OPEN = "open"
    REFUSED = "refused"
    EXPIRED = "expired"
    CAPTURED = "captured"


class Kind(StrEnum):
    """What can happen to a payment. MISPAID is a capture of other money than is owed; LOWERED: less is asked for."""

    STARTED = "started"
    REFUSED = "refused"
    EXPIRED = "expired"
    CAPTURED = "captured"
    MISPAID = "mispaid"
    ASSIGNED = "assigned"
    LAPSED = "lapsed"
    LOWERED = "lowered"


class Refund(StrEnum):
    """Where a refund stands. REQUESTED: in our books, and perhaps not yet at the provider."""

    REQUESTED = "requested"
    PENDING = "pending"
    REFUNDED = "refunded"
    FAILED = "failed"


class RefundKind(StrEnum):
    """What can happen to a refund."""

    PENDING = "refund_pending"
    REFUNDED = "refunded"
    FAILED = "refund_failed"


class Verdict(StrEnum):
    """What became of an event: applied, or kept without effect, and why."""

    APPLIED = "applied"
    REPEATED = "repeated"
    UNEXPECTED = "unexpected"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why money is unmatched."""

    DOUBLE = "double"
    OTHER_AMOUNT = "other_amount"
    UNKNOWN = "unknown"
    REFUND_FAILED = "refund_failed"


REFUSALS = ("insufficient_funds", "stolen_card", "expired_card", "authentication_failed", "declined")
"""The reasons of a refusal that readers are told in words of their own; any other is told as 'declined'."""


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


@dataclass(frozen=True)
class RefundEdge:
    """What `event` does to a refund in `source`."""

    source: Refund
    event: RefundKind
    target: Refund
    posting: Posting | None = None
    effect: str = ""


SETTLEMENT = Posting("settlement", debit="clearing", credit="income")
UNMATCHED = Posting("unmatched", debit="clearing", credit="unmatched")
ASSIGNMENT = Posting("assignment", debit="unmatched", credit="income")
GIVEN_BACK = Posting("refund", debit="income", credit="refunds")
SENT_BACK = Posting("refund", debit="unmatched", credit="refunds")
REFUND_PAID = Posting("refund_paid", debit="refunds", credit="clearing")
REFUND_FAILED = Posting("refund_failed", debit="refunds", credit="unmatched")
REFUND_RETURNED = Posting("refund_failed", debit="clearing", credit="unmatched")
PAYOUT = Posting("payout", debit="bank", credit="clearing")
PAYOUT_BACK = Posting("payout", debit="clearing", credit="bank")
FEE = Posting("fee", debit="fees", credit="clearing")
FEE_BACK = Posting("fee", debit="clearing", credit="fees")

UNPAID = (State.REQUESTED, State.PENDING, State.REFUSED, State.EXPIRED)
UNCAPTURED = (Attempt.OPEN, Attempt.REFUSED, Attempt.EXPIRED)
_N, _O, _R, _E, _C = Attempt.NONE, Attempt.OPEN, Attempt.REFUSED, Attempt.EXPIRED, Attempt.CAPTURED

EDGES = (
    Edge(State.REQUESTED, _N, Kind.STARTED, State.PENDING, _O),
    Edge(State.REFUSED, _N, Kind.STARTED, State.PENDING, _O),
    Edge(State.PENDING, _O, Kind.REFUSED, State.REFUSED, _R, effect="payments.refused", keyed_by="attempt"),
    Edge(State.PENDING, _O, Kind.EXPIRED, State.REQUESTED, _E),
    # an attempt that ends beside the payment: settled or closed meanwhile, or another attempt is open
    *(Edge(state, _O, Kind.REFUSED, state, _R) for state in (State.SETTLED, State.EXPIRED)),
    *(Edge(state, _O, Kind.EXPIRED, state, _E) for state in (State.SETTLED, State.EXPIRED)),
    *(Edge(state, _E, Kind.REFUSED, state, _R) for state in State),
    *(Edge(state, _R, Kind.EXPIRED, state, _R) for state in State),
    # money that fits: before, in or after its time; the second time it is nobody's
    *(Edge(state, attempt, Kind.CAPTURED, State.SETTLED, _C, posting=SETTLEMENT, effect="payments.settled")
      for state in UNPAID for attempt in UNCAPTURED),
    *(Edge(State.SETTLED, attempt, Kind.CAPTURED, State.SETTLED, _C, posting=UNMATCHED) for attempt in UNCAPTURED),
    # money that does not fit
    Edge(State.PENDING, _O, Kind.MISPAID, State.REQUESTED, _C, posting=UNMATCHED),
    *(Edge(state, attempt, Kind.MISPAID, state, _C, posting=UNMATCHED)
      for state in State for attempt in UNCAPTURED if (state, attempt) != (State.PENDING, _O)),
    *(Edge(state, _N, Kind.ASSIGNED, State.SETTLED, _N, posting=ASSIGNMENT, effect="payments.settled")
      for state in UNPAID),
    *(Edge(state, _N, Kind.LAPSED, State.EXPIRED, _N) for state in UNPAID if state != State.EXPIRED),
    # less is asked for, only while no page is open on which somebody may be paying
    *(Edge(state, _N, Kind.LOWERED, state, _N) for state in (State.REQUESTED, State.REFUSED)),
)  # fmt: skip

REFUND_EDGES = (
    RefundEdge(Refund.REQUESTED, RefundKind.PENDING, Refund.PENDING),
    *(RefundEdge(state, RefundKind.REFUNDED, Refund.REFUNDED, REFUND_PAID, "payments.refunded")
      for state in (Refund.REQUESTED, Refund.PENDING)),
    *(RefundEdge(state, RefundKind.FAILED, Refund.FAILED, REFUND_FAILED, "payments.refund_failed")
      for state in (Refund.REQUESTED, Refund.PENDING)),
    # a bank may send a refund back days after it was paid: the money is with the provider again
    RefundEdge(Refund.REFUNDED, RefundKind.FAILED, Refund.FAILED, REFUND_RETURNED, "payments.refund_failed"),
)  # fmt: skip

_BY_MEETING = {(edge.source, edge.attempt, edge.event): edge for edge in EDGES}
_OUTCOME = {Kind.STARTED: _O, Kind.REFUSED: _R, Kind.EXPIRED: _E, Kind.CAPTURED: _C, Kind.MISPAID: _C}
_REFUND_BY_MEETING = {(edge.source, edge.event): edge for edge in REFUND_EDGES}
_OLD_NEWS = {
    (Refund.PENDING, RefundKind.PENDING), (Refund.REFUNDED, RefundKind.PENDING), (Refund.FAILED, RefundKind.PENDING),
    (Refund.REFUNDED, RefundKind.REFUNDED), (Refund.FAILED, RefundKind.FAILED),
}  # fmt: skip


def edge(state: State, attempt: Attempt, event: Kind) -> Edge | None:
    """The edge for this event in this place, or None when the graph has none."""
    return _BY_MEETING.get((state, attempt, event))


def judge(*, state: State, attempt: Attempt, event: Kind, owed: Money, moved: Money) -> tuple[Verdict, Edge | None]:
    """Whether an event is to be applied, and along which edge.

    Args:
        owed: what the payment asks for.
        moved: what the provider says it is about; anything else than `owed` never settles a payment, but what was
            captured is kept.
    """
    if owed != moved:
        return Verdict.MISMATCH, edge(state, attempt, Kind.MISPAID) if event == Kind.CAPTURED else None
    found = edge(state, attempt, event)
    if found is not None:
        return Verdict.APPLIED, found
    return (Verdict.REPEATED if _OUTCOME.get(event) == attempt else Verdict.UNEXPECTED), None


def judge_refund(*, state: Refund, event: RefundKind, asked: Money, moved: Money) -> tuple[Verdict, RefundEdge | None]:
    """Whether an event of a refund is to be applied, and along which edge."""
    if asked != moved:
        return Verdict.MISMATCH, None
    found = _REFUND_BY_MEETING.get((state, event))
    if found is not None:
        return Verdict.APPLIED, found
    return (Verdict.REPEATED if (state, event) in _OLD_NEWS else Verdict.UNEXPECTED), None


OF_A_POST = ("drawer", "safe", "transit", "differences", "rounding", "exchange")


def account(kind: str, *, currency: str, provider: str, purpose: str, place: str = "") -> str:
    """The code of an account. Income is counted by purpose, our bank by currency, cash by post, else by provider."""
    of = {"income": f":{purpose}", "bank": "", **dict.fromkeys(OF_A_POST, f":{place}")}.get(kind, f":{provider}")
    return f"{kind}{of}:{currency}"
