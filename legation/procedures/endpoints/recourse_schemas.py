"""What the routes take and give with which applicants act after handing in, and ask about their data."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from legation.procedures.endpoints.schemas import REFERENCE, Asked, Code, MadeUpReference, Money

MOST_WORDS, MOST_SAID = 4000, 2000
Words = Annotated[str, StringConstraints(min_length=1, max_length=MOST_WORDS)]


class AskedFor(Schema):
    """What the office asked for: their words, the fields it is about, and until when it is to be answered."""

    message: str
    fields: list[str] = Field(examples=[["surname", "photo"]])
    until: AwareDatetime | None


class MayCorrect(Schema):
    """The fields that one may correct oneself, and until when."""

    fields: list[str] = Field(examples=[["surname"]])
    until: AwareDatetime


class MayAppeal(Schema):
    """Until when the refusal may be contested."""

    until: AwareDatetime


class MayWithdraw(Schema):
    """Whether what was paid goes back then."""

    refunded: bool


class RecourseView(Schema):
    """What is open to the applicant of a case now; null is not. `owed` is what a correction made dearer."""

    answer: AskedFor | None
    correction: MayCorrect | None
    appeal: MayAppeal | None
    withdrawal: MayWithdraw | None
    owed: list[Money]


class Answered(Asked):
    """The answer to the office: what is set right, and words. `files` are the fields of the files sent, in order."""

    answers: dict[str, Any] = Field({}, examples=[{"surname": "Sargsyan"}])
    files: list[Code] = Field([], max_length=20, examples=[["photo"]])
    note: Annotated[str, StringConstraints(max_length=MOST_WORDS)] = Field("", examples=["As in the new passport."])


class Corrected(Asked):
    """Answers that are set right, by field; what is not named stays as it is."""

    answers: dict[str, Any] = Field(examples=[{"surname": "Sargsyan"}])


class Appealed(Asked):
    """Why the decision should be another."""

    text: Words = Field(examples=["The invitation was in the papers."])


class Look(Schema):
    """Somebody of the ministry looked, in which role and at which post; never who."""

    at: AwareDatetime
    role: str = Field(examples=["visa_officer"])
    post: str = Field(examples=["CAI"])


class DataRequestView(Schema):
    """What was asked about the data of a case, and what came of it: `ground` is the code of why, `answer` the words."""

    case: MadeUpReference
    kind: Literal["correction", "erasure"]
    asked_at: AwareDatetime
    said: str
    answered_at: AwareDatetime | None
    granted: bool | None
    ground: str = Field(examples=["statutory"])
    answer: str


class DataView(Schema):
    """Who looked at an application, and what was asked about its data; both newest first."""

    looked_at: list[Look]
    requests: list[DataRequestView]


class NewDataRequest(Asked):
    """A correction or an erasure of what is held about one case, and why; an officer answers within a month."""

    case: Annotated[str, StringConstraints(pattern=REFERENCE)] = Field(examples=["UTO-7K3M-9QXZ-A4"])
    kind: Literal["correction", "erasure"]
    said: Annotated[str, StringConstraints(min_length=1, max_length=MOST_SAID)] = Field(
        examples=["The birth date is 1990-03-27."]
    )
