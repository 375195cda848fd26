"""What stands in a procedure's file. The models are the schema: `legation schema` prints them for editors."""

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from legation.ground.sources import form
from legation.procedures.definitions.deciding import (
    Annotates,
    Before,
    DaysAfter,
    Desk,
    DeskOf,
    Document,
    EntryFrom,
    EntryOf,
    Exemption,
    Fee,
    FeeLine,
    Place,
    State,
    Transition,
    ValidUntil,
    places_of,
)
from legation.procedures.definitions.parts import Code, Condition, Named, Part, Whole, YesNo
from legation.procedures.definitions.visiting import Visit

__all__ = [
    "BUILT_IN_ROLES", "MADE", "SETTLE_DIFFERENCE", "UNPRINTABLE",
    "Annotates", "Before", "Code", "Condition", "DaysAfter", "Definition", "Desk", "DeskOf",
    "Document", "EntryFrom", "EntryOf", "Exemption", "Fee", "FeeLine", "FieldDefinition", "FieldKind", "Finding",
    "LegalBasis", "Named", "Page", "Part", "Place", "Retention", "Rule", "Signature", "State", "Subjects", "Transition",
    "ValidUntil", "Visit", "Whole", "YesNo",
]  # fmt: skip

SETTLE_DIFFERENCE = "settle_difference"
MADE, UNPRINTABLE = "made", "unprintable"
"""What the system does when a printing place says that a document is made, or that its picture cannot be printed."""
"""The verb by which the house issues anew what an applicant corrected, once what that costs more is paid."""

BUILT_IN_ROLES = frozenset({"applicant", "system", "rule"})
"""Who acts without an officer's role: the person who applies, the house itself, and rules."""

_CHECK = form(
    r"^[a-z_]+(\.[a-z0-9_]+)?$", "Write the country and the number's name with a dot, such as az.voen, or mrz."
)
_STATE = form(r"^[A-Z]{3}$", "Write the three capitals of its code.")
_KIND = form(r"^[A-Z]{2}-[0-9]{2}$", "Write area and number with a hyphen: such as TD-04.")
_Kind = Annotated[str, Field(pattern=_KIND)]
_OF_A_FLOW = ("states", "transitions", "desk")
FieldKind = Literal[
    "name", "text", "email", "phone", "document_number", "date", "country", "choice", "photo", "scan", "declaration",
    "national_number", "mrz", "number", "money", "partial_date", "time", "address", "relation", "yes_no", "choices",
    "statement", "file", "group",
]  # fmt: skip


class LegalBasis(Part):
    """Which law allows it, its name under `law.<law>`. One of `source` or `illustrative` is compulsory."""

    law: Code
    source: str = ""
    illustrative: YesNo = False


class FieldDefinition(Part):
    """One thing that is asked. Its words are under `<procedure>.field.<field>`.

    Which options belong to which kind stands in `options.py`. A group asks its `fields` several times, their words are
    under `row.<group>.<field>`, and `when` of one looks at fields of the same row that stand before it: `row.<field>`.
    """

    field: Code
    kind: FieldKind
    required: YesNo = True
    when: Condition | None = None
    choices: list[Code] = []
    index: Literal["passport_number", "name", "birth_date"] | None = None
    longest: Whole = Field(default=80, ge=1, le=2000)
    past: YesNo = False
    fixed: YesNo = False
    secret: YesNo = False
    spelled: YesNo | None = None
    lands: YesNo | None = None
    check: Annotated[str, Field(pattern=_CHECK)] | None = None
    country: Annotated[str, Field(pattern=_STATE)] | None = None
    currencies: list[Annotated[str, Field(pattern=_STATE)]] | None = None
    least: Whole | None = None
    most: Whole | None = None
    accept: list[Literal["pdf", "picture"]] | None = None
    largest_mb: Whole | None = Field(default=None, ge=1, le=8)
    most_pages: Whole | None = Field(default=None, ge=1, le=200)
    edition: Code | None = None
    at_least: Whole | None = Field(default=None, ge=0, le=30)
    at_most: Whole | None = Field(default=None, ge=1, le=30)
    fields: "list[FieldDefinition] | None" = None

    @model_validator(mode="before")
    @classmethod
    def _rows_needed(cls, data: Any) -> Any:
        """A group must be answered where at least one row is needed."""
        if isinstance(data, dict) and data.get("kind") == "group" and "required" not in data:
            return {**data, "required": bool(data.get("at_least"))}
        return data


