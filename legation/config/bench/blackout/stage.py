"""What the simulation needs of a house: people and money to begin with, and everything counted at the end."""

from datetime import datetime
from typing import Any

from legation.config.bench.blackout.desk import Desk
from legation.ground.people.api import Actor, Person, create_person
from legation.ground.posts.api import actor_of, assign

PASSWORD = "a long password"  # noqa: S105 — of invented people


def _worker(post: str, role: str) -> Actor:
    email = f"{role}.{post}@utopia.example".lower()
    person = Person.objects.filter(email=email).first() or create_person(email=email, name=role, password=PASSWORD)
    assign(person=person, post=post, role=role)
    return actor_of(person, role)


def furnish(post: str, *, at: datetime) -> Desk:
    """People, a rate of the day, money in the safe, an open drawer."""
    from legation.payments.till import api as till
    from legation.payments.till.models import DayRate

    currency = till.cash_currency(post)
    centre, own = _worker("HQ", "accountant"), _worker(post, "accountant")
    _worker("HQ", "consular_officer")
    if currency != "EUR":
        rate = {"rate": "50", "source": "bench", "entered_by": "bench", "entered_at": at,
                "approved_by": centre.person, "approved_at": at}  # fmt: skip
        DayRate.objects.get_or_create(day=at.date(), currency=currency, defaults=rate)
    sent = till.consign(place=post, amount=10_000_000, way="bag", slip=post, by=centre, at=at, outward=False,
                        currency=currency)  # fmt: skip
    till.confirm_consignment(place=post, number=sent.pk, arrived=10_000_000, reason="", by=own, at=at)
    desk = Desk(post, _worker(post, "consular_officer"), _worker(post, "cashier"))
    till.open_drawer(place=post, counts={"sum": 1_000_000}, by=desk.cashier, at=at)
    return desk


def inventory() -> dict[str, Any]:
    """Everything that must be there once: cases with their heads, receipts, papers, references of applications."""
    from legation.appointments.models import Booking
    from legation.documents.models import Document
    from legation.payments.till.models import Slip
    from legation.procedures.models import Case

    cases = Case.objects.everywhere("a bench counts").filter(count__gt=0)
    return {
        "cases": {reference: bytes(head).hex() for reference, head in cases.values_list("reference", "head")},
        "receipts": [f"{slip.book.place}-{slip.book.year}-{slip.name}" for slip in Slip.objects.select_related("book")],
        "bookings": list(Booking.objects.values_list("number", flat=True)),
        "documents": list(Document.objects.values_list("number", flat=True)),
    }  # fmt: skip


def decide(*, at: datetime) -> dict[str, Any]:
    """Decide every conflict: the post's story where the procedure allows it, else the centre's."""
    from legation.edge import api as edge
    from legation.edge.models import Conflict
    from legation.ground.errors import Conflict as Refused

    by, resolved = _worker("HQ", "consular_officer"), 0
    rows = list(Conflict.objects.filter(kept=""))
    for number, row in enumerate(rows):
        for keep in ("post", "centre") if number % 2 else ("centre",):
            try:
                edge.resolve(conflict=row.pk, keep=keep, reason="as the bench decides", by=by, at=at)
            except Refused:
                continue
            resolved += 1
            break
    return {"conflicts": len(rows), "resolved": resolved}


def examine(at: datetime) -> dict[str, Any]:
    """The ledger, every chain, and every paper, each as anybody may check it."""
    from legation.documents import api as documents
    from legation.documents.models import Document
    from legation.edge.models import Edge
    from legation.ground.audit.api import verify
    from legation.payments import api as payments

    lent = [name for signers in Edge.objects.values_list("signers", flat=True) for name in signers]
    issued = Document.objects.filter(signer__in=lent, revoked_at=None).values_list("number", flat=True)
    wrong = [number for number in issued if documents.verify_number(number, at=at).word != "valid"]
    return {
        "ledger_nonzero": 0 if payments.ledger_check().ok else 1, "unverified": len(wrong), "issued": len(issued),
        "findings": [f"{each.chain} {each.kind} {each.message}" for each in verify()[1]],
    }  # fmt: skip
