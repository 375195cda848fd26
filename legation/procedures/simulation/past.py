"""Cases as they were handed in, read by stretches of their keys, and what officers did with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max, Min

from legation.ground.posts.api import post_code
from legation.procedures.answers import open_answers
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Case, CaseAction, CaseQuerySet

STRETCH = 2000


@dataclass(frozen=True)
class Period:
    """Which cases: of a procedure, handed in from a moment (inclusive) to another."""

    procedure: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Past:
    """One case as it was handed in."""

    bundle: str
    post: str
    at: datetime
    answers: dict[str, Any]


def stretches(period: Period) -> list[tuple[int, int]]:
    """The keys of the period's cases in stretches, (first, last) each."""
    ends = _cases(period).aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    return [
        (start, min(start + STRETCH - 1, ends["last"])) for start in range(ends["first"], ends["last"] + 1, STRETCH)
    ]


def past_cases(period: Period, stretch: tuple[int, int]) -> Iterator[Past | None]:
    """The cases of a stretch; None for one whose person was forgotten."""
    for case in _cases(period).filter(pk__range=stretch).annotate(at=F("application__submitted_at")).iterator(STRETCH):
        if case.data_key is None:
            yield None
        else:
            yield Past(case.bundle_id, post_code(case.post_id), case.at, open_answers(case))


def decisions(period: Period, stretch: tuple[int, int]) -> Iterator[tuple[str, date]]:
    """(post, day) of each decision an officer took in a case that waited for one."""
    rows = CaseAction.objects.filter(case__in=_cases(period).filter(pk__range=stretch), actor__startswith="person:")
    for verb, at, bundle, post in rows.values_list("verb", "at", "case__bundle_id", "case__post_id"):
        opened = open_bundle(bundle)
        if any(opened.definition.state_named(name).phase == "officer" for name in opened.transitions[verb].from_):
            yield post_code(post), at.date()


def _cases(period: Period) -> CaseQuerySet:
    everywhere = Case.objects.everywhere("a simulation counts cases of all posts and shows none")
    return everywhere.filter(
        count__gt=0, procedure=period.procedure,
        application__submitted_at__gte=period.since, application__submitted_at__lt=period.until,
    )  # fmt: skip