class Page(Part):
    """A page of the form: a few fields that belong together, or a shared fragment by name.

    With `when` it is shown only if that holds; what is on it is then asked of nobody else.
    """

    page: Code
    when: Condition | None = None
    use: str | None = None
    fields: list[FieldDefinition] = []

    def declares(self) -> bool:
        """Whether it is made of declarations, which are shown under the summary."""
        return any(field.kind == "declaration" for field in self.fields)


class Rule(Part):
    """Something that must hold between answers. Its message is `<procedure>.rule.<rule>`, shown at field `at`."""

    rule: Code
    holds: Condition
    at: Code


class Finding(Part):
    """Something an officer should look at. Rules may refer for it, never refuse; words under `finding.<code>`."""

    finding: Code
    when: Condition


class Retention(Part):
    """How long a closed case is kept, in days, and on which ground: the words of `basis` are under `retention.<basis>`.

    Bundles of earlier editions say the ground itself there.
    """

    days: Whole = Field(ge=1)
    basis: str = Field(min_length=1)


class Reminder(Part):
    """What the applicant is reminded of, once: so many days before an end, or after handing in where a fee is open.

    Its words stand under `reminder.<reminder>`, with the endings of a notice. `state` is the state of a deadline.
    """

    reminder: Code
    of: Literal["draft", "fee", "deadline", "document"]
    days: Whole = Field(ge=1, le=400)
    state: Code | None = None


class Subjects(Part):
    """Several persons in one application: how many, and the pages or fields that are answered once for all of them.

    A list (a table in a file) may bring up to `list_at_most` where whoever applies is signed in; none without it.
    """

    at_most: Whole = Field(ge=2, le=50)
    list_at_most: Whole | None = Field(default=None, ge=2, le=500)
    shared: list[Code] = []


class Signature(Part):
    """Somebody else who must sign before it is handed in, whenever the form asks for their e-mail address.

    The letter goes to `email`; `name` are the fields that name them, `proof` the one whose answer they must type to
    read and sign. Words stand under `signature.<signature>.title` and `.declares`.
    """

    signature: Code
    email: Code
    name: list[Code] = Field(min_length=1)
    proof: Code


def _or_a_flow(schema: dict[str, Any]) -> None:
    """In a file, a flow stands for states, transitions and desk."""
    schema["required"] = [name for name in schema["required"] if name not in _OF_A_FLOW]
    schema["anyOf"] = [{"required": ["flow"]}, {"required": list(_OF_A_FLOW)}]


