"""The link to an appointment: its number and a proof that we wrote it. Nothing of it is stored."""

from django.conf import settings

from legation.appointments.models import Booking
from legation.ground.errors import NotFound
from legation.ground.secrets import is_proof, proof

_PURPOSE = "appointment_link"


def token_of(booking: Booking) -> str:
    """What stands in the link."""
    return f"{booking.number}-{proof(_PURPOSE, booking.number)}"


def booking_of(token: str) -> Booking:
    """The booking behind a link of ours.

    Raises:
        NotFound: it is not ours.
    """
    number, _dash, given = token.partition("-")
    if not is_proof(given, _PURPOSE, number):
        raise NotFound("no such appointment")
    found = Booking.objects.select_related("post", "counter").filter(number=number).first()
    if found is None:
        raise NotFound("no such appointment")
    return found


def address_of(booking: Booking) -> str:
    """Where its person sees, moves or cancels it."""
    return f"{settings.LEGATION_ADDRESS}/{booking.language}/appointment/{token_of(booking)}/"
