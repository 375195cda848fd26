"""What the JSON routes take and give."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Path, Query, Schema
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

REFERENCE = r"^[A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}$"
POST = r"^[A-Z]{2,6}$"
CODE = r"^[a-z][a-z0-9_]{0,39}$"
_EXAMPLE = "UTO-7K3M-9QXZ-A4"

Reference = Annotated[str, Path(pattern=REFERENCE, description="The application's reference.", examples=[_EXAMPLE])]
CaseReference = Annotated[str, Path(pattern=REFERENCE, description="The case's reference.", examples=[_EXAMPLE])]
FieldCode = Annotated[str, Path(pattern=CODE, description="The field's code.", examples=["photo"])]
ProcedureCode = Annotated[str, Path(pattern=CODE, description="The procedure's code.", examples=["evisa"])]
DocumentNumber = Annotated[str, Path(pattern=r"^[0-9A-Z]{1,20}$", examples=["7K2M9QX4T"])]
Cursor = Annotated[
    str | None,
    Query(pattern=r"^[A-Za-z0-9_-]{1,80}$", description="`next` of the page before; without it, the first page."),
]
Limit = Annotated[int, Query(ge=1, le=100, description="How many a page has at most.")]
MadeUpReference = Annotated[str, Field(examples=[_EXAMPLE])]
Code = Annotated[str, StringConstraints(pattern=CODE)]


class Asked(Schema):
    """What is sent: nothing unknown may stand in it."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Money(Schema):
    """An amount in minor units of its currency (ISO 4217), and as the reader writes it."""

    amount: int = Field(examples=[5000])
    currency: str = Field(examples=["EUR"])
    text: str = Field(examples=["€50.00"])


class PriceLine(Schema):
    """What a part of the price is for: `count` times `unit`, or nothing where `exempt` says why."""

    case: MadeUpReference
    title: str
    count: int
    unit: int = Field(examples=[5000])
    amount: int = Field(examples=[5000])
    exempt: str


class Price(Money):
    """What an application costs, with its lines."""

    lines: list[PriceLine]


class ProcedureLine(Schema):
    """A procedure that is offered."""

    procedure: str = Field(examples=["evisa"])
    version: int = Field(examples=[1])
    department: str = Field(examples=["visa"])
    title: str = Field(examples=["Electronic visa"])


class Procedures(Schema):
    items: list[ProcedureLine]


class PageOfForm(Schema):
    """A page of the form: `fields` are codes of `answers_schema`."""

    page: str = Field(examples=["passport"])
    title: str
    lead: str
    fields: list[str]


class FeeOf(Schema):
    """What it costs, where that is the same for everybody; else ask for the price of an application."""

    amount: int | None = Field(examples=[None])
    currency: str | None = Field(examples=[None])
    purpose: str = Field(examples=["evisa"])


class StateOf(Schema):
    """A state that a case can be in; `phase` says whose turn it is."""

    state: str = Field(examples=["referred"])
    phase: Literal["draft", "applicant", "office", "officer", "closed"]
    title: str


class RuleOf(Schema):
    """What must hold between answers, in CEL, and what is said at which field when it does not."""

    rule: str
    at: str
    holds: str
    text: str


class Procedure(ProcedureLine):
    """A procedure, whole: what is asked as JSON Schema, what it costs, which states a case passes."""

    handled_by: Literal["centre", "post"] = Field(description="Where it is begun: see `GET /posts` for posts.")
    bundle: str = Field(description="Digest of what is in force; applications keep the one they were started with.")
    lead: str
    starts_with: list[str] = Field(description="Fields that must be answered to start an application.")
    pages: list[PageOfForm]
    answers_schema: dict[str, Any] = Field(description="JSON Schema (2020-12) of all answers.")
    declarations_schema: dict[str, Any] = Field(description="JSON Schema of what is confirmed when handing in.")
    files: list[str] = Field(description="Fields that are sent as files.")
    rules: list[RuleOf]
    fee: FeeOf
    states: list[StateOf]