class Definition(Part):
    """A procedure, whole. Words stand in the catalogues of definitions/texts under keys that start with its code.

    `catalogue` are the kinds of the catalogue that it is; `illustrative` is what each ministry sets for itself and what
    stands here only as an example. `flow` and `with` stand for states, transitions and desk in the file alone: a bundle
    holds these. `handled_by` says where its cases are opened: at the centre, or at the post that serves who applies.
    `apart` keeps its cases from a person's others at the counter: only who sits at the desk in its own role is
    shown them.
    """

    model_config = ConfigDict(json_schema_extra=_or_a_flow)

    procedure: Code
    version: Whole = Field(ge=1)
    department: Code
    handled_by: Place | None = None
    apart: Literal[True] | None = None
    catalogue: _Kind | Annotated[list[_Kind], Field(min_length=1)] | None = None
    illustrative: list[Literal["fee", "deadlines", "papers"]] | None = Field(default=None, min_length=1)
    flow: Code | None = Field(default=None, exclude=True)
    with_: dict[Code, Any] | None = Field(default=None, alias="with", exclude=True)
    legal_basis: list[LegalBasis] = Field(min_length=1)
    contact: Code
    subject_name: list[Code] = Field(min_length=1)
    starts_with: list[Code] = []
    subjects: Subjects | None = None
    signatures: list[Signature] | None = Field(default=None, min_length=1)
    visit: Visit | None = None
    facts: list[Named] = []
    pages: list[Page] = Field(min_length=1)
    rules: list[Rule] = []
    findings: list[Finding] = []
    fee: Fee
    documents: list[Document] = []
    entries: list[EntryOf] | None = Field(default=None, min_length=1)
    offered_when: Condition | None = None
    states: list[State] = Field(min_length=2)
    transitions: list[Transition] = Field(min_length=1)
    desk: Desk
    refusal_reasons: list[Code] = Field(min_length=1)
    revocation_reasons: list[Code] | None = Field(default=None, min_length=1)
    appeal_grounds: list[Code] = []
    retention: Retention
    draft_days: Whole = Field(default=30, ge=1)
    reminders: list[Reminder] = []

    @property
    def opened_at(self) -> Place:
        """Where its cases are opened."""
        return self.handled_by or "centre"

    @cached_property
    def places(self) -> dict[str, set[Place]]:
        """state -> who may have a case in hand that is in it."""
        return places_of(self.states, self.transitions, self.opened_at)

    def kinds(self) -> list[str]:
        """The kinds of the catalogue that it is."""
        return [self.catalogue] if isinstance(self.catalogue, str) else self.catalogue or []

    def all_fields(self) -> list[FieldDefinition]:
        """Every field, in the order it is asked."""
        return [field for page in self.pages for field in page.fields]

    @cached_property
    def conditional(self) -> frozenset[str]:
        """The fields that are not asked of everybody: they or their page have a condition."""
        return frozenset(field.field for page in self.pages for field in page.fields if page.when or field.when)

    def may_lack(self, field: FieldDefinition) -> bool:
        """Whether a case may be handed in without an answer to this field."""
        return not field.required or field.field in self.conditional

    def form_pages(self) -> list[Page]:
        """The pages one fills in; declarations are made on the summary instead."""
        return [page for page in self.pages if not page.declares()]

    def declarations(self) -> list[FieldDefinition]:
        """What the applicant binds themselves to when handing in."""
        return [field for page in self.pages if page.declares() for field in page.fields]

    def shared_fields(self) -> list[str]:
        """The codes of the fields that are answered once for all persons of an application."""
        named = set(self.subjects.shared) if self.subjects else set()
        return [
            field.field for page in self.pages for field in page.fields if page.page in named or field.field in named
        ]

    def state_named(self, code: str) -> State:
        """The state with this code."""
        return next(state for state in self.states if state.state == code)

    def appealed(self) -> set[str]:
        """The states in which an appeal waits for its decision."""
        return {each.to for each in self.transitions if each.appeals}

    def owing(self) -> set[str]:
        """The states in which a correction waits until what it costs more is paid."""
        return {name for each in self.transitions if each.verb == SETTLE_DIFFERENCE for name in each.from_}

    def replaces(self, transition: Transition) -> bool:
        """Whether what was issued before holds no longer once a transition is taken, and something right is issued."""
        corrects = bool(transition.corrects) and transition.to not in self.owing()
        return corrects or transition.verb == SETTLE_DIFFERENCE

    def refusals(self) -> set[str]:
        """The states that are refusals."""
        return {state.state for state in self.states if state.refusal}

    def overturns(self, transition: Transition) -> bool:
        """Whether a transition grants what an appeal asked for."""
        return bool(self.appealed() & set(transition.from_)) and transition.to not in self.refusals()

    def reasons_for(self, transition: Transition) -> list[str]:
        """The codes of the reasons that may be given for a transition; none where it gives none."""
        if not transition.reasons:
            return []
        if self.overturns(transition):
            return self.appeal_grounds
        return [*self.refusal_reasons, *((self.revocation_reasons or []) if transition.revokes else [])]

    def entry_in(self, register: str) -> EntryOf | None:
        """What is written in a register, if anything is."""
        return next((each for each in self.entries or () if each.book == register), None)

    def document_named(self, code: str) -> Document:
        """The document with this code."""
        return next(each for each in self.documents if each.document == code)
