"""An officer's queue: its pages, the case that somebody is led to, and the cases whose fee was lost."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.expressions import RawSQL

from legation.ground.audit.api import looks_since
from legation.ground.node import own_chain
from legation.ground.people.api import Actor
from legation.ground.posts.api import posts_with_role
from legation.ground.statements import Select
from legation.payments import api as payments
from legation.procedures.models import Case

QUEUE_PAGE = 25

# most officers sit at one post and look at their first page
_OF_QUEUE = "post_id = %s AND procedure = %s AND status = %s"
_FIRST_DUE = Select(Case, _OF_QUEUE, order="deadline, id LIMIT %s")
_NEWEST = Select(Case, _OF_QUEUE, order="deadline DESC, id DESC LIMIT %s")


def queue(by: Actor, *, procedure: str, status: str, newest: bool = False, after: int = 0) -> list[Case]:
    """The cases of a procedure in a status at the actor's posts; one page and one more, if there are more.

    The earliest deadline first, or what came in last for lists that only grow. Each post's first ones are read off the
    index and put together: however many cases there are, a page costs the same.
    """
    posts = sorted(posts_with_role(by))
    if not posts:
        return []
    if len(posts) == 1 and not after:
        return (_NEWEST if newest else _FIRST_DUE).all(posts[0], procedure, status, QUEUE_PAGE + 1)
    upon, table = "deadline DESC, id DESC" if newest else "deadline, id", Case._meta.db_table
    one = (
        f"SELECT id, deadline FROM (SELECT id, deadline FROM {table} WHERE post_id = %s AND procedure = %s "  # noqa: S608
        f"AND status = %s ORDER BY {upon} LIMIT {after + QUEUE_PAGE + 1}) AS at_post"
    )
    every = f"SELECT id FROM ({' UNION ALL '.join([one] * len(posts))}) AS firsts"  # noqa: S608 — our own model's names
    page = RawSQL(  # noqa: S611
        f"{every} ORDER BY {upon} LIMIT {QUEUE_PAGE + 1} OFFSET {after}",
        [value for post in posts for value in (post, procedure, status)],
    )
    rows = Case.objects.at_posts(posts).filter(pk__in=page)
    return list(rows.order_by(*(("-deadline", "-pk") if newest else ("deadline", "pk"))))


MOST_TOGETHER = 100


def waiting_together(by: Actor, states: Mapping[str, Collection[str]]) -> list[Case]:
    """The cases at the actor's posts in these states (procedure -> states), earliest deadline first.

    At most as many as are done together, and one more, if there are more.
    """
    wanted = Q()
    for procedure, names in states.items():
        wanted |= Q(procedure=procedure, status__in=names)
    rows = Case.objects.at_posts(posts_with_role(by)).filter(wanted).select_related("application")
    return list(rows.order_by("deadline", "pk")[: MOST_TOGETHER + 1])


OPEN_ELSEWHERE = timedelta(minutes=3)
"""How long a case that somebody has opened is left to them: others are led to the next one."""


def first_free(by: Actor, cases: Sequence[Case], *, at: datetime) -> Case | None:
    """The case that somebody is led to: the first that nobody else has looked at just now, else the first of all.

    Who looked stands on record in the database, so that it does not matter which process leads whom. Nothing is taken
    from anybody: two who are led at the same instant may meet, and the second is told; what is left alone comes first
    again.
    """
    looks = looks_since([case.reference for case in cases], at - OPEN_ELSEWHERE)
    busy = {subject for actor, subject in looks if actor != own_chain(by.name)}
    return next((case for case in cases if case.reference not in busy), next(iter(cases), None))


def fee_lost(by: Actor, *, procedure: str) -> list[Case]:
    """A procedure's cases at the actor's posts whose fee a dispute lost that no accountant has done with; one page."""
    lost = payments.lost_references()
    if not lost:
        return []
    rows = Case.objects.at_posts(posts_with_role(by)).filter(procedure=procedure, application__reference__in=lost)
    return list(rows.exclude(count=0).select_related("application").order_by("pk")[:QUEUE_PAGE])
