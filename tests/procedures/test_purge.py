"""Retention: drafts vanish, people are forgotten when the law says so, and every proof still holds."""

from datetime import datetime, timedelta

import pytest

from legation.ground.audit.api import verify
from legation.ground.errors import NotFound
from legation.ground.files.models import StoredFile
from legation.procedures.answers import open_answers
from legation.procedures.models import Application, Case, CaseIndex
from legation.procedures.selectors import draft_of
from legation.procedures.services.act import Said, act
from legation.procedures.services.purge import purge
from tests.procedures.support import filled, fresh, officer, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


def test_a_draft_nobody_came_back_to_is_deleted_with_its_pictures(
    now: datetime, django_capture_on_commit_callbacks
) -> None:  # type: ignore[no-untyped-def]
    token, _person = filled(now)
    assert purge(at=now + timedelta(days=29)) == (0, 0)
    draft_of(token)
    with django_capture_on_commit_callbacks(execute=True):
        assert purge(at=now + timedelta(days=31)) == (1, 0)
    assert not Application.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_person_is_forgotten_when_the_time_is_over_and_no_proof_breaks(now: datetime) -> None:
    case, _person = paid(now, by_rule=False)
    act(reference=case.reference, verb="refuse", by=officer(), at=now, said=Said(reasons=["public_order"]))
    assert purge(at=now + timedelta(days=729)) == (0, 0)
    assert purge(at=now + timedelta(days=731)) == (0, 1)
    with pytest.raises(NotFound):
        open_answers(fresh(case))
    assert not CaseIndex.objects.exists()
    assert verify()[1] == []


def test_an_open_case_is_never_forgotten(now: datetime) -> None:
    paid(now, by_rule=False)
    assert purge(at=now + timedelta(days=5000)) == (0, 0)
    assert Case.objects.everywhere("a test counts").exclude(data_key=None).count() == 1
