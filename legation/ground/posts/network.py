"""The network of posts: which of them serves where somebody lives, and which services it offers."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import pycountry
from django.conf import settings

from legation.ground.posts.fresh import tick
from legation.ground.posts.models import ServiceChoice
from legation.ground.profile import PostRow, read_posts
from legation.ground.states.codes import alpha_2

ALL_SERVICES = ("embassy", "consulate_general", "consulate")
"""Kinds of posts that offer every service for which one comes to a post, unless they say which."""


class Choices(dict[tuple[str, str], bool]):
    """(post, procedure) -> whether its head offers it. Another reading is another key for what is remembered of it."""

    __hash__ = object.__hash__  # type: ignore[assignment]
    __eq__ = object.__eq__  # type: ignore[assignment]


@dataclass(frozen=True, eq=False)
class Network:
    """The posts of a profile with their districts."""

    rows: dict[str, PostRow]
    elsewhere: str

    def serving(self, state: str, part: str = "") -> list[str]:
        """The codes of the posts whose district somebody lives in, the nearest description first.

        Args:
            state: alpha-3 code of where they live.
            part: the part of it (ISO 3166-2), where several posts share a state.
        """
        named = [post for post, parts in self._of(state) if part and part in parts]
        return named or [post for post, parts in self._of(state) if not parts] or self._elsewhere(state)

    def _elsewhere(self, state: str) -> list[str]:
        known = any(post for post, _parts in self._of(state))
        return [self.elsewhere] if self.elsewhere and not known else []

    def _of(self, state: str) -> Iterator[tuple[str, list[str]]]:
        yield from self.by_state.get(state, ())

    @cached_property
    def by_state(self) -> dict[str, list[tuple[str, list[str]]]]:
        """state -> (post, the parts of it that it serves, or none for the whole or the rest)."""
        found: dict[str, list[tuple[str, list[str]]]] = {}
        for code, row in self.rows.items():
            for each in row.district:
                found.setdefault(each.state, []).append((code, each.parts))
        return found

    def has_parts(self, state: str) -> bool:
        """Whether it takes the part of a state to know which post serves somebody."""
        return any(parts for _post, parts in self._of(state))

    def offers(self, post: str, procedure: str) -> bool:
        """Whether a post offers a procedure for which one comes to a post, as its head or else the files say."""
        row = self.rows.get(post)
        if row is None:
            return False
        offered = chosen().get((post, procedure))
        return _by_file(row, procedure) if offered is None else offered

    def listed(self, procedure: str) -> list[str]:
        """The codes of the posts that offer a procedure as the files say, whatever their heads have changed."""
        return [code for code, row in self.rows.items() if _by_file(row, procedure)]

    def offering(self, procedure: str) -> list[str]:
        """The codes of the posts that offer a procedure, in the order of the files."""
        return list(_offering(self, chosen(), procedure))

    def for_resident(self, procedure: str, state: str, part: str = "") -> str | None:
        """The post that serves somebody with a procedure where they live; None if none of theirs offers it."""
        return next((post for post in self.serving(state, part) if self.offers(post, procedure)), None)


def _by_file(row: PostRow, procedure: str) -> bool:
    return row.kind in ALL_SERVICES if row.services is None else procedure in row.services


def network() -> Network:
    """The network of the profile in force, read once."""
    return _read(settings.LEGATION_DEFINITIONS, settings.LEGATION_PROFILE)


@lru_cache(maxsize=8)
def _read(_definitions: Any, _profile: str) -> Network:
    rows, elsewhere = read_posts()
    return Network({row.code: row for row in rows}, elsewhere)


@lru_cache(maxsize=4096)
def _offering(net: Network, _chosen: Choices, procedure: str) -> tuple[str, ...]:
    return tuple(post for post in net.rows if net.offers(post, procedure))


def chosen() -> Choices:
    """What heads of posts have chosen to offer and not to; the same object as long as it is not read again."""
    return _choices(tick())


@lru_cache(maxsize=2)
def _choices(_tick: int) -> Choices:
    rows = ServiceChoice.objects.values_list("post__code", "procedure", "offered")
    return Choices(((post, procedure), offered) for post, procedure, offered in rows)


def forget_services() -> None:
    """Look again at once, in this process: the head of a post has chosen other services."""
    _choices.cache_clear()


@lru_cache(maxsize=32)
def parts_of(state: str) -> list[tuple[str, str]]:
    """(code, name) of the parts of a state (ISO 3166-2), by name; names as the state itself writes them."""
    found = pycountry.subdivisions.get(country_code=alpha_2(state) or "") or []
    return sorted(((each.code, each.name) for each in found if not each.parent_code), key=lambda pair: pair[1])
