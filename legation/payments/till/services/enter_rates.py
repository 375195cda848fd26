from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.currencies import is_currency
from legation.ground.errors import Conflict, Invalid
from legation.payments.till.currencies import BASE
from legation.payments.till.models import DayRate

CHUNK = 1000
_WRONG = _("Enter a currency by its three letters, and as a number how much of it one euro is.")
_APPROVED = _("This rate was approved already and stays as it is.")


@dataclass(frozen=True)
class Rate:
    """How much of a currency one euro was on a day."""

    day: date
    currency: str
    value: Decimal


@dataclass(frozen=True)
class Entered:
    """How many rates are new or changed, how many were there already, and which approved ones say something else."""

    new: int
    known: int
    contradicted: tuple[Rate, ...]


def _checked(one: Rate) -> Rate:
    good = one.value.is_finite() and Decimal("1e-9") < one.value < Decimal("1e9")
    if not good or not is_currency(one.currency) or one.currency == BASE:
        raise Invalid(f"{one.value} {one.currency} is no rate", reader=_WRONG)
    return one


@transaction.atomic
def enter_rates(rates: Iterable[Rate], *, source: str, by: str, at: datetime) -> Entered:
    """Write rates down for somebody else to approve. An approved one never changes; an unapproved one is replaced.

    Args:
        source: who says so, at most 60 characters.
        by: who enters them, `person:<id>` or `command`.

    Raises:
        Invalid: one of them is no rate, or there is no source.
    """
    found = {(one.day, one.currency): _checked(one) for one in rates}
    if not 0 < len(source.strip()) <= 60:
        raise Invalid("no source", reader=_WRONG)
    known = {
        (row.day, row.currency): row for row in DayRate.objects.filter(day__in={one.day for one in found.values()})
    }
    new, same, contradicted = [], 0, []
    for key, one in found.items():
        row = known.get(key)
        if row is not None and Decimal(row.rate) == one.value:
            same += 1
        elif row is not None and row.approved_at is not None:
            contradicted.append(one)
        else:
            new.append(DayRate(
                day=one.day, currency=one.currency, rate=f"{one.value.normalize():f}", source=source.strip(),
                entered_by=by, entered_at=at,
            ))  # fmt: skip
    stale = [known[row.day, row.currency].pk for row in new if (row.day, row.currency) in known]
    DayRate.objects.filter(pk__in=stale).delete()
    DayRate.objects.bulk_create(new, batch_size=CHUNK)
    return Entered(len(new), same, tuple(contradicted))


def enter_rate(one: Rate, *, source: str, by: str, at: datetime) -> None:
    """Write one rate down; errors as of `enter_rates`.

    Raises:
        Conflict: it was approved with another value.
    """
    if enter_rates([one], source=source, by=by, at=at).contradicted:
        raise Conflict(f"{one} contradicts what was approved", reader=_APPROVED)
