"""What somebody does on the page on which a time is chosen: takes one, waits for one, or takes part in a draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from legation.appointments.choosing import moment_in
from legation.appointments.models import Release
from legation.appointments.services.hold import hold
from legation.appointments.services.make import Wanted
from legation.appointments.services.release import enter
from legation.appointments.services.wish import wait
from legation.appointments.tokens import token_of


@dataclass(frozen=True)
class Asked:
    """What came of it: the link to what is held, or what to say."""

    token: str = ""
    said: str = ""


def ask(data: Mapping[str, str], wanted: Wanted, *, at: datetime) -> Asked:
    """Do what was asked.

    Raises:
        Taken, HasOne, Invalid, NotFound: as the services behind it.
    """
    if "wish" in data:
        before = wait(wanted, at=at)
        first = _("You are first on the waiting list.")
        said = ngettext("%(num)s person waits before you.", "%(num)s people wait before you.", before) % {"num": before}
        told = _("We write to you as soon as a time is yours.")
        return Asked(said=f"{said if before else first} {told}")
    if "draw" in data:
        release = Release.objects.filter(code=data["draw"][:12], post=wanted.post, service=wanted.service).first()
        if release is not None:
            number = enter(release, wanted, at=at)
            said = _(
                "Your number in the draw is %(number)s. Write it down: with it you can replay the draw. "
                "We write to you when it is drawn."
            )
            return Asked(said=said % {"number": number})
    return Asked(token=token_of(hold(wanted, starts_at=moment_in(data.get("time", "")), at=at)))
