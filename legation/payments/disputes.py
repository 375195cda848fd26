"""The life of a dispute as data: which event may meet which state, and what follows. Pure.

A payer's bank takes money back from the provider, which takes it from us at once (a chargeback). From then on it is
disputed, and what is left of it is set aside, so that it is not paid back besides. If we win, the provider gives it
back; if we lose, it is lost from where it lies: income, unmatched money, or, when neither holds it any more because it
was paid back before, a loss. No dispute decides anything about what was issued: people do.
"""

from dataclasses import dataclass
from enum import StrEnum

from legation.payments.rules import Money, Posting, Verdict


class Dispute(StrEnum):
    """Where a dispute stands; NONE before we have heard of it."""

    NONE = ""
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class DisputeKind(StrEnum):
    """What can happen to a dispute."""

    OPENED = "dispute_opened"
    WON = "dispute_won"
    LOST = "dispute_lost"


class Held(StrEnum):
    """The kind of account in which the disputed money lies at our side."""

    INCOME = "income"
    UNMATCHED = "unmatched"
    NOWHERE = "losses"


@dataclass(frozen=True)
class DisputeEdge:
    """What `event` does to a dispute in `source` whose money lies in `held`; `effect` tells the department above."""

    source: Dispute
    held: Held
    event: DisputeKind
    target: Dispute
    posting: Posting
    effect: str


TAKEN = Posting("dispute", debit="disputed", credit="clearing")
REGAINED = Posting("dispute_won", debit="clearing", credit="disputed")
LOST = {held: Posting("dispute_lost", debit=held.value, credit="disputed") for held in Held}

_O, _W, _L = Dispute.OPEN, Dispute.WON, Dispute.LOST
EDGES = (
    *(DisputeEdge(Dispute.NONE, held, DisputeKind.OPENED, _O, TAKEN, "payments.disputed") for held in Held),
    *(DisputeEdge(_O, held, DisputeKind.WON, _W, REGAINED, "payments.dispute_won") for held in Held),
    *(DisputeEdge(_O, held, DisputeKind.LOST, _L, LOST[held], "payments.dispute_lost") for held in Held),
)
_BY_MEETING = {(edge.source, edge.held, edge.event): edge for edge in EDGES}
_OLD_NEWS = {
    (_O, DisputeKind.OPENED), (_W, DisputeKind.OPENED), (_L, DisputeKind.OPENED),
    (_W, DisputeKind.WON), (_L, DisputeKind.LOST),
}  # fmt: skip


def judge(
    *, state: Dispute, held: Held, event: DisputeKind, asked: Money, moved: Money
) -> tuple[Verdict, DisputeEdge | None]:
    """Whether an event of a dispute is to be applied, and along which edge."""
    if asked != moved:
        return Verdict.MISMATCH, None
    found = _BY_MEETING.get((state, held, event))
    if found is not None:
        return Verdict.APPLIED, found
    return (Verdict.REPEATED if (state, event) in _OLD_NEWS else Verdict.UNEXPECTED), None
