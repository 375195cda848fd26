"""Reads of the cash desk. Each is for a post that the caller has checked (`permit.check_sees`)."""

from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery

from legation.ground.errors import NotFound
from legation.ground.people.api import Person
from legation.ground.statements import Select
from legation.payments.models import Payment, Refund
from legation.payments.rules import Refund as State
from legation.payments.till.models import Consignment, DayRate, Drawer, Movement, Safe, Slip

PAGE = 50


_OWN = "cashier_id = %s AND place = %s AND closed_at IS NULL"
_DRAWER = Select(Drawer, _OWN)
_HELD_DRAWER = Select(Drawer, _OWN, lock="FOR UPDATE")


def drawer_of(person: Person, place: str, *, locked: bool = False) -> Drawer | None:
    """A cashier's drawer that is not closed yet, if any, its row held until the transaction ends if `locked`."""
    return (_HELD_DRAWER if locked else _DRAWER).first(person.pk, place)


def drawers(place: str) -> list[Drawer]:
    """The latest drawers of a post, open ones first."""
    rows = Drawer.objects.filter(place=place).select_related("cashier", "closed_by")
    return sorted(rows.order_by("-opened_at")[:PAGE], key=lambda row: row.closed_at is not None)


def drawer(place: str, key: UUID) -> Drawer:
    """A drawer of a post.

    Raises:
        NotFound: there is none of that key, or it is another post's.
    """
    row = Drawer.objects.filter(place=place, pk=key).select_related("cashier", "closed_by").first()
    if row is None:
        raise NotFound(f"no drawer {key} in {place}")
    return row


def movements(row: Drawer) -> dict[str, int]:
    """What moved in a drawer, summed by kind in minor units."""
    sums: dict[str, int] = {}
    for kind, amount in Movement.objects.filter(drawer=row).values_list("kind", "amount"):
        sums[kind] = sums.get(kind, 0) + amount
    return sums


def slips(place: str, *, drawer: Drawer | None = None) -> list[Slip]:
    """The latest slips of a post or of one of its drawers, newest first."""
    rows = Slip.objects.filter(book__place=place, **({"drawer": drawer} if drawer else {}))
    return list(rows.select_related("book", "payment").order_by("-at", "-pk")[:PAGE])


_OF_PAYMENT = Select(Slip, "payment_id = %s", join="book", order="till_slip.id")


def slips_of(payment: UUID) -> list[Slip]:
    """The slips of a payment, by its key, in order."""
    return _OF_PAYMENT.all(payment)


def paid_back(payment: Payment) -> list[Refund]:
    """What went back of a payment, in order; what came for it a second time and went back is no part of it."""
    rows = Refund.objects.filter(payment=payment, state=State.REFUNDED).order_by("ended_at") if payment.taken else []
    return list(rows)


def slip(place: str, year: int, name: str) -> Slip:
    """A slip of a post by its number, as `Slip.name` says it.

    Raises:
        NotFound: there is none, or it is another post's.
    """
    rows = Slip.objects.select_related("book", "payment", "by", "refund", "attempt")
    series, _dash, number = name[:20].rpartition("-")
    numbered = rows.filter(number=int(number)) if number.isdecimal() else rows.none()
    row = numbered.filter(book__place=place, book__series=series, book__year=year).first()
    if row is None:
        raise NotFound(f"no slip {name} of {year} in {place}")
    return row


def consignments(places: list[str]) -> list[Consignment]:
    """The latest cash sent from or to these posts; what is still under way comes first."""
    rows = Consignment.objects.filter(place__in=places).select_related("sent_by", "confirmed_by")
    return sorted(rows.order_by("-sent_at")[:PAGE], key=lambda row: row.confirmed_at is not None)


def is_stocked(place: str) -> bool:
    """Whether a post ever had cash in its safe, or some is on its way there."""
    return Safe.objects.filter(place=place).exists() or Consignment.objects.filter(place=place).exists()


def safe_held(place: str, currency: str) -> int:
    """What a post's safe holds of a currency, in minor units."""
    return Safe.objects.filter(place=place, currency=currency).values_list("held", flat=True).first() or 0


def consignment(place: str, number: int) -> Consignment:
    """Cash sent from or to a post.

    Raises:
        NotFound: there is none of that number, or it is another post's.
    """
    row = Consignment.objects.filter(place=place, pk=number).first()
    if row is None:
        raise NotFound(f"no consignment {number} of {place}")
    return row


def rates() -> tuple[list[tuple[date, str, list[DayRate]]], list[DayRate]]:
    """(day, source, rates) that wait for approval, and the latest approved rate of each currency."""
    groups: dict[tuple[date, str], list[DayRate]] = {}
    for row in DayRate.objects.filter(approved_at=None).order_by("-day", "source", "currency")[:1000]:
        groups.setdefault((row.day, row.source), []).append(row)
    newest = DayRate.objects.filter(currency=OuterRef("currency"), approved_at__isnull=False).order_by("-day")
    latest = DayRate.objects.filter(approved_at__isnull=False, pk=Subquery(newest.values("pk")[:1]))
    rows = latest.select_related("approved_by").order_by("currency")
    return [(*key, found) for key, found in groups.items()][:PAGE], list(rows)
