"""What the tests of the cash desk share."""

from datetime import UTC, datetime, timedelta

from django.db.models import Sum

from legation.ground.people.api import Person, create_person
from legation.ground.posts.api import actor_of, assign
from legation.payments import api as payments
from legation.payments.till import api
from legation.payments.till.models import DayRate, Slip

AT = datetime(2026, 11, 12, 14, 5, tzinfo=UTC)
TODAY = AT.date()


def worker(post="CAI", role="cashier", name=""):
    """Somebody with a role at a post, as an actor."""
    email = f"{role}{name}.{post}@utopia.example".lower()
    person = Person.objects.filter(email=email).first() or create_person(
        email=email, name=f"{role} {name}", password="a long password"
    )
    assign(person=person, post=post, role=role)
    return actor_of(person, role)


def ask(reference="UTO-1", amount=5000, currency="EUR", place="CAI", purpose="evisa"):
    return payments.request_payment(
        reference=reference, amount=amount, currency=currency, purpose=purpose, at=AT, place=place
    )


def rate(currency, value, day=TODAY, approved=True):
    by = worker("HQ", "accountant").person
    more = {"approved_by": by, "approved_at": AT} if approved else {}
    return DayRate.objects.create(
        day=day, currency=currency, rate=value, source="a test", entered_by="test", entered_at=AT, **more
    )


def send_to(place, amount=500, slip="T1"):
    """A bag from the centre to a post, under way."""
    centre = worker("HQ", "accountant", "sender")
    return api.consign(place=place, amount=amount, way="bag", slip=slip, by=centre, at=AT, outward=False)


def stock(place="CAI", amount=100_000, currency=""):
    """Money in a post's safe, sent by the centre and confirmed at the post."""
    centre, own = worker("HQ", "accountant"), worker(place, "accountant", "own")
    row = api.consign(
        place=place, amount=amount, way="bag", slip=f"S{amount}-{currency}", by=centre, at=AT, outward=False,
        currency=currency,
    )  # fmt: skip
    return api.confirm_consignment(place=place, number=row.pk, arrived=amount, reason="", by=own, at=AT)


def opened(by, place="CAI", amount=0, at=AT):
    """That cashier's drawer, opened with a float."""
    return api.open_drawer(place=place, counts={"sum": amount}, by=by, at=at)


def due(reference, place="CAI", at=AT):
    view = payments.find(reference=reference)
    from legation.payments.rules import Money

    return api.quote(Money(view.amount, view.currency), place=place, at=at).cash.amount


def take(by, reference="UTO-1", place="CAI", tendered=None, at=AT):
    asked = due(reference, place, at)
    return api.take_cash(
        place=place, reference=reference, tendered=asked if tendered is None else tendered, due=asked, language="ar",
        by=by, at=at,
    )  # fmt: skip


def balance(code):
    """What an account holds, debits less credits."""
    return {row.account: row.amount for row in payments.balances()}.get(code, 0)


def in_order():
    """Whether the ledger's check holds, cash and all."""
    check = payments.ledger_check()
    assert check.ok, check
    return True


def numbers(place="CAI"):
    return list(Slip.objects.filter(book__place=place).order_by("number").values_list("number", flat=True))


def moved(drawer):
    return drawer.movements.aggregate(all=Sum("amount"))["all"] or 0


def later(**more):
    return AT + timedelta(**more)
