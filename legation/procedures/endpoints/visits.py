"""The appointment of a case, for programs: free times, booking and moving, cancelling."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from legation.appointments import api as appointments
from legation.ground.errors import NotFound
from legation.ground.tokens.problems import WrongIn, problems
from legation.ground.tokens.replaying import Key, once
from legation.procedures.bundles import Opened
from legation.procedures.endpoints import schemas
from legation.procedures.endpoints.applications import READ, READS, WRITE, WRITES, reader, writer
from legation.procedures.endpoints.schemas import CaseReference, Reference
from legation.procedures.models import Case
from legation.procedures.selectors import Link, draft_of
from legation.procedures.visit_views import may_visit, wanted_by

router = Router(tags=["applications"])
_PATH = "/{reference}/cases/{case}/appointment"
_MOST_DAYS = 10


class AppointmentView(Schema):
    """What is booked: when, in UTC, and where; `number` is shown at the post."""

    number: str = Field(examples=["7K3M9QXZ"])
    starts_at: AwareDatetime
    minutes: int
    post: str = Field(examples=["HQ"])
    zone: str = Field(description="The post's time zone.", examples=["Europe/Paris"])
    state: Literal["held", "offered", "booked"]


class TimesView(Schema):
    """The first free times, in UTC, and how long an appointment takes."""

    post: str
    given_at_the_post: bool = Field(
        description="The post works without a line for now and gives its times itself: none are given here."
    )
    zone: str
    minutes: int
    times: list[AwareDatetime]


class Chosen(schemas.Asked):
    """One of the free times."""

    starts_at: AwareDatetime = Field(strict=False, examples=["2027-02-01T09:00:00Z"])


Since = Annotated[date | None, Query(description="The first day that is looked at; without it, today.")]


@router.get(f"{_PATH}/times", auth=READS, response={200: TimesView, **READ}, url_name="api_appointment_times")
def get_times(request: HttpRequest, reference: Reference, case: CaseReference, since: Since = None) -> Any:
    """When one can come for a case. 404 where nobody comes for its service."""
    found, opened = draft_of(reader(request).case(reference, case))
    if opened.definition.visit is None:
        raise NotFound(f"nobody comes for {found.procedure}")
    minutes = opened.definition.visit.minutes
    days = appointments.free_days(
        found.post, found.procedure, minutes, at=datetime.now(UTC), since=since, most=_MOST_DAYS
    )  # fmt: skip
    return {
        "post": found.post.code, "zone": found.post.time_zone, "minutes": minutes,
        "given_at_the_post": appointments.gives_itself(found.post, at=datetime.now(UTC)),
        "times": [moment for day in days for moment in day.times],
    }  # fmt: skip


@router.get(_PATH, auth=READS, response={200: AppointmentView, **READ}, url_name="api_appointment")
def get_appointment(request: HttpRequest, reference: Reference, case: CaseReference) -> Any:
    """What is booked for a case. 404 where nothing is."""
    found, _opened = draft_of(reader(request).case(reference, case))
    return _told(found)


@router.post(_PATH, auth=WRITES, response={201: AppointmentView, **WRITE}, url_name="api_book_appointment")
@once
def book_appointment(
    request: HttpRequest, reference: Reference, case: CaseReference, asked: Chosen, idempotency_key: Key = None
) -> Any:
    """Book a time for a case, or move what is booked to it. 409 where somebody else was quicker or the post gives its
    times itself for now, 404 where nobody
    comes for its service, or the case is not handed in or is over.
    """
    found, opened = _comes(writer(request).case(reference, case))
    if not 2000 <= asked.starts_at.year <= 9000:
        raise WrongIn("starts_at", [("/starts_at", "invalid", _("Choose one of the free times."))])
    appointments.book(wanted_by(found, opened), starts_at=asked.starts_at.astimezone(UTC), at=datetime.now(UTC))
    return Status(201, _told(found))


@router.delete(_PATH, auth=WRITES, response={204: None, **READ, **problems(409)}, url_name="api_cancel_appointment")
def cancel_appointment(request: HttpRequest, reference: Reference, case: CaseReference) -> Any:
    """Cancel what is booked for a case; the time goes to whoever waits."""
    found, _opened = draft_of(writer(request).case(reference, case))
    if not appointments.cancel_for(found.reference, at=datetime.now(UTC)):
        raise NotFound(f"nothing is booked for {case}")
    return Status(204, None)


def _comes(link: Link) -> tuple[Case, Opened]:
    found, opened = draft_of(link)
    if not may_visit(found, opened):
        raise NotFound(f"nobody comes for {found.reference}")
    return found, opened


def _told(case: Case) -> dict[str, Any]:
    known = appointments.of_references([case.reference]).get(case.reference)
    if not known:
        raise NotFound(f"nothing is booked for {case.reference}")
    one = known[0]
    return {
        "number": one.number, "starts_at": one.starts_at, "minutes": one.minutes, "post": one.post.code,
        "zone": one.post.time_zone, "state": one.state,
    }  # fmt: skip
