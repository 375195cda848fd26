"""A day's list with what is wrong about it on purpose, as the bank's own file has it."""

from collections.abc import Mapping
from typing import Any

Row = dict[str, Any]


def spoiled(rows: list[Row], faults: Mapping[str, float]) -> list[Row]:
    """The first page of balance transactions, its sources whole; the last charge is missing, another, or twice."""
    charges = [row for row in rows if row["type"] == "charge" and isinstance(row.get("source"), dict)]
    if charges and "file_missing" in faults:
        rows.remove(charges.pop())
    if charges and "file_amount" in faults:
        charges[-1]["source"]["amount"] += 100
    if charges and "file_double" in faults:
        rows.append(charges[0])
    if charges and "file_extra" in faults:
        strange = charges[0]["source"] | {"id": "ch_of_nobody", "payment_intent": None}
        rows.insert(0, charges[0] | {"id": "txn_of_nobody", "fee": 0, "source": strange})
    return rows
