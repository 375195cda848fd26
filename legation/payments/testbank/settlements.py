"""The settlement file: what came in, went back, was disputed, kept as a fee and paid out in a day, page by page."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from legation.payments.testbank.fees import DISPUTE_FEE, fee_of
from legation.payments.testbank.store import Store

PAGE = 200
Row = dict[str, Any]


def _row(line: str, values: tuple[str, str, int, str, float], *, back: bool = False) -> Row:
    reference, name, amount, currency, at = values
    moment = datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
    return {"line": line, "reference": reference, "name": name, "amount": amount, "currency": currency, "at": moment,
            "back": back}  # fmt: skip


def _captures(store: Store, since: float, until: float) -> list[Row]:
    query = (
        "SELECT reference, name, amount, currency, ended_at FROM sessions"
        " WHERE state = 'captured' AND ended_at >= ? AND ended_at < ? ORDER BY ended_at, name"
    )
    return [_row("payment", values) for values in store.connection().execute(query, (since, until))]


def _refunds(store: Store, since: float, until: float, column: str, back: bool) -> list[Row]:
    query = (
        f"SELECT r.reference, r.name, r.amount, s.currency, r.{column} FROM refunds r"  # noqa: S608
        f" JOIN sessions s ON s.name = r.session WHERE r.{column} >= ? AND r.{column} < ? ORDER BY r.{column}, r.name"
    )
    return [_row("refund", values, back=back) for values in store.connection().execute(query, (since, until))]


def _disputes(store: Store, since: float, until: float, column: str, back: bool) -> list[Row]:
    query = (
        f"SELECT s.reference, d.name, d.amount, s.currency, d.{column} FROM disputes d"  # noqa: S608
        f" JOIN sessions s ON s.name = d.session WHERE d.{column} >= ? AND d.{column} < ?"
        f" AND (d.state = 'won' OR ? = 'opened_at') ORDER BY d.{column}, d.name"
    )
    values = (since, until, column)
    return [_row("dispute", row, back=back) for row in store.connection().execute(query, values)]


def _fees(rows: list[Row]) -> list[Row]:
    """What the bank keeps of each payment, and for each dispute; it is not given back."""
    kept = [(row, fee_of(row["amount"])) for row in rows if row["line"] == "payment"]
    kept += [(row, DISPUTE_FEE) for row in rows if row["line"] == "dispute" and not row["back"]]
    return [
        row | {"line": "fee", "reference": "", "name": f"fee_{row['name']}"[:80], "amount": fee}
        for row, fee in kept
        if fee
    ]


def _payouts(rows: list[Row], until: float, day: date) -> list[Row]:
    """What is over at the end of the day goes to the merchant's bank, or is fetched from there."""
    net: dict[str, int] = {}
    for row in rows:
        sign = 1 if (row["line"] == "payment") != row["back"] else -1
        net[row["currency"]] = net.get(row["currency"], 0) + sign * row["amount"]
    return [
        _row("payout", ("", f"po_{day}_{currency}", abs(amount), currency, until - 1), back=amount < 0)
        for currency, amount in sorted(net.items())
        if amount
    ]


def _spoiled(rows: list[Row], faults: Mapping[str, float]) -> list[Row]:
    """The file with what is wrong about it on purpose; the payout stays what it was."""
    payments = [row for row in rows if row["line"] == "payment"]
    if payments and "file_missing" in faults:
        rows.remove(payments.pop(0))
    if payments and "file_amount" in faults:
        payments[0]["amount"] += 100
    if payments and "file_double" in faults:
        rows.append(dict(payments[-1]))
    if payments and "file_extra" in faults:
        rows.append(payments[-1] | {"reference": "nobody-s-attempt", "name": "cs_of_nobody"})
    return rows


def settlement(store: Store, day: date, *, after: int, faults: Mapping[str, float]) -> dict[str, Any]:
    """One page of a day's rows, the ones after the first `after`."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    since, until = start.timestamp(), (start + timedelta(days=1)).timestamp()
    rows = _captures(store, since, until)
    rows += _refunds(store, since, until, "paid_at", back=False)
    rows += _refunds(store, since, until, "returned_at", back=True)
    rows += _disputes(store, since, until, "opened_at", back=False)
    rows += _disputes(store, since, until, "ended_at", back=True)
    rows += _fees(rows)
    rows = _spoiled(rows + _payouts(rows, until, day), faults)
    return {
        "day": day.isoformat(),
        "after": after,
        "rows": rows[after : after + PAGE],
        "more": len(rows) > after + PAGE,
    }
