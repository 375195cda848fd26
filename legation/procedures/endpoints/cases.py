"""The officers' side: a desk's queue, one case, its verbs, and search. Every look is recorded as at the desk."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from legation.ground.errors import Invalid, NotAllowed
from legation.ground.limits.api import hit
from legation.ground.people.api import Person
from legation.ground.tokens.bearer import Bearer, holder
from legation.ground.tokens.problems import WrongIn, by_field, problems
from legation.ground.tokens.replaying import Key, once
from legation.ground.tokens.scopes import CASES_DECIDE, CASES_READ, CASES_SEARCH
from legation.procedures.bundles import Opened, in_force
from legation.procedures.endpoints import case_schemas, schemas, told_cases
from legation.procedures.endpoints.schemas import CaseReference
from legation.procedures.kinds import parse
from legation.procedures.officers import After, queue_page, seated, seated_at
from legation.procedures.search import search
from legation.procedures.selectors import answers_now, case_for
from legation.procedures.services.act import Said, act
from legation.procedures.values import as_form

router = Router(tags=["cases"])
READS_A_MINUTE, VERBS_A_MINUTE, SEARCHES = 600, 120, 300


def _person(request: HttpRequest, what: str, most: int) -> Person:
    found = holder(request, what, most)
    if found.person is None:
        raise NotAllowed(f"{found.actor} is no officer's")
    return found.person


@router.get(
    "",
    auth=Bearer(CASES_READ),
    response={200: case_schemas.Queue, **problems(401, 403, 404, 422, 429)},
    url_name="api_cases",
)
def list_cases(
    request: HttpRequest, procedure: case_schemas.Procedure, status: case_schemas.Status,
    cursor: schemas.Cursor = None, limit: schemas.Limit = 50,
) -> Any:  # fmt: skip
    """The queue of a desk at your posts, the oldest deadline first."""
    person = _person(request, "desk_reads", READS_A_MINUTE)
    opened, after = in_force(procedure, at=datetime.now(UTC)), _after(cursor)
    by = seated(person, opened)
    found = queue_page(by, procedure=procedure, status=status, after=after, most=limit + 1)
    more = _cursor(found[limit - 1].deadline, found[limit - 1].pk) if len(found) > limit else None
    return {"items": [told_cases.desk_line(case) for case in found[:limit]], "next": more}


@router.post(
    "/search", auth=Bearer(CASES_SEARCH), url_name="api_search",
    response={200: case_schemas.Found, **problems(400, 401, 403, 404, 413, 422, 429)},
)  # fmt: skip
def search_cases(request: HttpRequest, asked: case_schemas.SearchAsked) -> Any:
    """Cases of one procedure by reference, passport number or name. That you searched, and in which, is recorded."""
    person, now = _person(request, "desk_searches", VERBS_A_MINUTE), datetime.now(UTC)
    by = seated(person, in_force(asked.procedure, at=now))
    hit("desk_find", by.name, at=now, most=SEARCHES, minutes=10)
    return {"items": [told_cases.desk_line(case) for case in search(by, asked.text, procedure=asked.procedure, at=now)]}


@router.get(
    "/{reference}", auth=Bearer(CASES_READ), url_name="api_case",
    response={200: case_schemas.CaseView, **problems(401, 403, 404, 422, 429)},
)  # fmt: skip
def get_case(request: HttpRequest, reference: CaseReference) -> Any:
    """One case, whole. That you looked is recorded, and told to the applicant."""
    person = _person(request, "desk_reads", READS_A_MINUTE)
    return _case(person, reference)


def _case(person: Person, reference: str) -> Any:
    now, by = datetime.now(UTC), seated_at(person, reference)
    found, opened = case_for(by, reference, at=now)
    return told_cases.case(found, opened, person, at=now)


@router.post(
    "/{reference}/{verb}", auth=Bearer(CASES_DECIDE), url_name="api_case_verb",
    response={200: case_schemas.CaseView, **problems(400, 401, 403, 404, 409, 413, 422, 429)},
)  # fmt: skip
@once
def act_on_case(
    request: HttpRequest, reference: CaseReference, verb: case_schemas.Verb, asked: case_schemas.Said,
    idempotency_key: Key = None,
) -> Any:  # fmt: skip
    """Do a verb with a case, as at its desk: grant, refuse with reasons, correct."""
    person, now = _person(request, "verbs", VERBS_A_MINUTE), datetime.now(UTC)
    by = seated_at(person, reference, verb=verb)
    found, opened = case_for(by, reference, at=now)
    answers = _corrected(opened, verb, asked.answers, answers_now(found), now)
    try:
        act(
            reference=reference, verb=verb, by=by, at=now, said=Said(asked.reasons, asked.note.strip(), answers=answers)
        )
    except Invalid as error:
        place = "/reasons" if opened.transitions.get(verb) and not asked.answers else ""
        raise WrongIn(error.detail, [(place, "invalid", error.reader)]) from error
    return _case(person, reference)


def _corrected(opened: Opened, verb: str, sent: dict[str, Any], before: dict[str, Any], at: datetime) -> dict[str, Any]:
    """What a correction sets right and differs from what stands there; raises `Invalid` where it cannot be."""
    transition, wrong, parsed = opened.transitions.get(verb), {}, {}
    for name, value in sent.items():
        if transition is None or name not in transition.corrects:
            wrong[name] = Invalid.sentence
            continue
        try:
            parsed[name] = parse(opened.fields[name], as_form(opened.fields[name], value), today=at.date())
        except Invalid as error:
            wrong[name] = error.reader
    if wrong:
        raise by_field(wrong, "/answers")
    return {name: value for name, value in parsed.items() if value is not None and value != before.get(name)}


def _cursor(deadline: datetime | None, key: int) -> str:
    text = f"{deadline.isoformat() if deadline else ''} {key}"
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _after(cursor: str | None) -> After | None:
    if cursor is None:
        return None
    try:
        moment, key = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().rsplit(" ", 1)
        after = (datetime.fromisoformat(moment) if moment else None, int(key))
    except ValueError as error:
        raise by_field({"cursor": Invalid.sentence}, "") from error
    if not 0 <= after[1] < 2**63 or (after[0] and after[0].tzinfo is None):
        raise by_field({"cursor": Invalid.sentence}, "")
    return after
