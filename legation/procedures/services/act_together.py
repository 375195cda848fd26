"""One verb with many cases, as with what comes in one bag: each is done or refused for itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.ground.people.api import Actor
from legation.ground.posts.api import posts_with_role
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Case
from legation.procedures.queues import MOST_TOGETHER
from legation.procedures.services.act import act


@dataclass(frozen=True)
class Refused:
    """A case that the verb was not done with, and why, as a sentence for the officer."""

    reference: str
    why: Any


def can_be_done(case: Case, verb: str, by: Actor) -> bool:
    """Whether the edition under which a case was begun lets this actor do the verb now, with many at once."""
    way = open_bundle(case.bundle_id).transitions.get(verb)
    return way is not None and bool(way.together) and case.status in way.from_ and by.role in way.by


def act_together(*, references: Collection[str], verb: str, by: Actor, at: datetime) -> list[Refused]:
    """Do `verb` with each of these cases, in a transaction of its own; gives those that it was not done with.

    Raises:
        Invalid: no case, or more than a hundred.
    """
    wanted = list(dict.fromkeys(references))
    if not 0 < len(wanted) <= MOST_TOGETHER:
        raise Invalid(f"{len(wanted)} cases", reader=_("Choose at least one case, and no more than a hundred."))
    rows = Case.objects.at_posts(posts_with_role(by)).filter(reference__in=wanted)
    here = {case.reference for case in rows if can_be_done(case, verb, by)}
    refused = [Refused(each, _("It is not in this list any more.")) for each in wanted if each not in here]
    for reference in (each for each in wanted if each in here):
        try:
            act(reference=reference, verb=verb, by=by, at=at)
        except (Conflict, NotAllowed, NotFound) as error:
            refused.append(Refused(reference, error.reader))
    return refused
