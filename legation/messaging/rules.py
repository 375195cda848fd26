"""What messages and their deliveries are made of."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from legation.messaging.quiet import Quiet

MAIL, SMS, PUSH = "mail", "sms", "push"
MOST_ATTEMPTS = 10


class State(StrEnum):
    """How far a delivery is. What is delivered or failed stays so."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


ENDED = (State.DELIVERED, State.FAILED)


@dataclass(frozen=True)
class Letter:
    """A message to send. A key is sent once, however often it is given.

    Args:
        body: the mail.
        sms: the same in a few words without personal data, where it may also go to `phone`.
        push: shorter still, for the screens of `devices` (their keys).
        quiet: when neither SMS nor push go out.
        stop: where its reader can stop messages of this kind (RFC 8058).
        calendar: an iCalendar object that goes with the mail as a file.
    """

    key: str
    reference: str
    to: str
    language: str
    subject: str
    body: str
    sms: str = ""
    phone: str = ""
    push: str = ""
    devices: tuple[int, ...] = ()
    quiet: Quiet | None = None
    stop: str = ""
    calendar: str = ""


@dataclass(frozen=True)
class DeliveryView:
    """One way that a message took, as its reader sees it."""

    channel: str
    state: str
    attempts: int
    code: str


@dataclass(frozen=True)
class Failures:
    """Deliveries by one way that failed for one reason; nothing of whom they were for."""

    channel: str
    code: str
    count: int
    last: datetime


@dataclass(frozen=True)
class Captured:
    """A message as its reader sees it."""

    pk: int
    reference: str
    to: str
    language: str
    subject: str
    body: str
    created_at: datetime
    sms: str = ""
    push: str = ""
    calendar: str = ""
    deliveries: list[DeliveryView] = field(default_factory=list)


@dataclass(frozen=True)
class Parcel:
    """What a channel is given to deliver: opened, and free of the database."""

    name: str
    to: str
    subject: str
    text: str
    language: str
    stop: str = ""
    keys: dict[str, str] = field(default_factory=dict)
    calendar: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt: its state now; `WAITING` is tried again, not before `wait`. `gone`: forget where to."""

    state: State
    code: str = ""
    wait: timedelta = timedelta()
    gone: bool = False


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: from a minute to two hours, some six hours in all."""
    return timedelta(seconds=min(30 * 2**attempts, 7200))
