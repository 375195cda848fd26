"""The books, counted: balances, income, and whether all that must agree agrees. Walks tables: not for a request."""

from dataclasses import dataclass, fields

from django.db.models import Count, F, Q, Sum

from legation.payments.models import Account, Payment, Transfer
from legation.payments.rules import SETTLEMENT, Kind, State, Verdict


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
        unsettled: settled payments without exactly one settlement of their own amount and currency.
        unearned: settlements of payments that are not settled.
        unfounded: transfers whose event was not applied, is of another payment or of another kind.
        crossed: transfers in another currency than one of their accounts.
    """

    sums: dict[str, int]
    unsettled: int
    unearned: int
    unfounded: int
    crossed: int

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return not any(self.sums.values()) and not any(
            getattr(self, field.name) for field in fields(self) if field.name != "sums"
        )


def balances() -> list[Balance]:
    """Every account with its balance, by code."""
    moved: dict[int, int] = {}
    for side, sign in (("debit", 1), ("credit", -1)):
        for account, amount in Transfer.objects.values_list(side).annotate(Sum("amount")).order_by():
            moved[account] = moved.get(account, 0) + sign * int(amount)
    rows = Account.objects.order_by("code").values_list("pk", "code", "kind", "currency")
    return [Balance(code, kind, currency, moved.get(key, 0)) for key, code, kind, currency in rows]


def income() -> list[Income]:
    """What was taken in, by purpose and currency."""
    return [
        Income(balance.account.split(":")[1], balance.currency, -balance.amount)
        for balance in balances()
        if balance.kind == "income"
    ]


def _unsettled() -> int:
    fits = Q(transfers__kind=SETTLEMENT.kind, transfers__amount=F("amount"), transfers__currency=F("currency"))
    settled = Payment.objects.filter(state=State.SETTLED)
    return settled.annotate(fitting=Count("transfers", filter=fits)).exclude(fitting=1).count()


def ledger_check() -> LedgerCheck:
    """Count the whole ledger; see `payments.api.ledger_check`."""
    sums: dict[str, int] = {}
    for balance in balances():
        sums[balance.currency] = sums.get(balance.currency, 0) + balance.amount
    settlements = Transfer.objects.filter(kind=SETTLEMENT.kind)
    founded = Q(
        event__verdict=Verdict.APPLIED,
        event__kind=Kind.CAPTURED,
        event__payment=F("payment"),
        event__amount=F("amount"),
    )
    same = Q(debit__currency=F("currency"), credit__currency=F("currency"), payment__currency=F("currency"))
    return LedgerCheck(
        sums=sums,
        unsettled=_unsettled(),
        unearned=settlements.exclude(payment__state=State.SETTLED).count(),
        unfounded=settlements.exclude(founded).count(),
        crossed=Transfer.objects.exclude(same).count(),
    )
