"""What people are told of their appointments: in their language, with times by the clock of the post."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from legation.appointments.around import Notice, service, tell
from legation.appointments.calendars import CANCEL, calendar
from legation.appointments.models import Booking
from legation.appointments.people import opened
from legation.appointments.tokens import address_of
from legation.ground.errors import NotFound
from legation.ground.languages.api import format_moment
from legation.ground.posts.told import said

BOOKED, MOVED, CANCELLED, OFFERED, REMINDER, MISSED = "booked", "moved", "cancelled", "offered", "reminder", "missed"
CLOSED, STANDS = "closed", "stands"


def tell_of(*bookings: Booking, what: str, at: datetime, why: Mapping[str, str] | None = None) -> None:
    """Have their people told; nothing is sent to somebody who is forgotten.

    Args:
        why: language code -> the reason of the post, where it gave one.
    """
    tell(*(notice for each in bookings if (notice := _notice(each, what, at, why or {}))), at=at)


def _notice(booking: Booking, what: str, at: datetime, why: Mapping[str, str]) -> Notice | None:
    visitor = opened(booking.sealed)
    if not visitor.email:
        return None
    with override(booking.language):
        title = title_of(booking)
        when = format_moment(booking.starts_at, booking.language, booking.post.time_zone)
        subject, short, lines = _words(what, title, when, booking)
        lines = [*lines[:1], said(why, booking.language), *lines[1:]]
        greeting = _("Dear %(name)s,") % {"name": visitor.name} if visitor.name else ""
        body = "\n\n".join(part for part in (greeting, *lines) if part)
    entry = "" if what in (OFFERED, REMINDER, MISSED) else calendar(
        booking, title=title, at=at, **({"method": CANCEL} if what == CANCELLED else {})
    )  # fmt: skip
    return Notice(
        key=f"appointment:{booking.number}:{what}:{booking.sequence}", reference=booking.reference or booking.number,
        to=visitor.email, language=booking.language, subject=subject, body=body, short=short,
        zone=booking.post.time_zone, phone=visitor.phone, calendar=entry, reminds=what == REMINDER,
    )  # fmt: skip


def title_of(booking: Booking) -> str:
    """What it is for, in the reader's language; its code where that service is gone."""
    try:
        return service(booking.service, booking.language).title
    except NotFound:
        return booking.service


def _words(what: str, title: str, when: str, booking: Booking) -> tuple[str, str, list[str]]:
    """Subject, the short wording, and the paragraphs of the mail."""
    place = booking.post.name(booking.language)
    facts = "\n".join((title, when, place, _("Number: %(number)s") % {"number": booking.number}))
    link = address_of(booking)
    bring = _("Bring the passport whose number you gave. The appointment is for its holder and cannot be passed on.")
    change = _("See it, move it or cancel it here:") + "\n" + link
    if what == CANCELLED:
        return _("Your appointment is cancelled"), _("Your appointment is cancelled."), [
            _("This appointment is cancelled. The attached file takes it out of your calendar."), facts,
        ]  # fmt: skip
    if what == OFFERED:
        until = format_moment(booking.until, booking.language, booking.post.time_zone) if booking.until else ""
        return _("A time has become free for you"), _("A time has become free for you. See your mail."), [
            _("You are first on the waiting list, and this time has become free:"), facts,
            _("It is kept for you until %(moment)s. After that it goes to the next person.") % {"moment": until},
            _("Accept it or let it go here:") + "\n" + link,
        ]  # fmt: skip
    if what == MISSED:
        return _("We missed you at your appointment"), _("We missed you at your appointment."), [
            _("You did not come to this appointment. You may book another."), facts,
        ]  # fmt: skip
    if what == CLOSED:
        return _("Your appointment must be moved"), _("Your appointment must be moved. See your mail."), [
            _("We are sorry: this post is closed at the time of your appointment."), facts,
            _("Choose another time here; it takes a moment:") + "\n" + link,
            _("The attached file marks the entry in your calendar as not certain."),
        ]  # fmt: skip
    if what == STANDS:
        return _("Your appointment stands: %(when)s") % {"when": when}, _("Your appointment stands after all."), [
            _("The post is open at the time of your appointment after all. You need do nothing."), facts, bring, change,
        ]  # fmt: skip
    if what == REMINDER:
        return _("Your appointment: %(when)s") % {"when": when}, _("Your appointment is soon. See your mail."), [
            _("This is to remind you of your appointment."), facts, bring, change,
        ]  # fmt: skip
    subject = _("Your appointment: %(when)s") if what == BOOKED else _("Your new appointment: %(when)s")
    said = _("Your appointment is booked.") if what == BOOKED else _("Your appointment is moved.")
    entry = _("The attached file puts it into your calendar.")
    return subject % {"when": when}, said, [f"{said} {entry}", facts, bring, change]
