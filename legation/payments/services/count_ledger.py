"""The books, counted: balances, income, and whether all that must agree agrees. Walks tables: not for a request."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from legation.payments.disputes import Dispute as DisputeState
from legation.payments.models import Account, Dispute, Event, Payment, Refund, Transfer, Unmatched
from legation.payments.rules import ASSIGNMENT, SETTLEMENT, Kind, State, Verdict
from legation.payments.services.send_refund import UNFINISHED


@dataclass(frozen=True)
class Balance:
    """What an account holds, debits less credits, in minor units: above zero what a provider owes us, below income."""

    account: str
    kind: str
    currency: str
    amount: int


@dataclass(frozen=True)
class Income:
    """What was paid for a purpose, in minor units."""

    purpose: str
    currency: str
    amount: int


@dataclass(frozen=True)
class LedgerCheck:
    """What was found. `sums`: currency -> sum over all accounts; every other field counts rows that do not agree.

    Args:
        unsettled: settled payments that not exactly one event settled with their own amount and currency.
        unearned: settlements of payments that are not settled.
        unfounded: transfers whose event was kept without effect or is of another payment, as their share may be; events
            that moved another amount than their own.
        crossed: transfers in another currency than one of their accounts.
        overdrawn: payments and unmatched money that promised back another amount than their refunds and disputes say.
        adrift: currencies in which open refunds, disputes or unmatched money are not what their accounts hold.
        lost: captures told by a provider that moved nothing.
        misshared: payments that are another amount than their shares.
        cash: drawers, safes and bags under way whose accounts are not what their own rows say (`payments.till`).
    """

    sums: dict[str, int]
    unsettled: int = 0
    unearned: int = 0
    unfounded: int = 0
    crossed: int = 0
    overdrawn: int = 0
    adrift: int = 0
    lost: int = 0
    misshared: int = 0
    cash: int = 0

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return not any(self.sums.values()) and not any(
            getattr(self, field.name) for field in fields(self) if field.name != "sums"
        )


_SETTLING = (SETTLEMENT.kind, ASSIGNMENT.kind)
_more: dict[str, Callable[[list[Balance]], int]] = {}


def register(field: str, look: Callable[[list[Balance]], int]) -> None:
    """Let a room that keeps rows of its own beside the ledger count those that do not agree with the balances."""
    _more[field] = look


def balances() -> list[Balance]:
    """Every account with its balance, by code."""
    moved: dict[int, int] = {}
    for side, sign in (("debit", 1), ("credit", -1)):
        for account, amount in Transfer.objects.values_list(side).annotate(Sum("amount")).order_by():
            moved[account] = moved.get(account, 0) + sign * int(amount)
    rows = Account.objects.order_by("code").values_list("pk", "code", "kind", "currency")
    return [Balance(code, kind, currency, moved.get(key, 0)) for key, code, kind, currency in rows]


def income() -> list[Income]:
    """What was taken in and not promised back, by purpose and currency."""
    return [
        Income(balance.account.split(":")[1], balance.currency, -balance.amount)
        for balance in balances()
        if balance.kind == "income"
    ]


def _unsettled() -> int:
    fits = Q(transfers__kind__in=_SETTLING, transfers__currency=F("currency"))
    settled = Payment.objects.filter(state=State.SETTLED).annotate(
        payers=Count("transfers__event", filter=fits, distinct=True),
        paid=Coalesce(Sum("transfers__amount", filter=fits), 0),
    )
    return settled.exclude(payers=1, paid=F("amount")).count()


def _total(rows: QuerySet[Any], amount: str = "amount") -> int:
    return int(rows.aggregate(all=Coalesce(Sum(amount), 0))["all"])


def _overdrawn() -> int:
    """Failed refunds count: their money is unmatched now, and is promised back from there."""
    held = Dispute.objects.filter(held=True, state__in=[DisputeState.OPEN, DisputeState.LOST])
    of_payment = held.filter(payment=OuterRef("pk"), unmatched=None).values("payment")
    promised = Payment.objects.annotate(
        given=Coalesce(Sum("refunds__amount"), 0),
        disputed=Coalesce(Subquery(of_payment.annotate(all=Sum("amount")).values("all")), 0),
    )
    moved = _total(Transfer.objects.filter(kind=ASSIGNMENT.kind)) + _total(held.exclude(unmatched=None))
    sent, taken = _total(Refund.objects.filter(payment=None)), _total(Unmatched.objects.all(), "taken")
    return promised.exclude(taken=F("given") + F("disputed")).count() + (taken != moved + sent)


def _adrift(counted: list[Balance]) -> int:
    """In each currency, what rows say is open and what accounts hold."""
    held: dict[tuple[str, str], int] = {}
    for one in counted:
        if one.kind in ("refunds", "unmatched", "disputed"):
            held[one.kind, one.currency] = held.get((one.kind, one.currency), 0) + one.amount
    promised = Refund.objects.filter(state__in=UNFINISHED).values_list("currency").annotate(Sum("amount")).order_by()
    left = Unmatched.objects.values_list("currency").annotate(left=Sum(F("amount") - F("taken"))).order_by()
    disputed = Dispute.objects.filter(state=DisputeState.OPEN).values_list("currency").order_by()
    set_aside = disputed.filter(held=True).exclude(unmatched=None).annotate(Sum("amount"))
    parts = (("refunds", 1, promised), ("unmatched", 1, left), ("unmatched", 1, set_aside),
             ("disputed", -1, disputed.annotate(Sum("amount"))))  # fmt: skip
    for kind, sign, rows in parts:
        for currency, amount in rows:
            held[kind, currency] = held.get((kind, currency), 0) + sign * int(amount)
    return sum(1 for amount in held.values() if amount)


def _lost() -> int:
    """A session is captured once; what is told of it again, or beside it, moves nothing more."""
    told = Event.objects.filter(kind=Kind.CAPTURED, transfers=None).exclude(verdict=Verdict.REPEATED)
    moved = Transfer.objects.filter(
        event__kind=Kind.CAPTURED, event__provider=OuterRef("provider"), event__session=OuterRef("session")
    )
    return told.exclude(Exists(moved)).count()


def _unfounded(settlements: QuerySet[Transfer]) -> int:
    founded = Q(event__currency=F("currency")) & (
        Q(payment=None) | Q(event__verdict=Verdict.APPLIED, event__payment=F("payment"))
    )
    whole = Q(share=None) | Q(share__payment=F("payment"))
    paid_by = Q(event__kind=Kind.CAPTURED, kind=SETTLEMENT.kind) | Q(event__kind=Kind.ASSIGNED, kind=ASSIGNMENT.kind)
    moving = Event.objects.filter(transfers__isnull=False).annotate(moved=Sum("transfers__amount"))
    return (
        Transfer.objects.exclude(founded & whole).count() + moving.exclude(moved=F("amount")).count()
        + settlements.exclude(paid_by).count()
    )  # fmt: skip


def _misshared() -> int:
    asked = Sum("shares__amount", filter=Q(shares__dropped_at=None))
    shared = Payment.objects.filter(shares__isnull=False).annotate(asked=Coalesce(asked, 0))
    return shared.exclude(asked=F("amount")).count()


def ledger_check() -> LedgerCheck:
    """Count the whole ledger; see `payments.api.ledger_check`."""
    counted = balances()
    sums: dict[str, int] = {}
    for balance in counted:
        sums[balance.currency] = sums.get(balance.currency, 0) + balance.amount
    settlements = Transfer.objects.filter(kind__in=_SETTLING)
    same = Q(debit__currency=F("currency"), credit__currency=F("currency"))
    return LedgerCheck(
        sums=sums,
        unsettled=_unsettled(),
        unearned=settlements.exclude(payment__state=State.SETTLED).count(),
        unfounded=_unfounded(settlements),
        crossed=Transfer.objects.exclude(same & (Q(payment=None) | Q(payment__currency=F("currency")))).count(),
        overdrawn=_overdrawn(),
        adrift=_adrift(counted),
        lost=_lost(),
        misshared=_misshared(),
        **{field: look(counted) for field, look in _more.items()},
    )
