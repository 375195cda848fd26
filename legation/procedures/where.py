"""At which post a service is begun: the one that serves where somebody lives, or another that offers it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from legation.ground.posts.api import post_names
from legation.ground.posts.network import network, parts_of
from legation.ground.states.codes import nationality_codes


@dataclass(frozen=True)
class Where:
    """What can be said to somebody who tells where they live.

    `serves` is the post of their district that offers the service, or ''; `district` the one that does not offer it,
    where none of theirs does. `others` offer it, too. `parts` are what there is to choose from where a state is shared
    among posts; `needs_part` as long as nothing of it is chosen. `errors` are by input name.
    """

    state: str = ""
    part: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    serves: str = ""
    district: str = ""
    others: tuple[str, ...] = ()
    needs_part: bool = False
    errors: Mapping[str, str] | None = None

    def choices(self, language: str) -> list[tuple[str, str]]:
        """(code, name) of the posts that offer it, the one that serves them first."""
        names = post_names(language)
        codes = [self.serves] if self.serves else []
        return [(code, names.get(code, code)) for code in [*codes, *self.others]]


def where(procedure: str, state: str, part: str = "") -> Where:
    """Where somebody begins a procedure who lives in a state (alpha-3) and, where that is shared, in a part of it."""
    net, offering = network(), tuple(network().offering(procedure))
    if state not in nationality_codes():
        said = _("Choose a country from the list.")
        return Where(state=state, others=offering, errors={"country": said})
    parts = tuple(parts_of(state)) if net.has_parts(state) else ()
    if parts and part not in dict(parts):
        errors = {"part": _("Choose where in the country you live.")} if part else None
        return Where(state=state, part=part, parts=parts, others=offering, needs_part=True, errors=errors)
    serves = net.for_resident(procedure, state, part) or ""
    district = "" if serves else next(iter(net.serving(state, part)), "")
    others = tuple(post for post in offering if post != serves)
    return Where(state, part, parts, serves, district, others)