class CaseLine(Schema):
    """One case of an application: who it is about is decided alone."""

    reference: MadeUpReference
    status: str = Field(examples=["referred"])
    phase: Literal["draft", "applicant", "office", "officer", "closed"]
    title: str = Field(description="The state, for the reader.", examples=["An officer is looking at it"])
    deadline: AwareDatetime | None


class OwnCaseView(CaseLine):
    """A case with the reasons of its last step, for the applicant."""

    reasons: list[str]


class ApplicationLine(Schema):
    """An application in a list."""

    reference: MadeUpReference
    procedure: str = Field(examples=["evisa"])
    created_at: AwareDatetime
    submitted_at: AwareDatetime | None
    cases: list[CaseLine]


class Applications(Schema):
    """A page of applications, newest first. There is another page if `next` is not null."""

    items: list[ApplicationLine]
    next: str | None


class Payment(Schema):
    """What was asked for when it was handed in. `state`: requested, pending, refused, settled or expired."""

    fee: Money
    state: str = Field(examples=["requested"])
    settled_at: AwareDatetime | None


class SignatureView(Schema):
    """How the signature of somebody else stands. It holds for the answers that were signed: `changed` are others."""

    signature: str = Field(examples=["other_parent"])
    title: str = Field(examples=["The other parent"])
    name: str
    standing: Literal["unasked", "waiting", "signed", "refused", "changed"]
    asked_at: AwareDatetime | None
    answered_at: AwareDatetime | None


class ApplicationView(ApplicationLine):
    """An application with how it stands."""

    signatures: list[SignatureView] = Field(description="Of whoever else must sign before it is handed in.")

    bundle: str
    language: str = Field(examples=["en"])
    payment: Payment | None
    cases: list[OwnCaseView]  # type: ignore[assignment]


class LivesIn(Asked):
    """Where somebody lives: the state, and the part of it (ISO 3166-2) where several posts share it."""

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = Field(examples=["FRA"])
    part: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")] | None = Field(
        None, examples=["US-NY"]
    )


class NewApplication(Asked):
    """What an application is started with: at least the answers that the procedure starts with.

    Where a post handles the procedure, where they live says which, or `post` names one that offers it.
    """

    procedure: Code = Field(examples=["evisa"])
    lives_in: LivesIn | None = None
    post: Annotated[str, StringConstraints(pattern=POST)] | None = Field(None, examples=["PAR"])
    answers: dict[str, Any] = Field(
        examples=[{"nationality": "ARM", "purpose": "tourism", "document_kind": "ordinary"}]
    )


class NewCase(Asked):
    """What another person of an application begins with."""

    answers: dict[str, Any] = Field(
        examples=[{"nationality": "ARM", "purpose": "tourism", "document_kind": "ordinary"}]
    )


class Answers(Asked):
    """Answers to change, by field; null empties one. What is not named stays as it is."""

    answers: dict[str, Any] = Field(examples=[{"surname": "Sargsyan", "birth_date": "1990-03-27"}])


class AnswersView(Schema):
    """The answers of a case; `missing` are fields that must still be answered before it can be handed in."""

    answers: dict[str, Any]
    missing: list[str]


class FileUploaded(Schema):
    """A file that was kept, made harmless: of another size than it was sent, maybe."""

    field: str = Field(examples=["photo"])
    sha256: str
    size: int


class Declared(Asked):
    """What the applicant confirms by handing in: each field of `declarations_schema`, true."""

    declarations: dict[str, bool] = Field(examples=[{"truth": True}])


class PaymentAsked(Asked):
    """Where the payer comes back to; without one, to the page where applicants look up how things stand."""

    return_url: (
        Annotated[str, StringConstraints(pattern=r"^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[!-~]{0,400}$")] | None
    ) = Field(None, examples=["https://agency.example/back"])


class PaymentPage(Schema):
    """Where to send the payer."""

    url: str = Field(examples=["https://pay.example/p/1"])


class IssuedDocument(Schema):
    """A document that was issued for a case."""

    number: str = Field(examples=["7K2M9QX4T"])
    kind: str = Field(examples=["evisa"])
    case: MadeUpReference
    issued_at: AwareDatetime
    valid_from: date
    valid_until: date
    revoked: bool
    sha256: str


class Documents(Schema):
    items: list[IssuedDocument]
