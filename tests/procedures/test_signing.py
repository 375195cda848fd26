"""Where two must sign, nothing is handed in before both agree to the same answers."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from legation.ground.errors import Invalid
from legation.payments.models import Payment
from legation.procedures.models import CaseAction
from legation.procedures.services.submit import submit
from tests.procedures import joint
from tests.procedures.joint import APPLICANT, asked, case_of, filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
TRUTH = {"truth": "yes"}


@pytest.fixture
def now() -> datetime:
    """Pages have no other clock."""
    return timezone.now()


def hand_in(token: str, now: datetime) -> None:
    submit(token=token, declared=TRUTH, at=now)


def summary(token: str) -> str:
    return Client().get(f"/en/application/{token}/summary/").content.decode()


def test_nothing_is_handed_in_and_nobody_pays_before_the_other_has_signed(now: datetime) -> None:
    token = filled(now)
    for _step in ("not asked", "asked"):
        with pytest.raises(Invalid) as refused:
            hand_in(token, now)
        assert refused.value.reader == "Before this can be handed in, it must be signed by: The other parent."
        asked(token, now)
    assert not Payment.objects.exists() and not CaseAction.objects.exists()
    page = Client().post(f"/en/application/{token}/summary/", TRUTH)
    assert page.status_code == 422 and "must be signed by: The other parent" in page.content.decode()


def test_the_other_reads_everything_signs_and_it_is_handed_in(now: datetime) -> None:
    token = filled(now)
    client, address = joint.read(asked(token, now))
    page = client.get(address).content.decode()
    for said in ("CHI", "A1234567", "Grandmother OKORO", "France", APPLICANT, "I consent to the journey"):
        assert said in page, said
    assert (
        "You signed this on" in client.post(address, {"agrees": "yes", "declared": "yes"}, follow=True).content.decode()
    )
    hand_in(token, now)
    assert case_of(token).status == "awaiting_payment" and Payment.objects.get().amount == 2000
