"""Disputes: a payer's bank takes money back, and somebody decides. The money is gone from the first day on."""

import secrets
import sqlite3
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from legation.payments.testbank import faults
from legation.payments.testbank.store import Message, Session, Store

REASON = "fraudulent"
ANSWER_WITHIN = timedelta(days=14)
SOON = 0.1
_ROW = "name, session, amount, state, next_state, next_at"


class NoSuch(Exception):
    """There is nothing to dispute or to decide, in words for whoever asked."""


@dataclass(frozen=True)
class Dispute:
    """`state`: empty until its hour has come, then open, won or lost; `next_state` is what comes of it by itself."""

    name: str
    session: str
    amount: int
    state: str
    next_state: str = ""
    next_at: float | None = None


class Disputes:
    """What payers' banks, the operator and the clock do with disputes. News goes out with the next tick."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def captured(self, session: Session) -> None:
        """Have a session that was just paid disputed later, if that is what goes wrong with it."""
        after = faults.of_session(self._store, session).get("dispute")
        if after:
            with self._store.writing() as connection:
                self._insert(connection, session, time.time() + after)

    def open(self, wanted: str) -> str:
        """Dispute what a session brought, all of it, whatever was paid back; gives the dispute's name.

        Args:
            wanted: a session's name, the merchant's reference, or what the payer was shown as such.

        Raises:
            NoSuch: no such session was captured, or it is disputed already.
        """
        with self._store.writing() as connection:
            query = "SELECT name FROM sessions WHERE state = 'captured' AND ? IN (name, reference, shown)"
            found = connection.execute(query, (wanted,)).fetchone()
            session = self._store.named(found[0]) if found else None
            if session is None or standing(connection, session.name):
                raise NoSuch(f"nothing that was paid as {wanted} can be disputed")
            row = self._insert(connection, session, time.time())
            self._move(connection, row)
        return row.name

    def decide(self, wanted: str, *, won: bool) -> str:
        """Decide an open dispute for the merchant or against; gives its name.

        Args:
            wanted: the dispute's name, or whatever `open` takes.

        Raises:
            NoSuch: it is not open.
        """
        with self._store.writing() as connection:
            query = (
                f"SELECT {', '.join(f'd.{each}' for each in _ROW.split(', '))} FROM disputes d"  # noqa: S608
                " JOIN sessions s ON s.name = d.session"
                " WHERE d.state = 'open' AND ? IN (d.name, s.name, s.reference, s.shown)"
            )
            found = connection.execute(query, (wanted,)).fetchone()
            if found is None:
                raise NoSuch(f"no open dispute of {wanted}")
            row = replace(Dispute(*found), next_state="won" if won else "lost")
            self._move(connection, row)
        return row.name

    def move_on(self) -> None:
        """Bring every dispute that is due to its next state, and owe the merchant the news."""
        due = f"SELECT {_ROW} FROM disputes WHERE next_at IS NOT NULL AND next_at <= ?"  # noqa: S608
        if self._store.connection().execute(due, (time.time(),)).fetchone() is None:
            return
        with self._store.writing() as connection:
            for values in connection.execute(due, (time.time(),)).fetchall():
                self._move(connection, Dispute(*values))

    def _insert(self, connection: sqlite3.Connection, session: Session, at: float) -> Dispute:
        row = Dispute(f"dp_{secrets.token_urlsafe(18)}", session.name, session.amount, "", "open", at)
        connection.execute(
            f"INSERT INTO disputes ({_ROW}) VALUES (?,?,?,?,?,?)",  # noqa: S608
            (row.name, row.session, row.amount, row.state, row.next_state, row.next_at),
        )
        return row

    def _move(self, connection: sqlite3.Connection, row: Dispute) -> None:
        session = self._store.named(row.session)
        if session is None or (row.next_state == "open" and standing(connection, row.session)):
            connection.execute("UPDATE disputes SET next_at = NULL WHERE name = ?", (row.name,))
            return
        now, wrong = time.time(), faults.of_session(self._store, session)
        ends = {"lost": wrong.get("dispute_lost"), "won": wrong.get("dispute_won")} if row.next_state == "open" else {}
        following, after = next(((end, after) for end, after in ends.items() if after), ("", 0.0))
        column = "opened_at" if row.next_state == "open" else "ended_at"
        connection.execute(
            f"UPDATE disputes SET state = ?, {column} = ?, next_state = ?, next_at = ? WHERE name = ?",  # noqa: S608
            (row.next_state, now, following, now + after if after else None, row.name),
        )
        self._tell(connection, session, row, wrong)

    def _tell(self, connection: sqlite3.Connection, session: Session, row: Dispute, wrong: dict[str, float]) -> None:
        kind = {"open": "dispute_opened", "won": "dispute_won", "lost": "dispute_lost"}[row.next_state]
        until = (datetime.now(UTC) + ANSWER_WITHIN).isoformat(timespec="seconds")
        body = faults.told(
            kind, session=session, amount=row.amount, code=REASON, more={"dispute": row.name, "answer_by": until}
        )
        wrong.pop("timeout_after_capture", None)
        messages = faults.messages([body], wrong)
        if kind == "dispute_opened" and (held := wrong.get("webhook_out_of_order")):
            messages = [Message(one.body, after=held, forged=one.forged) for one in messages]
        # whoever calls may be a command, and not the process that delivers
        self._store.owe(connection, [Message(one.body, one.after or SOON, one.forged) for one in messages])


def standing(connection: sqlite3.Connection, session: str) -> bool:
    """Whether this session's money is disputed, or lost by that."""
    query = "SELECT 1 FROM disputes WHERE session = ? AND state IN ('open', 'lost')"
    return connection.execute(query, (session,)).fetchone() is not None
