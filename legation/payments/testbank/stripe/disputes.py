"""Disputes as Stripe has them: the amount and a fee leave the balance when one begins. https://docs.stripe.com/disputes"""

import time

from legation.payments.testbank.disputes import ANSWER_WITHIN, REASON, SOON, NoSuch
from legation.payments.testbank.fees import DISPUTE_FEE
from legation.payments.testbank.stripe.books import Books, Object, Writer
from legation.payments.testbank.stripe.events import told
from legation.payments.testbank.stripe.till import Till, book

STANDING = ("needs_response", "under_review", "lost")


def disputed(books: Writer, charge: Object) -> bool:
    """Whether this charge's money is disputed, or lost by that."""
    return any(one["status"] in STANDING for one in books.of("dispute", charge["payment_intent"]))


class Disputes:
    """What payers' banks, the operator and the clock do with disputes. News goes out with the next tick."""

    def __init__(self, books: Books, till: Till) -> None:
        self._books, self._till = books, till

    def open(self, wanted: str) -> str:
        """Dispute what a session brought; gives the dispute's name.

        Args:
            wanted: name of the session, the charge or the PaymentIntent, our reference, or what the payer was shown.

        Raises:
            NoSuch: no such session was paid, or it is disputed already.
        """
        with self._books.writing() as books:
            charge = _charge(books, wanted)
            if charge is None or disputed(books, charge):
                raise NoSuch(f"nothing that was paid as {wanted} can be disputed")
            return str(self._open(books, charge)["id"])

    def decide(self, wanted: str, *, won: bool) -> str:
        """Decide an open dispute for the merchant or against; `wanted` is its name or whatever `open` takes.

        Raises:
            NoSuch: it is not open.
        """
        with self._books.writing() as books:
            charge = _charge(books, wanted)
            found = books.of("dispute", charge["payment_intent"]) if charge else _named(books, wanted)
            still = [one for one in found if one["status"] in STANDING[:-1]]
            if not still:
                raise NoSuch(f"no open dispute of {wanted}")
            self._decide(books, still[0], "won" if won else "lost")
            return str(still[0]["id"])

    def move_on(self) -> None:
        """Open what was to be disputed by now, and decide what was to be decided."""
        for name in self._books.due("charge"):
            with self._books.writing() as books:
                charge = books.get("charge", name)
                books.change(charge)
                if not disputed(books, charge):
                    self._open(books, charge)
        for name in self._books.due("dispute"):
            with self._books.writing() as books:
                said = books.get("dispute", name)
                self._decide(books, said, "lost" if "dispute_lost" in self._wrong(books, said) else "won")

    def _wrong(self, books: Writer, said: Object) -> dict[str, float]:
        wrong = self._till.wrong(books.of("checkout.session", said["payment_intent"])[0])
        wrong.pop("timeout_after_capture", None)
        return wrong

    def _open(self, books: Writer, charge: Object) -> Object:
        wrong, now = self._wrong(books, charge), time.time()
        ends = [wrong[name] for name in ("dispute_lost", "dispute_won") if name in wrong]
        said = books.add("dispute", {
            "amount": charge["amount"], "currency": charge["currency"], "charge": charge["id"], "metadata": {},
            "payment_intent": charge["payment_intent"], "reason": REASON, "status": "needs_response",
            "is_charge_refundable": False, "balance_transactions": [],
            "evidence_details": {"due_by": int(now + ANSWER_WITHIN.total_seconds()), "has_evidence": False,
                                 "past_due": False, "submission_count": 0},
        }, of=charge["payment_intent"], due_at=now + ends[0] if ends else None)  # fmt: skip
        entry = book(
            books, "adjustment", -said["amount"], said["currency"], said["id"], fee=DISPUTE_FEE, category="dispute"
        )
        said["balance_transactions"] = [entry]
        books.change(said, due_at=now + ends[0] if ends else None)
        happened = [("charge.dispute.created", said), ("charge.dispute.funds_withdrawn", said)]
        told(self._books.store, books, happened, wrong, after=SOON)
        return said

    def _decide(self, books: Writer, said: Object, status: str) -> None:
        wrong, happened = self._wrong(books, said), [("charge.dispute.closed", said)]
        said["status"] = status
        if status == "won":
            entry = book(books, "adjustment", said["amount"], said["currency"], said["id"], category="dispute_reversal")
            said["balance_transactions"].append(entry)
            happened.append(("charge.dispute.funds_reinstated", said))
        books.change(said)
        told(self._books.store, books, happened, wrong, after=SOON)


def _named(books: Writer, name: str) -> list[Object]:
    return [one for one in books.all("dispute") if one["id"] == name]


def _charge(books: Writer, wanted: str) -> Object | None:
    """The charge of a paid session."""
    for session in books.all("checkout.session"):
        intent = session["payment_intent"]
        names = (session["id"], intent, session["client_reference_id"], session["_shown"])
        if session["status"] == "complete" and intent and wanted in names:
            return books.get("charge", books.get("payment_intent", intent)["latest_charge"])
    return None
