"""Letting somebody in whom the national sign-on vouches for."""

from datetime import datetime

from django.db import IntegrityError, transaction

from legation.ground.audit.api import record_access
from legation.ground.people.citizens import details_of, sealed_details
from legation.ground.people.models import Citizen
from legation.ground.people.national import Told
from legation.ground.secrets import blind_index, new_key, unwrap, wrap


@transaction.atomic
def sign_on(*, told: Told, by: Citizen | None = None, language: str, at: datetime) -> Citizen:
    """The account of who signed on, made now if there is none, with what the provider says of them today.

    Args:
        by: who is signed in already; an account without a national identity gets this one, if no other has it.
    """
    subject = blind_index("subject", told.subject)
    found = Citizen.objects.filter(subject=subject).first()
    if found is None and by is not None and by.subject is None:
        found, by.subject = by, subject
    found = found or _made(subject, language, at)
    found.details = sealed_details(unwrap(found.data_key), details_of(found) | told.details)
    found.save()
    record_access(actor=f"citizen:{found.pk}", verb="sign_in", at=at, body={"by": "national"})
    return found


def _made(subject: bytes, language: str, at: datetime) -> Citizen:
    key = new_key()
    try:
        with transaction.atomic():
            return Citizen.objects.create(
                subject=subject, data_key=wrap(key), details=sealed_details(key, {}), language=language, created_at=at
            )
    except IntegrityError:  # signed on twice at the same moment
        return Citizen.objects.get(subject=subject)
