"""Paying back, and paying out. https://docs.stripe.com/refunds and https://docs.stripe.com/payouts"""

import time
from datetime import UTC, datetime

from legation.payments.testbank.deliveries import Deliveries
from legation.payments.testbank.refunds import POOR_SECONDS
from legation.payments.testbank.store import Delivery
from legation.payments.testbank.stripe.books import Books, Object, Writer
from legation.payments.testbank.stripe.disputes import disputed
from legation.payments.testbank.stripe.errors import refused
from legation.payments.testbank.stripe.events import told
from legation.payments.testbank.stripe.till import Till, book


def _left(books: Writer, charge: Object) -> int:
    given = [one for one in books.of("refund", charge["payment_intent"]) if one["status"] not in ("failed", "canceled")]
    left: int = charge["amount"] - sum(one["amount"] for one in given)
    return left


class Refunds:
    """What the merchant and the clock do with refunds."""

    def __init__(self, books: Books, deliveries: Deliveries, till: Till) -> None:
        self._books, self._deliveries, self._till = books, deliveries, till

    def _offer(self, owed: list[Delivery]) -> None:
        for delivery in owed:
            self._deliveries.offer(delivery)

    def _wrong(self, books: Writer, charge: Object) -> dict[str, float]:
        session = books.of("checkout.session", charge["payment_intent"])[0]
        wrong = self._till.wrong(session)
        wrong.pop("timeout_after_capture", None)
        recent = charge["created"] > time.time() - POOR_SECONDS
        if "balance_too_low" not in self._books.store.faults() and not recent:
            wrong.pop("balance_too_low", None)
        return wrong

    def create(self, intent: str, amount: int | None, metadata: Object) -> Object:
        """A new refund of what an intent brought.

        Raises:
            StripeProblem: there is no such intent, nothing or too little is left, or our balance is too low.
        """
        with self._books.writing() as books:
            paid = books.get("payment_intent", intent)
            if not paid["latest_charge"]:
                raise refused("This PaymentIntent does not have a successful charge to refund.", kept=True)
            charge = books.get("charge", paid["latest_charge"])
            left = _left(books, charge)
            if disputed(books, charge):
                raise refused("Charge has been charged back; cannot issue a refund.", code="charge_disputed", kept=True)
            if not left:
                raise refused("Charge has already been refunded.", code="charge_already_refunded", kept=True)
            amount = left if amount is None else amount
            if amount > left:
                raise refused(f"Refund amount is greater than unrefunded amount on charge ({left})", param="amount")
            wrong = self._wrong(books, charge)
            if "balance_too_low" in wrong:
                raise refused("Insufficient funds in your Stripe balance.", code="balance_insufficient", kept=True)
            made, owed = self._insert(books, charge, amount, metadata, wrong)
        self._offer(owed)
        return made

    def _insert(
        self, books: Writer, charge: Object, amount: int, metadata: Object, wrong: dict[str, float]
    ) -> tuple[Object, list[Delivery]]:
        slow, fails = wrong.get("refund_pending", 0), wrong.get("refund_fails_later", 0)
        after = slow or fails
        made = books.add("refund", {
            "amount": amount, "currency": charge["currency"], "charge": charge["id"], "metadata": metadata,
            "payment_intent": charge["payment_intent"], "status": "pending" if slow else "succeeded",
            "failure_reason": None, "pending_reason": "processing" if slow else None,
        }, of=charge["payment_intent"], due_at=time.time() + after if after else None)  # fmt: skip
        entry = book(books, "refund", -amount, charge["currency"], made["id"])
        made["balance_transaction"] = entry["id"]
        books.change(made, due_at=time.time() + after if after else None)
        return made, told(self._books.store, books, [("refund.created", made)], wrong)

    def move_on(self) -> None:
        """Bring every refund that is due to its next state, and owe the merchant the news."""
        owed: list[Delivery] = []
        for name in self._books.due("refund"):
            with self._books.writing() as books:
                owed += self._move(books, books.get("refund", name))
        self._offer(owed)

    def _move(self, books: Writer, said: Object) -> list[Delivery]:
        charge = books.get("charge", said["charge"])
        wrong = self._wrong(books, charge)
        if said["status"] == "pending":
            fails = wrong.get("refund_fails_later", 0)
            said |= {"status": "succeeded", "pending_reason": None}
            books.change(said, due_at=time.time() + fails if fails else None)
            return told(self._books.store, books, [("refund.updated", said)], wrong)
        if said["status"] != "succeeded":
            return []
        entry = book(books, "refund_failure", said["amount"], said["currency"], said["id"])
        said |= {
            "status": "failed", "failure_reason": "expired_or_canceled_card",
            "failure_balance_transaction": entry["id"],
        }  # fmt: skip
        books.change(said)
        return told(self._books.store, books, [("refund.failed", said)], wrong)

    def pay_out(self) -> list[Object]:
        """Send what is in the balance to the merchant's bank, a payout a currency."""
        query = (
            "SELECT json_extract(data, '$.currency'), SUM(json_extract(data, '$.net')) FROM stripe_objects"
            " WHERE kind = 'balance_transaction' GROUP BY 1"
        )
        made = []
        with self._books.writing() as books:
            for currency, net in books.connection.execute(query).fetchall():
                if net > 0:
                    one = books.add("payout", {"amount": net, "currency": currency, "status": "paid"})
                    book(books, "payout", -net, currency, one["id"])
                    made.append(one)
        return made

    def pay_out_daily(self) -> None:
        """Pay out what came before this day, once a day."""
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
        query = "SELECT MAX(created) FROM stripe_objects WHERE kind = 'balance_transaction'"
        last = self._books.store.connection().execute(query).fetchone()[0]
        if last and last < today:
            self.pay_out()
