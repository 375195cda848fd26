"""Make the sums anew from their sources."""

from datetime import datetime

from django.db import transaction

from legation.insight.models import SOURCES, IncomeSum, MonthSum, Reached
from legation.insight.services.bring_up import bring_up


def count_again(*, at: datetime) -> None:
    """Forget all sums and count from the beginning, a thousand rows a transaction; pages show how far it is."""
    with transaction.atomic():
        for kind in (Reached, MonthSum, IncomeSum):
            kind.objects.all().delete()
    for source in SOURCES:
        while bring_up(source, at=at):
            pass
