"""Taking money: a Checkout Session, the PaymentIntent beneath it, and the charge that comes of it."""

import time
from typing import Any

from legation.payments.testbank import faults
from legation.payments.testbank.deliveries import Deliveries
from legation.payments.testbank.fees import fee_of
from legation.payments.testbank.store import Delivery, Session
from legation.payments.testbank.stripe.books import Books, Object, Writer, now
from legation.payments.testbank.stripe.errors import refused
from legation.payments.testbank.stripe.events import told

_DECLINED = {"declined": "generic_decline"}
_STATES = {"open": "open", "complete": "captured", "expired": "expired"}


def _error(refusal: str) -> Object:
    if refusal == "authentication_failed":
        return {"type": "invalid_request_error", "code": "payment_intent_authentication_failure"}
    if refusal == "expired_card":
        return {"type": "card_error", "code": "expired_card", "decline_code": "expired_card"}
    return {"type": "card_error", "code": "card_declined", "decline_code": _DECLINED.get(refusal, refusal)}


def view(said: Object) -> Session:
    """A Checkout Session as the bank's pages know one."""
    step = "challenge" if said["_step"] == "requires_action" else "card"
    return Session(
        said["id"], said["client_reference_id"] or "", said["_shown"], said["amount_total"], said["currency"].upper(),
        said["success_url"], said["locale"], _STATES[said["status"]], "", said["_last_four"], step, said["expires_at"],
    )  # fmt: skip


class Till:
    """What the payer, the merchant and the clock do with sessions."""

    def __init__(self, books: Books, deliveries: Deliveries) -> None:
        self._books, self._deliveries = books, deliveries

    def _offer(self, owed: list[Delivery]) -> None:
        for delivery in owed:
            self._deliveries.offer(delivery)

    def wrong(self, said: Object) -> dict[str, float]:
        """The faults that hold for a session: those switched on, and its card's own."""
        return faults.of_session(self._books.store, view(said))

    def named(self, name: str) -> Object:
        """The session, expired by now if its time is over.

        Raises:
            StripeProblem: 404.
        """
        said = self._books.get("checkout.session", name)
        return self.expire(name) if said["status"] == "open" and said["expires_at"] <= time.time() else said

    def expire(self, name: str, *, asked: bool = False) -> Object:
        """End an open session unpaid.

        Raises:
            StripeProblem: 404, or `asked` for by the merchant and it is not open.
        """
        owed: list[Delivery] = []
        with self._books.writing() as books:
            said = books.get("checkout.session", name)
            if said["status"] == "open":
                said |= {"status": "expired", "url": None}
                books.change(said)
                if said["payment_intent"]:
                    intent = books.get("payment_intent", said["payment_intent"])
                    books.change(intent | {"status": "canceled", "cancellation_reason": "abandoned"})
                owed = told(self._books.store, books, [("checkout.session.expired", said)], self.wrong(said))
            elif asked:
                message = 'Only Checkout Sessions with a status in ["open"] can be expired.'
                raise refused(f"{message} This Checkout Session has a status of {said['status']}.", kept=True)
        self._offer(owed)
        return said

    def expire_overdue(self) -> None:
        """End every session whose time is over."""
        for name in self._books.due("checkout.session"):
            self.expire(name)

    def _intent(self, books: Writer, said: Object) -> Object:
        """The PaymentIntent of a session, made when somebody first tries to pay."""
        if said["payment_intent"]:
            return books.get("payment_intent", said["payment_intent"])
        made = books.add("payment_intent", {
            "amount": said["amount_total"], "amount_received": 0, "currency": said["currency"], "status": "processing",
            "metadata": said["_intent_metadata"], "latest_charge": None, "last_payment_error": None,
            "payment_method_types": ["card"],
        })  # fmt: skip
        said["payment_intent"] = made["id"]
        return made

    def confirm(self, name: str, *, refusal: str, challenge: bool, last_four: str) -> Object:
        """Try to pay an open session; gives it as it then stands. A refusal leaves it open."""
        with self._books.writing() as books:
            said = books.get("checkout.session", name)
            if said["status"] != "open":
                return said
            intent, owed = self._intent(books, said), []
            said["_last_four"] = last_four
            if challenge:
                intent["status"] = "requires_action"
            elif refusal:
                intent |= {"status": "requires_payment_method", "last_payment_error": _error(refusal)}
                owed = [("payment_intent.payment_failed", intent)]
            else:
                owed = self._capture(books, said, intent)
            said["_step"] = intent["status"]
            books.change(intent)
            books.change(said, due_at=said["expires_at"] if said["status"] == "open" else None, of=intent["id"])
            deliveries = told(self._books.store, books, owed, self.wrong(said)) if owed else []
        self._offer(deliveries)
        return said

    def _capture(self, books: Writer, said: Object, intent: Object) -> list[tuple[str, Object]]:
        amount, fee = said["amount_total"], fee_of(said["amount_total"])
        charge = books.add("charge", {
            "amount": amount, "amount_captured": amount, "amount_refunded": 0, "currency": said["currency"],
            "paid": True, "captured": True, "status": "succeeded", "payment_intent": intent["id"],
            "metadata": intent["metadata"], "payment_method_details": {"card": {"last4": said["_last_four"]}},
        }, of=intent["id"])  # fmt: skip
        entry = book(books, "charge", amount, said["currency"], charge["id"], fee=fee)
        charge["balance_transaction"] = entry["id"]
        after = self.wrong(said).get("dispute")
        books.change(charge, due_at=time.time() + after if after else None)
        intent |= {
            "status": "succeeded", "amount_received": amount, "latest_charge": charge["id"], "last_payment_error": None,
        }  # fmt: skip
        said |= {"status": "complete", "payment_status": "paid", "url": None}
        return [
            ("checkout.session.completed", said), ("payment_intent.succeeded", intent), ("charge.succeeded", charge),
        ]  # fmt: skip


def book(
    books: Writer, kind: str, amount: int, currency: str, source: str, *, fee: int = 0, category: str = ""
) -> Object:
    """An entry of the merchant's balance; `amount` below zero takes away."""
    entry: dict[str, Any] = {
        "type": kind, "reporting_category": category or kind, "amount": amount, "fee": fee, "net": amount - fee,
        "currency": currency, "source": source, "available_on": now(), "status": "available",
    }  # fmt: skip
    return books.add("balance_transaction", entry)
