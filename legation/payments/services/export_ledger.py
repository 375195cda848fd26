"""The ledger for an auditor: one line a transfer as CSV, or a journal in the plain text that Beancount reads."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from legation.ground.languages.api import to_major
from legation.payments.models import Account, Transfer
from legation.payments.services.count_ledger import Balance, balances

_ROOTS = {
    "clearing": "Assets:Clearing", "bank": "Assets:Bank", "unmatched": "Liabilities:Unmatched",
    "refunds": "Liabilities:Refunds", "income": "Income", "fees": "Expenses:Fees",
    "disputed": "Assets:Disputed", "losses": "Expenses:Losses", "drawer": "Assets:Drawer", "safe": "Assets:Safe",
    "transit": "Assets:Transit", "differences": "Expenses:Differences", "rounding": "Expenses:Rounding",
    "exchange": "Equity:Exchange",
}  # fmt: skip
_COLUMNS = ("transfer", "at", "kind", "debit", "credit", "amount", "currency", "payment", "event")


def _transfers() -> Iterator[Transfer]:
    return Transfer.objects.select_related("debit", "credit").order_by("pk").iterator(chunk_size=2000)


def _line(cells: list[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def csv_lines() -> Iterator[str]:
    """One line a transfer, oldest first, after a line of names; times in UTC (RFC 4180, ISO 8601)."""
    yield _line(list(_COLUMNS))
    for row in _transfers():
        amount = to_major(row.amount, row.currency)
        yield _line([row.pk, row.at.astimezone(UTC).isoformat(timespec="seconds"), row.kind, row.debit.code,
                     row.credit.code, amount, row.currency, row.payment_id or "", row.event_id])  # fmt: skip


def _part(text: str) -> str:
    """A part of an account's name as Beancount allows: a capital or digit, then letters, digits and hyphens."""
    plain = re.sub(r"[^A-Za-z0-9]", lambda sign: f"-{ord(sign[0]):x}-", text).lstrip("-")
    return plain[:1].upper() + plain[1:]


def _names() -> dict[int, str]:
    """Names for the journal; two codes that would be written alike stay apart."""
    names: dict[int, str] = {}
    for account in Account.objects.order_by("pk"):
        _kind, *parts = account.code.split(":")
        name = ":".join([_ROOTS[account.kind], *map(_part, parts)])
        names[account.pk] = name if name not in names.values() else f"{name}-{account.pk}"
    return names


def _entry(row: Transfer, names: dict[int, str]) -> str:
    amount = to_major(row.amount, row.currency)
    about = f"payment {row.payment_id}" if row.payment_id else f"event {row.event_id}"
    return (
        f'{row.at.astimezone(UTC).date()} * "{row.kind}" "{about}"\n  transfer: {row.pk}\n  event: {row.event_id}\n'
        f"  {names[row.debit_id]}  {amount} {row.currency}\n  {names[row.credit_id]}  {-amount} {row.currency}\n\n"
    )


def _assertion(day: date, name: str, balance: Balance) -> str:
    return f"{day} balance {name}  {to_major(balance.amount, balance.currency)} {balance.currency}\n"


def journal_lines() -> Iterator[str]:
    """Accounts, every transfer as a transaction, and at the end what each account must hold then."""
    names, last = _names(), datetime(1970, 1, 1, tzinfo=UTC)
    yield 'option "title" "Ledger of payments"\n\n'
    first = Transfer.objects.order_by("at").values_list("at", flat=True).first() or last
    accounts = {account.code: account for account in Account.objects.order_by("pk")}
    for account in accounts.values():
        yield f"{first.astimezone(UTC).date()} open {names[account.pk]}  {account.currency}\n"
    yield "\n"
    for row in _transfers():
        last = max(last, row.at.astimezone(UTC))
        yield _entry(row, names)
    for balance in balances():
        yield _assertion(last.date() + timedelta(days=1), names[accounts[balance.account].pk], balance)
