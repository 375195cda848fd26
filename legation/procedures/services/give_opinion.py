"""One question when a case is over, asked once: how was it?"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Invalid, NotFound
from legation.ground.posts.api import post_code
from legation.procedures.bundles import Opened
from legation.procedures.kinds import clean
from legation.procedures.models import Case, Opinion, OpinionGiven
from legation.procedures.selectors import draft_of

BEST, LONGEST = 5, 80


def is_over(case: Case, opened: Opened) -> bool:
    """Whether nothing is expected of a case any more."""
    return case.count > 0 and opened.definition.state_named(case.status).phase == "closed"


def has_answered(case: Case) -> bool:
    """Whether somebody has said by this case's link how it was."""
    return OpinionGiven.objects.filter(case=case).exists()


@transaction.atomic
def give_opinion(*, token: str, score: str, word: str, at: datetime) -> bool:
    """Keep what the holder of a link says of a case that is over, without saying of which; gives whether it was kept.

    A second answer by the same link is not kept.

    Raises:
        NotFound: no such link, or the case is not over.
        Invalid: `score` is none of '1' to '5'.
    """
    case, opened = draft_of(token)
    if not is_over(case, opened):
        raise NotFound("nobody is asked before the end")
    if score not in map(str, range(1, BEST + 1)):
        raise Invalid(f"score {score[:3]!r}", reader=_("Choose one of the five."))
    if not OpinionGiven.objects.get_or_create(case=case)[1]:
        return False
    Opinion.objects.create(
        month=at.date().replace(day=1), place=post_code(case.origin_id or case.post_id), procedure=case.procedure,
        score=int(score), word=clean(word)[:LONGEST],
    )  # fmt: skip
    return True
