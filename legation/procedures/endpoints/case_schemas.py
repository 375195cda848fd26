"""What the officers' routes take and give."""

from typing import Annotated, Any

from ninja import Path, Query, Schema
from pydantic import AwareDatetime, Field, StringConstraints

from legation.procedures.endpoints.schemas import CODE, Asked, CaseLine, Code, IssuedDocument, MadeUpReference

Verb = Annotated[str, Path(pattern=CODE, description="A verb of the case's procedure.", examples=["grant"])]
Procedure = Annotated[str, Query(pattern=CODE, description="Whose cases: a desk is one procedure's.")]
Status = Annotated[str, Query(pattern=CODE, description="A state of the procedure.")]


class DeskLine(CaseLine):
    """A case in a queue, without anybody's data."""

    application: MadeUpReference
    post: str = Field(description="Who has it in hand.", examples=["CAI"])
    origin: str | None = Field(description="The post where it was opened, if one was.", examples=["CAI"])
    opened_at: AwareDatetime


class Queue(Schema):
    """A page of a queue, the oldest deadline first."""

    items: list[DeskLine]
    next: str | None


class Found(Schema):
    """The latest cases that were found, at most fifty."""

    items: list[DeskLine]


class Finding(Schema):
    """What an officer should look at."""

    finding: str = Field(examples=["minor"])
    text: str


class Action(Schema):
    """What was done with a case. `by` is a role, never who."""

    number: int
    at: AwareDatetime
    verb: str = Field(examples=["submit"])
    by: str = Field(examples=["applicant"])
    status: str
    reasons: list[str]
    note: str


class VerbOf(Schema):
    """What whoever asks may do with the case now, with what."""

    verb: str = Field(examples=["refuse"])
    title: str
    reasons: list[str] = Field(description="Codes one of which must be given; empty where none is asked.")
    corrects: list[str] = Field(description="Fields that are set right by it.")


class CaseView(DeskLine):
    """A case, whole, as its desk sees it."""

    procedure: str = Field(examples=["evisa"])
    bundle: str
    closed_at: AwareDatetime | None
    answers: dict[str, Any]
    findings: list[Finding]
    actions: list[Action]
    verbs: list[VerbOf]
    documents: list[IssuedDocument]


class SearchAsked(Asked):
    """What is looked for, among one procedure's cases: a reference, a passport number or a name."""

    procedure: Code = Field(examples=["evisa"])
    text: Annotated[str, StringConstraints(min_length=2, max_length=120)] = Field(examples=["Sargsyan"])


class Said(Asked):
    """What comes with a verb: reasons by code, words of one's own, and answers that are set right."""

    reasons: list[Code] = Field([], max_length=20, examples=[["purpose_not_shown"]])
    note: Annotated[str, StringConstraints(max_length=4000)] = ""
    answers: dict[str, Any] = Field({}, examples=[{}])
