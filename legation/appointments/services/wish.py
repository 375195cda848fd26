"""Waiting for a time that somebody gives up."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from legation.appointments.around import service
from legation.appointments.elsewhere import check
from legation.appointments.models import Wish
from legation.appointments.people import person_of, sealed
from legation.appointments.services.hold import open_of
from legation.appointments.services.make import Wanted
from legation.appointments.services.take import HasOne
from legation.ground import statements

_HAS_ONE = _("You have an appointment for this already. You can move it; there is no need to wait.")


def wait(wanted: Wanted, *, at: datetime) -> int:
    """Put somebody on the list of a service at a post, once; gives how many stand before them.

    Raises:
        HasOne: they have a booking for it.
        NotFound: nobody comes for that service.
        GivenAtThePost: the post gives its times itself for now.
    """
    check(wanted.post, at=at)
    minutes = service(wanted.service).minutes
    if open_of(wanted) is not None:
        raise HasOne("has one already", reader=_HAS_ONE)
    wish = Wish(
        post=wanted.post, service=wanted.service, minutes=minutes, reference=wanted.reference,
        person=person_of(wanted.visitor.passport), sealed=sealed(wanted.visitor), language=wanted.language,
        urgency=wanted.urgency, made_at=at,
    )  # fmt: skip
    statements.insert(wish, once=True)
    return before(wanted)


def before(wanted: Wanted) -> int:
    """How many stand on the list before a person who is on it."""
    rows = Wish.objects.filter(post=wanted.post, service=wanted.service)
    mine = rows.filter(person=person_of(wanted.visitor.passport)).first()
    if mine is None:
        return 0
    urgent = rows.filter(urgency__gt=mine.urgency)
    return urgent.count() + rows.filter(urgency=mine.urgency, made_at__lt=mine.made_at).count()
