"""The head of the post lets a card be read, or takes it off with a reason."""

from datetime import datetime

from django.db import transaction

from legation.consular.mutual_help.models import Card, Report
from legation.consular.mutual_help.rules import REASONS, SHOWN_FOR
from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.people.api import Person
from legation.ground.posts.api import post_code, roles_of
from legation.ground.posts.heads import HEAD


def judged_at(by: Person) -> set[int]:
    """The keys of the posts whose cards somebody judges: those that they head."""
    return roles_of(by).get(HEAD, set())


@transaction.atomic
def judge_card(*, card: int, reason: str, by: Person, at: datetime) -> None:
    """Show a card for sixty days, or take it off; that is recorded.

    Args:
        reason: why it is taken off, a code of `REASONS`; empty to show it.

    Raises:
        NotFound: there is none at a post where they judge.
        Invalid: no such reason.
        Conflict: it was judged meanwhile.
    """
    found = Card.objects.select_for_update().filter(pk=card, post__in=judged_at(by)).first()
    if found is None:
        raise NotFound(f"card {card}")
    if reason and reason not in REASONS:
        raise Invalid(f"reason {reason}")
    if found.state != "waiting":
        raise Conflict(f"card {card} is {found.state}")
    Report.objects.filter(card=found).delete()
    found.state, found.reason, found.judged_by = "removed" if reason else "shown", reason, f"person:{by.pk}"
    found.ends_at = None if reason else at + SHOWN_FOR
    found.save(update_fields=["state", "reason", "judged_by", "ends_at"])
    record_access(
        actor=f"person:{by.pk}", verb="took_off" if reason else "let_show", at=at, subject=f"card:{found.pk}",
        body={"post": post_code(found.post_id), **({"reason": reason} if reason else {})},
    )  # fmt: skip
