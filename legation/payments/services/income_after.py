"""Income as the ledger wrote it, transfer after transfer, for whoever keeps sums of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce

from legation.payments.models import Transfer

TRANSFERS = Transfer._meta.db_table
INCOME = "income"


@dataclass(frozen=True)
class Earned:
    """What a transfer brought the income of a post (code), or took from it, in minor units."""

    place: str
    labels: dict[str, str]
    at: datetime
    currency: str
    amount: int


def income_after(*, after: int, upto: int, most: int) -> tuple[int, list[Earned]]:
    """What the transfers above the key `after` earned, `most` of them, none above `upto`; and the key of the last."""
    rows = Transfer.objects.filter(Q(credit__kind=INCOME) | Q(debit__kind=INCOME), pk__gt=after, pk__lte=upto)
    named = rows.annotate(labels=Coalesce("share__labels", "payment__labels")).order_by("pk")
    columns = ("pk", "payment__place", "labels", "at", "currency", "amount", "credit__kind")
    found = list(named.values_list(*columns)[:most])
    return (found[-1][0] if len(found) == most else upto), [
        Earned(place or "", dict(part.split("=") for part in (labels or "").split()), at, currency,
               amount if credit == INCOME else -amount)
        for _key, place, labels, at, currency, amount, credit in found
    ]  # fmt: skip
