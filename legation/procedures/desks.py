"""Where an officer sits: which services' cases they work on, in which role, with which list open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.db.models import Q
from django.http import HttpRequest

from legation.ground.errors import NotAllowed, NotFound
from legation.ground.people.api import Actor
from legation.ground.posts.api import actor_of
from legation.ground.states.collation import sort_key
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.models import Case
from legation.procedures.persons import services_of
from legation.procedures.selectors import known_at

FEE_LOST = "fee-lost"
"""A list beside those of the definition: cases whose fee a payer's bank has taken back for good."""


@dataclass(frozen=True)
class Desk:
    """Where an officer sits: in which role, over which procedure's cases, with which list open, from which line on."""

    actor: Actor
    opened: Opened
    chosen: str
    lists: list[str]
    """The states whose cases the person's roles are shown."""
    services: list[Opened]
    """All procedures whose cases one of the person's roles works on."""
    after: int = 0
    row: Case | None = None
    """The case that was asked for, of one of the person's posts; whether it is theirs to see, the role decides."""

    @property
    def procedure(self) -> str:
        return self.opened.definition.procedure


def desk_of(request: HttpRequest, reference: str = "") -> Desk:
    """The desk of the procedure that is asked for (`service`) or that a case belongs to, else where work waits longest.

    Who holds several roles at it acts in the one whose list is open, or in whose list the case is.

    Raises:
        NotAllowed: none of their roles works on cases.
        NotFound: there is no such case, or their roles have nothing to do with it.
    """
    roles = request.roles  # type: ignore[attr-defined]
    services = services_of(roles, at=datetime.now(UTC))
    if not services:
        raise NotAllowed("no role of this person works on cases")
    asked = {**request.GET.dict(), **request.POST.dict()}
    row = known_at(set().union(*roles.values()), reference) if reference else None
    wanted = row.procedure if row else asked.get("service")
    opened = next((each for each in services if each.definition.procedure == wanted), None)
    if opened is None and reference:
        raise NotFound(f"case {reference} is of a service of others")
    opened = opened or _where_work_waits(request, services)
    held = {role: lists for role, lists in opened.definition.desk.roles().items() if role in roles}
    lists = list(dict.fromkeys(state for each in held.values() for state in each))
    chosen, after = str(asked.get("list")), str(asked.get("after", ""))
    chosen = chosen if chosen in [*lists, FEE_LOST] else lists[0]
    role = _role(row, held, roles) if row else _of_list(chosen, held)
    return Desk(
        actor=actor_of(request.user, role), opened=opened, services=services, chosen=chosen, lists=lists,  # type: ignore[arg-type]
        row=row, after=int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0,
    )  # fmt: skip


def desks_of(request: HttpRequest) -> dict[str, Actor]:
    """Every procedure (code) on whose cases the person works -> they in the role they work in.

    Raises:
        NotAllowed: none of their roles works on cases.
    """
    held = request.roles  # type: ignore[attr-defined]
    return {
        each.definition.procedure: actor_of(
            request.user,  # type: ignore[arg-type]
            next(role for role in each.definition.desk.roles() if role in held),
        )
        for each in desk_of(request).services
    }


def _where_work_waits(request: HttpRequest, services: list[Opened]) -> Opened:
    """The service with the case of the person's posts that must be looked at first; their first where none waits."""
    if len(services) == 1:
        return services[0]
    waiting = Q()
    for role, posts in request.roles.items():  # type: ignore[attr-defined]
        lists = {each.definition.procedure: each.definition.desk.roles().get(role, []) for each in services}
        shown = {name for each in services for name in lists[each.definition.procedure]
                 if each.definition.state_named(name).phase == "officer"}  # fmt: skip
        waiting |= Q(post__in=posts, procedure__in=[name for name in lists if lists[name]], status__in=shown)
    rows = Case.objects.everywhere("at the posts of each role").filter(waiting).order_by("deadline", "id")
    first = rows.values_list("procedure", flat=True).first()
    return next((each for each in services if each.definition.procedure == first), services[0])


def _of_list(chosen: str, held: Mapping[str, Collection[str]]) -> str:
    return next((role for role, shown in held.items() if chosen in shown), next(iter(held)))


def _role(row: Case, held: Mapping[str, Collection[str]], roles: Mapping[str, set[int]]) -> str:
    """In which role a case is opened: of those at a post that may read it, the one in whose list it is, or the first.

    Args:
        held: role -> the states it is shown.
        roles: role -> keys of the posts where it is held.
    """
    if len(held) == 1:
        return next(iter(held))
    here = [role for role in held if row.post_id in roles[role]]
    here = here or [role for role in held if row.origin_id in roles[role]]
    return next((role for role in here or held if row.status in held[role]), next(iter(here or held)))


@lru_cache(maxsize=256)
def titles(bundles: tuple[str, ...], code: str) -> list[tuple[str, str]]:
    """(procedure, its title) of each service; an officer's are the same from page to page."""
    return [(each.definition.procedure, each.text("title", code)) for each in map(open_bundle, bundles)]


@lru_cache(maxsize=256)
def by_title(bundles: tuple[str, ...], code: str) -> list[tuple[str, str]]:
    """The same in the order of the titles."""
    return sorted(titles(bundles, code), key=lambda one: sort_key(one[1], code))
