"""What this room does not know by itself: which services there are, and how people are told. `config` connects both."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from legation.ground.errors import NotFound


@dataclass(frozen=True)
class Service:
    """Something people come for.

    Args:
        title: in the reader's language.
        minutes: how long it takes at the counter.
        roles: the officers' roles that see to it.
        open_to_all: whether somebody may come for it who has not applied yet.
        posts: the codes of the posts that see to it; None for all.
    """

    code: str
    title: str
    minutes: int
    roles: frozenset[str] = frozenset()
    open_to_all: bool = False
    posts: frozenset[str] | None = None

    def is_at(self, post: str) -> bool:
        """Whether the post with this code sees to it."""
        return self.posts is None or post in self.posts


@dataclass(frozen=True)
class Notice:
    """What somebody is told of their appointment; `key` makes it said once.

    Args:
        short: a few words without anything personal, for an SMS or a locked screen.
        calendar: an iCalendar object that goes with the mail.
        reminds: whether it can be stopped as reminders can.
    """

    key: str
    reference: str
    to: str
    language: str
    subject: str
    body: str
    short: str
    zone: str
    phone: str = ""
    calendar: str = ""
    reminds: bool = False


@dataclass
class _Around:
    services: Callable[[str], dict[str, Service]] = field(default=lambda _language: {})
    tell: Callable[[list[Notice], datetime], None] = field(default=lambda _notices, _at: None)


_around = _Around()


def connect(
    *, services: Callable[[str], dict[str, Service]], tell: Callable[[list[Notice], datetime], None]
) -> None:  # fmt: skip
    """Say which services people come for (language -> code -> service), and what sends notices."""
    _around.services, _around.tell = services, tell


def services(language: str = "en") -> dict[str, Service]:
    """code -> service, in a language."""
    return _around.services(language)


def seen_to_by(roles: Iterable[str]) -> bool:
    """Whether anybody comes for a service of one of these roles."""
    return any(each.roles.intersection(roles) for each in services().values())


def service(code: str, language: str = "en") -> Service:
    """One service.

    Raises:
        NotFound: nobody comes for that.
    """
    found = services(language).get(code)
    if found is None:
        raise NotFound(f"no visits for {code}")
    return found


def tell(*notices: Notice, at: datetime) -> None:
    """Have notices sent, inside the transaction of what they tell of."""
    _around.tell(list(notices), at)
