"""Paying back: at once, after a while, or not at all; never more than was captured."""

import re
import secrets
import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from legation.payments.testbank import faults
from legation.payments.testbank.deliveries import Deliveries
from legation.payments.testbank.disputes import standing
from legation.payments.testbank.store import Session, Store
from legation.payments.testbank.web import Problem

_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
_ROW = "name, reference, session, amount, state, code, paid_at, returned_at"
POOR_SECONDS = 10


@dataclass(frozen=True)
class Refund:
    """Money on its way back. `state`: pending, refunded or failed."""

    name: str
    reference: str
    session: str
    amount: int
    state: str
    code: str = ""
    paid_at: float | None = None
    returned_at: float | None = None


def _at(moment: float | None) -> str | None:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds") if moment else None


class Refunds:
    """What the merchant and the bank's clock do with refunds."""

    def __init__(self, store: Store, deliveries: Deliveries) -> None:
        self._store, self._deliveries = store, deliveries

    def _one(self, connection: sqlite3.Connection, reference: str) -> Refund | None:
        row = connection.execute(f"SELECT {_ROW} FROM refunds WHERE reference = ?", (reference,)).fetchone()  # noqa: S608
        return Refund(*row) if row else None

    def answer(self, refund: Refund, session: Session) -> dict[str, Any]:
        """A refund as the merchant is told of it."""
        return {
            "refund": refund.name, "reference": refund.reference, "session": refund.session, "amount": refund.amount,
            "currency": session.currency, "state": refund.state, "code": refund.code,
            "at": _at(refund.returned_at or refund.paid_at),
        }  # fmt: skip

    def find(self, reference: str) -> dict[str, Any]:
        """How a refund stands, by the merchant's own name for it.

        Raises:
            Problem: 404, there is none.
        """
        self.move_on()
        found = self._one(self._store.connection(), reference)
        session = self._store.named(found.session) if found else None
        if found is None or session is None:
            raise Problem(404, "not_found")
        return self.answer(found, session)

    def create(self, session: Session, *, reference: str, amount: int) -> tuple[bool, dict[str, Any]]:
        """A new refund of a captured session, or the one made under this name before; gives whether it is new.

        Raises:
            Problem: 409 another refund has this name; 402 the balance is too low; 422 nothing of the kind can be.
        """
        if not _KEY.fullmatch(reference) or amount <= 0:
            raise Problem(422, "invalid", "reference or amount cannot be that")
        with self._store.writing() as connection:
            known = self._one(connection, reference)
            if known is None:
                self._check(connection, session, amount)
                known, owed = self._insert(connection, session, reference, amount)
                new = True
            elif (known.session, known.amount) != (session.name, amount):
                raise Problem(409, "idempotency_conflict", "this name was used for another refund")
            else:
                new, owed = False, []
        for delivery in owed:
            self._deliveries.offer(delivery)
        return new, self.answer(known, session)

    def _check(self, connection: sqlite3.Connection, session: Session, amount: int) -> None:
        query = "SELECT COALESCE(SUM(amount), 0) FROM refunds WHERE session = ? AND state <> 'failed'"
        given: int = connection.execute(query, (session.name,)).fetchone()[0]
        if session.state != "captured" or given + amount > session.amount:
            raise Problem(422, "more_than_captured", f"{session.amount - given} are left")
        if standing(connection, session.name):
            raise Problem(422, "charge_disputed", "the payer's bank has it already")
        if self._poor(session):
            raise Problem(402, "balance_too_low", "send it again when the balance is higher")

    def _poor(self, session: Session) -> bool:
        """A switch makes us poor until it is off; a card does for some seconds after it was captured."""
        recent = (session.ended_at or 0) > time.time() - POOR_SECONDS
        own = faults.of_session(self._store, session)
        return "balance_too_low" in self._store.faults() or ("balance_too_low" in own and recent)

    def _insert(
        self, connection: sqlite3.Connection, session: Session, reference: str, amount: int
    ) -> tuple[Refund, list[Any]]:
        now, wrong = time.time(), faults.of_session(self._store, session)
        slow = wrong.get("refund_pending", 0)
        state = "pending" if slow else "refunded"
        refund = Refund(
            f"re_{secrets.token_urlsafe(18)}", reference, session.name, amount, state, "", None if slow else now
        )
        following, after = ("refunded", slow) if slow else ("failed", wrong.get("refund_fails_later", 0))
        connection.execute(
            "INSERT INTO refunds (name, reference, session, amount, state, next_state, next_at, paid_at)"
            " VALUES (?,?,?,?,?,?,?,?)",
            (refund.name, reference, session.name, amount, state, following if after else "",
             now + after if after else None, refund.paid_at),
        )  # fmt: skip
        return refund, self._tell(connection, session, refund)

    def _tell(self, connection: sqlite3.Connection, session: Session, refund: Refund) -> list[Any]:
        wrong = faults.of_session(self._store, session)
        kind = {"pending": "refund_pending", "refunded": "refunded", "failed": "refund_failed"}[refund.state]
        body = faults.told(
            kind, session=session, amount=refund.amount, code=refund.code,
            more={"refund": refund.name, "refund_reference": refund.reference},
        )  # fmt: skip
        wrong.pop("timeout_after_capture", None)
        sent = faults.messages([body], wrong)
        if refund.state == "pending" and (held := wrong.get("webhook_out_of_order")):
            sent = [type(one)(one.body, after=held, forged=one.forged) for one in sent]
        return self._store.owe(connection, sent)

    def move_on(self) -> None:
        """Bring every refund that is due to its next state, and owe the merchant the news."""
        now = time.time()
        due = "SELECT name FROM refunds WHERE next_at IS NOT NULL AND next_at <= ?"
        if self._store.connection().execute(due, (now,)).fetchone() is None:
            return
        owed: list[Any] = []
        with self._store.writing() as connection:
            query = f"SELECT {_ROW}, next_state FROM refunds WHERE next_at IS NOT NULL AND next_at <= ?"  # noqa: S608
            for *values, following in connection.execute(query, (now,)).fetchall():
                owed += self._move(connection, Refund(*values), following, now)
        for delivery in owed:
            self._deliveries.offer(delivery)

    def _move(self, connection: sqlite3.Connection, refund: Refund, following: str, now: float) -> list[Any]:
        session = self._store.named(refund.session)
        if session is None:
            return []
        failed = following == "failed"
        paid_at, returned_at = (refund.paid_at, now) if failed else (now, None)
        moved = Refund(
            refund.name, refund.reference, refund.session, refund.amount, following,
            "account_closed" if failed else "", paid_at, returned_at,
        )  # fmt: skip
        after = 0.0 if failed else faults.of_session(self._store, session).get("refund_fails_later", 0)
        connection.execute(
            "UPDATE refunds SET state = ?, code = ?, paid_at = ?, returned_at = ?, next_state = ?, next_at = ?"
            " WHERE name = ?",
            (following, moved.code, paid_at, returned_at, "failed" if after else "", now + after if after else None,
             refund.name),
        )  # fmt: skip
        return self._tell(connection, session, moved)
