"""Appointments among the other rooms: which services people come for, and how they are told of their visit."""

from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings

from legation.appointments import api as appointments
from legation.ground.posts.network import Choices, Network, chosen, network
from legation.ground.profile import profile
from legation.messaging import api as messaging
from legation.procedures import api as procedures

_STOPS = "/reminders/stop/"


def connect() -> None:
    """Called once when every app is ready."""
    appointments.connect(services=services, tell=tell)


def services(language: str) -> dict[str, appointments.Service]:
    """code -> service, of every procedure in force whose definition says `visit`."""
    found = tuple(each.digest for each in procedures.offered(at=datetime.now(UTC)))
    return dict(_services(language, found, network(), chosen()))


@lru_cache(maxsize=16)
def _services(
    language: str, digests: tuple[str, ...], _network: Network, _chosen: Choices
) -> dict[str, appointments.Service]:  # fmt: skip
    """They are asked on every page of the desk; what they depend on is the key."""
    found = {}
    for opened in map(procedures.open_bundle, digests):
        definition = opened.definition
        if definition.visit is not None:
            found[definition.procedure] = appointments.Service(
                code=definition.procedure, title=opened.text("title", language), minutes=definition.visit.minutes,
                roles=frozenset(definition.desk.roles()), open_to_all=definition.visit.without_application,
                posts=_seen_to_at(definition.procedure, definition.opened_at),
            )  # fmt: skip
    return found


def _seen_to_at(procedure: str, opened_at: str) -> frozenset[str]:
    return frozenset(network().offering(procedure) if opened_at == "post" else [profile().centre])


def tell(notices: list[appointments.Notice], at: datetime) -> None:
    """Send what is said of appointments by the ways that were chosen for what they are for; mail always comes."""
    ways = messaging.chosen(each.reference for each in notices)
    wanted = [each for each in notices if not each.reminds or ways.get(each.reference, messaging.Chosen()).reminders]
    messaging.send(*(_letter(each, ways.get(each.reference, messaging.Chosen())) for each in wanted), at=at)


def _letter(notice: appointments.Notice, ways: messaging.Chosen) -> messaging.Letter:
    stop = f"{settings.LEGATION_ADDRESS}/{notice.language}{_STOPS}{messaging.stop_token(notice.reference)}/"
    return messaging.Letter(
        key=notice.key, reference=notice.reference, to=notice.to, language=notice.language, subject=notice.subject,
        body=messaging.reviews.in_mail(notice.body, notice.language), calendar=notice.calendar,
        sms=messaging.reviews.in_short(notice.short, notice.language) if ways.sms else "",
        phone=notice.phone if ways.sms else "",
        push=messaging.reviews.in_short(notice.short, notice.language) if ways.push else "", devices=ways.devices,
        quiet=ways.quiet(notice.zone) if ways.sms or ways.push else None, stop=stop if notice.reminds else "",
    )  # fmt: skip
