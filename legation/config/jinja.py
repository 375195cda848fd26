"""The Jinja environment of every page: translations, addresses, and how this reader's language writes things."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from legation.appointments import api as appointments
from legation.config import texts
from legation.config.entrance.staff import ROOMS, room_of
from legation.config.templates import CompiledEnvironment, KeptPages
from legation.documents import api as documents
from legation.edge.verbs import is_at_centre
from legation.ground import node
from legation.ground.errors import NotFound
from legation.ground.languages import api as languages
from legation.ground.people.api import Person
from legation.ground.posts.api import post_zone, roles_of
from legation.ground.profile import profile
from legation.insight.wording import duration, number
from legation.procedures import api as procedures
from legation.registers import api as registers
from legation.web.kept import kept
from legation.web.options import option_tags
from legation.web.serving import is_serving


def environment(**options: Any) -> CompiledEnvironment:
    """Built once by Django for its template backend."""
    options |= {"undefined": StrictUndefined, "bytecode_cache": KeptPages(settings.VAR / "pages")}
    made = CompiledEnvironment(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    made.globals.update(gettext=_gettext, _=_gettext)
    made.globals.update(
        static=lru_cache(maxsize=256)(static),
        url=url,
        profile=profile,
        option_tags=option_tags,
        kept=kept,
        node=node.here,
        done_here=done_here,
    )
    made.constant = {"_": _gettext, "gettext": _gettext, "url": url, "static": static}
    made.filters.update(
        day=day,
        moment=moment,
        zone=zone,
        money=money,
        lines=lines,
        clock=clock,
        direction=direction,
        duration=duration,
        number=number,
        service=service,
        begin=begin,
    )
    return made


def _gettext(message: str, /, **values: Any) -> Markup:
    """The reader's words for a message; values come in escaped."""
    text = _worded(_code(), message)
    return text % values if values else _filled(text)


@lru_cache(maxsize=4096)
def _worded(_language: str, message: str) -> Markup:
    return Markup(translation.gettext(message))  # noqa: S704 — catalogues are our own


@lru_cache(maxsize=4096)
def _filled(text: Markup) -> Markup:
    return text % {}


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a view."""
    return reverse(name, args=args, kwargs=kwargs) if args or kwargs else _plain_url(name, _code())


@lru_cache(maxsize=256)
def _plain_url(name: str, _language: str) -> str:
    """The address of a view without arguments; it differs by language only, and every page asks for a dozen."""
    return reverse(name)


def done_here(name: str) -> bool:
    """Whether what a view does is done on this machine; an edge node offers nothing of what is done at the centre."""
    return node.here() is None or not is_at_centre(name)


def day(value: date | str) -> str:
    """A day in the reader's language; ISO text is taken too."""
    return languages.format_date(date.fromisoformat(value) if isinstance(value, str) else value, _code())


def moment(value: datetime, zone: str = "UTC") -> str:
    """A day and time, with its zone, in the reader's language."""
    return languages.format_moment(value, _code(), zone)


def zone(case: Any) -> str:
    """The time zone of the post that has a case in hand."""
    return post_zone(case.post_id)


def clock(value: datetime, zone: str) -> str:
    """The time of day by the clock of a place, as in '14:05'."""
    return f"{value.astimezone(ZoneInfo(zone)):%H:%M}"


def money(minor: int, currency: str) -> str:
    """Minor units as money in the reader's language."""
    return languages.format_money(minor, currency, _code())


def lines(text: str) -> Markup:
    """Plain text with its line breaks."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def begin(text: str) -> str:
    """Words as they begin a heading: some languages write days of the week with a small letter elsewhere."""
    return text[:1].upper() + text[1:]


def service(code: str) -> str:
    """What a service is called in the reader's language, by the code of its procedure; any other code as it is."""
    try:
        return procedures.in_force(code, at=datetime.now(UTC)).text("title", _code())
    except NotFound:
        return code


def direction(code: str) -> str:
    """Which way a language runs, for the attribute `dir`."""
    return languages.BY_CODE[code].direction


def _code() -> str:
    return languages.current().code


class _Site:
    """The ministry as the reader's language calls it."""

    def __init__(self, code: str) -> None:
        self.name = profile().ministry.name.get(code) or profile().ministry.name["en"]
        self.state = profile().ministry.state.get(code) or profile().ministry.state["en"]
        self.home_url = _plain_url("home", code)

    @property
    def ribbon(self) -> str | None:
        """Said as long as the keys are development keys: it is the root's certificate that decides, not a setting."""
        if documents.issuing_state() != "UTO":
            return None
        return translation.gettext("Reference deployment, not an official service. Its documents are specimens.")


def _in_language(path: str, code: str) -> str:
    """The same address in another language: only its first part, the language's code, differs."""
    head, _slash, rest = path.removeprefix("/").partition("/")
    return f"/{code}/{rest}" if head in languages.BY_CODE else path


class _Choice:
    def __init__(self, language: languages.Language, address: str, current: bool) -> None:
        self.code, self.name, self.url, self.current = language.code, language.name, address, current


