"""What is written about a case between its applicant and the office: read by both, and by nobody else."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from legation.ground.people.api import Actor
from legation.ground.posts.api import posts_with_role
from legation.ground.secrets import unseal
from legation.ground.statements import Select, execute
from legation.procedures.answers import key_of
from legation.procedures.models import Case, Remark

APPLICANT = "applicant"
_WAITS = "SELECT count(*) FROM procedures_remark WHERE case_id = %s AND waits = %s AND actor = %s"
_UNREAD = Select(Remark, "case_id IN %l AND waits = %s AND actor <> %s")
CONTEXT = "remark"
MOST = 100


@dataclass(frozen=True)
class Said:
    """One remark as it is read. `ours`: the office wrote it."""

    at: datetime
    ours: bool
    text: str
    waits: bool


def remarks_of(cases: Sequence[Case]) -> dict[int, list[Said]]:
    """key of a case -> what was written about it, in order."""
    keys = {case.pk: key_of(case) for case in cases}
    found: dict[int, list[Said]] = {pk: [] for pk in keys}
    for row in Remark.objects.filter(case__in=keys).order_by("pk"):
        text = unseal(keys[row.case_id], row.said, context=CONTEXT).decode()
        found[row.case_id].append(Said(row.at, row.actor != APPLICANT, text, row.waits))
    return found


def read_by_applicant(case: Case) -> None:
    """Whatever the office wrote has been read now."""
    Remark.objects.filter(case=case, waits=True).exclude(actor=APPLICANT).update(waits=False)


def unread(cases: Iterable[Case]) -> dict[int, int]:
    """key of a case -> how much the office wrote that its applicant has not read; nothing for the others."""
    rows = _UNREAD.all([case.pk for case in cases], True, APPLICANT)
    return Counter(row.case_id for row in rows)


def waiting(desks: Mapping[str, Actor]) -> list[Case]:
    """Cases of these procedures, in hand at the posts of who works on them, whose applicants wait for an answer.

    Who wrote first comes first; at most a hundred.
    """
    if not desks:
        return []
    theirs = [Q(case__procedure=code, case__post__in=posts_with_role(by)) for code, by in desks.items()]
    rows = Remark.objects.filter(reduce(or_, theirs), waits=True, actor=APPLICANT).exclude(case__data_key=None)
    found = rows.select_related("case", "case__application", "case__post").order_by("pk")[: MOST * 2]
    return list({each.case_id: each.case for each in found}.values())[:MOST]


def waits_at(by: Actor, case: Case) -> int:
    """How many remarks of a case's applicant its officer has not answered."""
    if case.post_id not in posts_with_role(by):
        return 0
    return int(execute(_WAITS, [case.pk, True, APPLICANT]).fetchone()[0])
