"""What an applicant's program and the office write to each other about a case."""

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field, StringConstraints

from legation.ground.errors import Invalid
from legation.ground.limits.api import hit
from legation.ground.tokens.replaying import Key, once
from legation.procedures.endpoints.applications import READ, READS, WRITE, WRITES, reader, told_in, writer
from legation.procedures.endpoints.schemas import Asked, CaseReference, Reference
from legation.procedures.models import Case
from legation.procedures.remarks import read_by_applicant, remarks_of
from legation.procedures.selectors import draft_of
from legation.procedures.services.write import MOST, write_to_office

router = Router(tags=["applications"])
_PATH = "/{reference}/cases/{case}/letters"


class LetterView(Schema):
    """One letter. `waits`: of the office's, that you have not written since; of your own, that nobody answered yet."""

    at: AwareDatetime
    by_office: bool
    text: str = Field(examples=["Please bring the old passport."])
    waits: bool


class Letters(Schema):
    """What was written about a case, in order."""

    items: list[LetterView]


class NewLetter(Asked):
    """What you write to the office; an officer who works on the case answers."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MOST)] = Field(examples=["May I come on Friday?"])


@router.get(_PATH, auth=READS, response={200: Letters, **READ}, url_name="api_letters")
def list_letters(request: HttpRequest, reference: Reference, case: CaseReference) -> Any:
    """What you and the office wrote about a case. Reading changes nothing: the office's wait until you write."""
    found, _opened = draft_of(reader(request).case(reference, case))
    return _told(found)


@router.post(_PATH, auth=WRITES, response={201: Letters, **WRITE}, url_name="api_write_letter")
@once
def write_letter(
    request: HttpRequest, reference: Reference, case: CaseReference, asked: NewLetter, idempotency_key: Key = None
) -> Any:  # fmt: skip
    """Write to the office about a case that was handed in; 409 about a draft, which nobody of the office reads."""
    found, _opened = draft_of(writer(request).case(reference, case))
    hit("write", found.reference, at=datetime.now(UTC), most=20, minutes=60)
    try:
        write_to_office(case=found, text=asked.text, at=datetime.now(UTC))
    except Invalid as error:
        raise told_in(error, "") from error
    read_by_applicant(found)
    return Status(201, _told(found))


def _told(case: Case) -> dict[str, Any]:
    """As `Letters`."""
    return {
        "items": [
            {"at": each.at, "by_office": each.ours, "text": each.text, "waits": each.waits}
            for each in remarks_of([case])[case.pk]
        ]
    }
