"""What the chains of cases say in figures: each action counted once, by what its chain says up to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from legation.ground.posts.api import post_code, post_zone
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Bundle, Case, CaseAction, Opinion
from legation.procedures.persons import services_of

ACTIONS = CaseAction._meta.db_table
_ROW = ("case_id", "pk", "at", "actor", "status", "body", "case__origin_id", "case__post_id", "case__procedure",
        "case__bundle_id")  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """What an action adds to the figures of a post (code) and a procedure; durations in seconds.

    Args:
        opened: 1 where a case is handed in.
        done: 1 where it comes to its end; `handling` is since it was handed in, or taken up again after an end.
        actions: what officers did on it until then.
        lay: where an officer acts, since it was an officer's turn; counted where the case was in hand.
    """

    place: str
    procedure: str
    at: datetime
    opened: int = 0
    done: int = 0
    actions: int = 0
    handling: float | None = None
    lay: float | None = None


def counted(*, after: int, upto: int, most: int) -> tuple[int, list[Counted]]:
    """What the actions above the key `after` add, `most` of them, none above `upto`; and the key of the last.

    An action's part depends on what stands before it on its chain alone, so it is the same whenever it is counted.
    """
    fresh = CaseAction.objects.filter(pk__gt=after, pk__lte=upto).order_by("pk")
    found = list(fresh.values_list("pk", "case_id")[:most])
    if not found:
        return upto, []
    chains: dict[int, list[Any]] = defaultdict(list)
    rows = CaseAction.objects.filter(case__in={case for _key, case in found}).order_by("case_id", "number")
    for row in rows.values_list(*_ROW):
        chains[row[0]].append(row[1:])
    keys = {key for key, _case in found}
    return found[-1][0], [each for chain in chains.values() for each in _walked(chain, keys)]


def _walked(chain: list[Any], wanted: set[int]) -> Iterator[Counted]:
    origin, post, procedure, bundle = chain[0][5:]
    home = held = post_code(origin or post)
    begun = before = chain[0][1]
    phases, phase, actions = _phases(bundle), "draft", 0
    for number, (key, at, actor, status, body, *_case) in enumerate(chain):
        now, is_officer = phases.get(status, phase), actor.startswith("person:")
        if phase == "closed" and now != "closed":
            begun, actions = at, 0
        actions += is_officer
        if key in wanted:
            if number == 0:
                yield Counted(home, procedure, at, opened=1)
            if is_officer and phase == "officer":
                yield Counted(held, procedure, at, lay=(at - before).total_seconds())
            if now == "closed" and phase != "closed":
                handling = (at - begun).total_seconds()
                yield Counted(home, procedure, at, done=1, actions=actions, handling=handling)
        phase, before, held = now, at, body.get("handed_to", held)


@lru_cache(maxsize=512)
def _phases(bundle: str) -> dict[str, str]:
    """state -> its phase, under a bundle (digest)."""
    return {each.state: each.phase for each in open_bundle(bundle).definition.states}


def overdue(posts: Iterable[int], *, at: datetime) -> dict[tuple[str, str], int]:
    """(post's code, procedure) -> the cases that these posts (keys) have in hand and an officer should have acted on.

    It walks the cases that are late, by an index of their own, and no others.
    """
    found: dict[tuple[str, str], int] = defaultdict(int)
    late = Case.objects.at_posts(posts).filter(closed_at=None, deadline__lt=at)
    groups = late.values_list("post_id", "procedure", "bundle_id", "status").annotate(count=Count("pk")).order_by()
    for post, procedure, bundle, status, count in groups:
        if _phases(bundle).get(status) == "officer":
            found[post_code(post), procedure] += count
    return dict(found)


MOST_SHOWN = 50


def works_on(roles: Mapping[str, Collection[int]], *, post: int, procedure: str, at: datetime) -> bool:
    """Whether one of these roles works on a procedure's cases at a post (key); what is kept apart is its own role's."""
    mine = {role for role, posts in roles.items() if post in posts}
    found = (each.definition for each in services_of(mine, at=at) if each.definition.procedure == procedure)
    return any(not each.apart or each.desk.role in mine for each in found)


def cases_counted(
    what: str, *, post: int, procedure: str, month: date, before: int | None = None
) -> tuple[list[tuple[str, datetime, bool]], int | None]:
    """(reference, when, whether it is open) of the cases behind a figure of a post (key) and a month, newest first.

    They are those whose actions `counted` counts as `opened` or `done`, so a case that ended twice stands there twice.
    Whether somebody may read them is asked before (`works_on`).

    Args:
        what: 'opened' or 'done'.
        before: where the page before left off, as it is given with that page; None is the first.
    """
    zone = ZoneInfo(post_zone(post))
    begins, ends = (
        datetime.combine(day, time(0), zone) for day in (month, (month + timedelta(days=32)).replace(day=1))
    )
    home = Q(case__origin=post) | Q(case__origin=None, case__post=post)
    rows = CaseAction.objects.filter(home, case__procedure=procedure, at__gte=begins, at__lt=ends)
    if what == "opened":
        rows = rows.filter(number=1)
    else:
        bundles = Bundle.objects.filter(procedure=procedure).values_list("digest", flat=True)
        rows = rows.filter(status__in={state for each in bundles for state in _closed(each)})
    if before is not None:
        rows = rows.filter(pk__lt=before)
    fields = ("pk", "at", "status", "number", "case_id", "case__reference", "case__bundle_id", "case__closed_at")
    page = list(rows.order_by("-pk").values_list(*fields)[: MOST_SHOWN + 1])
    more = page[MOST_SHOWN - 1][0] if len(page) > MOST_SHOWN else None
    chains = CaseAction.objects.filter(case__in={row[4] for row in page}).values_list("case_id", "number", "status")
    was = {(case, number): status for case, number, status in chains} if what == "done" else {}
    return [
        (reference, at, closed is None)
        for _key, at, status, number, case, reference, bundle, closed in page[:MOST_SHOWN]
        if what == "opened" or (status in _closed(bundle) and was.get((case, number - 1)) not in _closed(bundle))
    ], more


def _closed(bundle: str) -> set[str]:
    return {state for state, phase in _phases(bundle).items() if phase == "closed"}


def late_cases(
    roles: Mapping[str, Collection[int]], *, post: int, procedure: str, at: datetime
) -> list[tuple[str, datetime]]:  # fmt: skip
    """(reference, deadline) of cases that are overdue at a post (key), the longest first, for who works on them there.

    Args:
        roles: role -> the keys of the posts where whoever asks holds it; none of theirs, no cases.
    """
    if not works_on(roles, post=post, procedure=procedure, at=at):
        return []
    late = Case.objects.at_posts([post]).filter(procedure=procedure, closed_at=None, deadline__lt=at)
    rows = late.order_by("deadline").values_list("reference", "deadline", "bundle_id", "status")[:MOST_SHOWN]
    return [(name, deadline) for name, deadline, bundle, status in rows if _phases(bundle).get(status) == "officer"]


def opinions(month: date, by: str) -> dict[str, list[int]]:
    """Value of `by` ('place' or 'procedure') -> how many gave each score from 1 to 5 in a month, everywhere."""
    found: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    rows = Opinion.objects.filter(month=month).values_list(by, "score").annotate(count=Count("pk")).order_by()
    for value, score, count in rows:
        found[value][score - 1] = count
    return dict(found)


def opinion_words(month: date, place: str) -> list[str]:
    """What was said in a word of a post in a month; in the order of letters, which tells nothing of who came when."""
    words = Opinion.objects.filter(month=month, place=place).exclude(word="").values_list("word", flat=True)
    return sorted(words)[:MOST_SHOWN]