class _FormToken:
    """What a form carries against forgery: made when the first form of a page is drawn, the same for all of them."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _drawn(self) -> str:
        return csrf_input(self._request)

    def __html__(self) -> str:
        return self._drawn

    __str__ = __html__


def context(request: HttpRequest) -> dict[str, Any]:
    """What every page may use."""
    language = languages.current()
    offered = [languages.BY_CODE[code] for code, _name in settings.LANGUAGES]
    path = request.get_full_path() if request.method == "GET" else request.path
    return {
        "csrf_input": _FormToken(request),
        "site": _Site(language.code),
        "language": language.code,
        "direction": language.direction,
        "comma": language.comma,
        "letters": language.letters,
        "unreviewed": texts.is_unreviewed(language.code),
        "languages": [_Choice(each, _in_language(path, each.code), each == language) for each in offered],
        "user": getattr(request, "user", None),
        "nav": _nav(request),
        "demonstration": settings.LEGATION_DEMO,
    }


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    match = request.resolver_match
    name = (match.view_name or "") if match else ""
    room, roles = _room(name, request)
    # a room of several places has its first at the front, which is not where its others are
    part = "administration_people" if name == "administration_person" else name.removesuffix("_export")
    inside = {f"{part}s", part} if room == "administration" else {room, f"{room}s"}
    # who is being served is one key away from wherever their cases lead
    serving = room in ("desk", "counter", "visits") and is_serving(request)
    back = {"counter": (_plain_url("counter_person", _code()), "w")} if serving else {}
    return [
        {
            "label": label,
            "url": back.get(view, (address, ""))[0],
            "key": back.get(view, ("", ""))[1],
            "current": request.path == address or view in inside,
        }
        for view, label, address in _places(_code(), room)
        if (view not in _SEEN_BY or _SEEN_BY[view](roles)) and done_here(view)
    ]


_ROOMS = {
    "desk": "desk", "data_requests": "desk", "edge_conflict": "desk", "counter": "counter", "accounts": "accounts",
    "till": "till", "administration": "administration", "visits": "visits", "register": "register",
    "figures": "figures", "head": "head", "mutual_help_judg": "head", "electoral": "electoral",
}  # fmt: skip
"""How names of views begin -> the room of the house they belong to."""
_FILLED_IN = ("whole", "summary")
"""What an officer fills in for whoever they serve: they stay at their counter."""
_OWN_PAGES = ("sessions", "passkeys", "tokens")
"""What concerns a member of staff alone, whatever room they work in."""


def _room(name: str, request: HttpRequest) -> tuple[str, Collection[str]]:
    """Whose menu a page shows, "" for the public's, and the roles of who reads it.

    Who is refused a room that none of their roles works in keeps the menu of their own.
    """
    roles: Collection[str] = getattr(request, "roles", ())
    at_counter = name in _FILLED_IN and is_serving(request)
    if (at_counter or name in _OWN_PAGES) and isinstance(getattr(request, "user", None), Person):
        roles = roles_of(request.user)
        return "counter" if at_counter else room_of(roles), roles
    room = next((room for begin, room in _ROOMS.items() if name.startswith(begin)), "")
    elsewhere = room and roles and all(ROOMS.get(role, "desk") not in _SAME.get(room, {room}) for role in roles)
    return (room_of([next(iter(roles))]) if elsewhere else room), roles


_SAME = {
    "counter": {"desk"}, "visits": {"desk"}, "register": {"desk"}, "till": {"till", "accounts"},
    "figures": {"head"},
}  # fmt: skip
"""Rooms that those work in whose own is another."""


_SEEN_BY: dict[str, Callable[[Collection[str]], bool]] = {
    "accounts": lambda roles: "accountant" in roles,
    "visits": appointments.seen_to_by,
    "registers": lambda roles: registers.REGISTRAR in roles,
}
"""Places in the menu that only some roles have."""


@lru_cache(maxsize=64)
def _places(language: str, room: str) -> list[tuple[str, str, str]]:
    """(view, label, address) of the places in the menu."""
    gettext = translation.gettext
    places = [("visa", gettext("Visa")), ("status", gettext("Status")), ("verify", gettext("Verify"))]
    cases, counter = ("desk", gettext("Cases")), ("counter", gettext("Counter"))
    visits, verify = ("visits", gettext("Appointments")), ("verify", gettext("Verify"))
    if room in ("desk", "counter", "visits", "register"):
        places = [counter, visits, cases, ("registers", gettext("Registers")), verify]
    if room in ("figures", "head"):
        places = [("head", gettext("My post")), ("figures", gettext("Figures")), visits, verify]
    if room in ("accounts", "till"):
        places = [("accounts", gettext("Accounts")), ("till", gettext("Cash desk")), verify]
    if room == "electoral":
        places = [("electoral", gettext("Electoral roll")), verify]
    if room == "administration":
        places = [
            ("administration", gettext("Overview")), ("administration_people", gettext("People")),
            ("administration_posts", gettext("Posts")), ("administration_nodes", gettext("Posts without a line")),
            ("administration_services", gettext("Services")),
            ("administration_programs", gettext("Programs")),
            ("administration_keys", gettext("Signing keys")), ("administration_queue", gettext("Queue")),
            ("administration_requests", gettext("Two-person requests")),
        ]  # fmt: skip
    return [(name, label, _plain_url(name, language)) for name, label in places]
