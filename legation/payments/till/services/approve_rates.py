from datetime import date, datetime

from django.db import transaction

from legation.ground.errors import NotFound
from legation.ground.people.api import Actor
from legation.payments.till.models import DayRate
from legation.payments.till.permit import check_another_of_centre, check_centre, record


@transaction.atomic
def approve_rates(*, day: date, source: str, by: Actor, at: datetime) -> int:
    """Put the rates of a day and source in force; gives how many. Whoever entered one of them cannot.

    Raises:
        NotAllowed: `by` is no accountant of the centre, or entered one of them.
        NotFound: there is nothing to approve.
    """
    person = check_centre(by)
    rows = DayRate.objects.select_for_update().filter(day=day, source=source, approved_at=None)
    entered = set(rows.values_list("entered_by", flat=True))
    if not entered:
        raise NotFound(f"no rate of {source[:60]!r} for {day}")
    check_another_of_centre(by, entered)
    count = DayRate.objects.filter(day=day, source=source, approved_at=None).update(approved_by=person, approved_at=at)
    record(by, "rates_approved", f"rates:{day}", at, source=source, count=count)
    return count
