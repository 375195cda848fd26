"""What a person may know of their own data: who looked at it, and what became of what they asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from legation.ground.audit.api import accesses_to
from legation.ground.people.api import Actor
from legation.ground.posts.api import posts_with_role
from legation.ground.secrets import unseal
from legation.procedures.answers import key_of
from legation.procedures.models import Case, DataRequest

MOST = 200
_ONE_LOOK = timedelta(minutes=10)
CONTEXT = "data_request"


@dataclass(frozen=True)
class Look:
    """Somebody of the ministry looked: in which role, for which post, at which application; never who."""

    at: datetime
    role: str
    post: str
    reference: str


def looks_at(cases: list[Case]) -> list[Look]:
    """When cases were looked at, newest first; what one person opened within ten minutes is one look."""
    references = {case.reference: case.application.reference for case in cases}
    found: list[Look] = []
    last: dict[tuple[str, str], datetime] = {}
    for each in reversed(accesses_to(references, verb="looked_at", most=MOST)):
        before = last.get((each.actor, each.subject))
        last[each.actor, each.subject] = each.at
        if before is None or each.at - before > _ONE_LOOK:
            role, post = str(each.body.get("role", "")), str(each.body.get("post", ""))
            found.append(Look(each.at, role, post, references[each.subject]))
    return found[::-1]


def role_of(actor: str) -> str:
    """Who did something, without saying which person: an officer, or `applicant`, `rule`, `system`."""
    return "officer" if actor.startswith("person:") else actor


def requests_of(cases: list[Case]) -> list[DataRequest]:
    """What was asked about these cases, newest first."""
    return list(DataRequest.objects.filter(case__in=cases).select_related("case").order_by("-asked_at", "-pk"))


def requests_for(desks: Mapping[str, Actor]) -> list[DataRequest]:
    """What waits for an answer about cases of these procedures at the posts of who works on them, oldest first."""
    if not desks:
        return []
    theirs = [Q(case__procedure=code, case__post__in=posts_with_role(by)) for code, by in desks.items()]
    rows = DataRequest.objects.filter(reduce(or_, theirs), answered_at=None).exclude(case__data_key=None)
    return list(rows.select_related("case", "case__application").order_by("asked_at", "pk")[:MOST])


def procedure_of_request(request: int) -> str:
    """The procedure whose case a request is about; empty where there is no such request."""
    return str(DataRequest.objects.filter(pk=request).values_list("case__procedure", flat=True).first() or "")


def open_note(case: Case, sealed: bytes | None) -> str:
    """What was written with a request or its answer."""
    return unseal(key_of(case), sealed, context=CONTEXT).decode() if sealed else ""
