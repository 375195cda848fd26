"""Several officers at once, on a database that lets them: as many numbers as acts, none twice, none left out."""

from datetime import datetime

import pytest
from django.db import connection

from legation.ground.audit import api as audit
from legation.procedures.services.act import act
from legation.registers.models import Book, Entry
from tests.procedures.registering import handed_in
from tests.registers.support import consul
from tests.together import raised, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("utopia")]


def test_eight_acts_at_once_take_eight_numbers_without_a_gap(now: datetime) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    by = consul()
    cases = [handed_in(now)[0] for _each in range(8)]
    acts = [lambda case=case: act(reference=case.reference, verb="enter", by=by, at=now) for case in cases]
    # one of them comes twice: the second finds the case entered, and uses no number
    assert len(raised(together(*acts, acts[0]))) == 1
    assert sorted(Entry.objects.values_list("number", flat=True)) == list(range(1, 9))
    assert Book.objects.get().last == 8 and audit.verify()[1] == []
