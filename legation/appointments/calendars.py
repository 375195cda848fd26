"""An appointment as an iCalendar object (RFC 5545): the same UID for ever, SEQUENCE up with every move."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from legation.appointments.models import Booking
from legation.appointments.tokens import address_of

PUBLISH, CANCEL = "PUBLISH", "CANCEL"


def calendar(booking: Booking, *, title: str, at: datetime, method: str = PUBLISH) -> str:
    """The entry, to be added or, with CANCEL, to be taken out (RFC 5546). Times are in UTC: phones show them there."""
    from icalendar import Calendar, Event, vCalAddress

    host = urlsplit(settings.LEGATION_ADDRESS).hostname
    made, event = Calendar(), Event()
    made.add("prodid", "-//Legation//Appointments//EN")
    made.add("version", "2.0")
    made.add("method", method)
    begins = booking.starts_at.astimezone(UTC)
    event.add("uid", f"{booking.number}@{host}")
    event.add("sequence", booking.sequence)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=booking.minutes))
    event.add("summary", title)
    event.add("location", f"{booking.post.name(booking.language)}, {booking.post.city}")
    event.add("url", address_of(booking))
    kept = "TENTATIVE" if booking.displaced else "CONFIRMED"
    event.add("status", "CANCELLED" if method == CANCEL else kept)
    event.add("organizer", vCalAddress(f"MAILTO:{settings.LEGATION_MAIL_SENDER or f'no-reply@{host}'}"))
    made.add_component(event)
    return str(made.to_ical().decode())
