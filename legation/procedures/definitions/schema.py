"""What stands in a procedure's file. The models are the schema: `legation schema` prints them for editors."""

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from legation.ground.sources import form

BUILT_IN_ROLES = frozenset({"applicant", "system", "rule"})
"""Who acts without an officer's role: the person who applies, the house itself, and rules."""

_CODE = form(r"^[a-z][a-z0-9_]{0,39}$", "Write small letters, digits and _, a letter first: such as first_page.")
_NAMED = form(r"^[a-z]+\.[a-z_]+$", "Write department and name with a dot between: such as visa.policy.")
_KEY = form(r"^[a-z]$", "Write one small letter.")
_CHECK = form(
    r"^[a-z_]+(\.[a-z0-9_]+)?$", "Write the country and the number's name with a dot, such as az.voen, or mrz."
)
_STATE = form(r"^[A-Z]{3}$", "Write the three capitals of its code.")
Code = Annotated[str, Field(pattern=_CODE)]
Named = Annotated[str, Field(pattern=_NAMED)]
Whole = Annotated[int, Field(strict=True)]
YesNo = Annotated[bool, Field(strict=True)]
Condition = Annotated[str, Field(min_length=1, max_length=400)]
FieldKind = Literal[
    "name", "text", "email", "phone", "document_number", "date", "country", "choice", "photo", "scan", "declaration",
    "national_number", "mrz", "number", "money", "partial_date", "time", "address", "relation", "yes_no", "choices",
    "statement", "file", "group",
]  # fmt: skip


class Part(BaseModel):
    """A part of a definition: nothing unknown may stand in it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class LegalBasis(Part):
    """Which law allows it, its name under `law.<law>`. One of `source` or `illustrative` is compulsory."""

    law: Code
    source: str = ""
    illustrative: YesNo = False


class FieldDefinition(Part):
    """One thing that is asked. Its words are under `<procedure>.field.<field>`.

    Which options belong to which kind stands in `options.py`. A group asks its `fields` several times, their words are
    under `row.<group>.<field>`.
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


class FeeLine(Part):
    """A line of the fee: an amount in minor units or the name of a fact, `per` something that is counted.

    Its words are under `fee.<line>`. It is due where `when` holds; `per` is an expression that gives a whole number.
    """

    line: Code
    amount: Whole | str
    when: Condition | None = None
    per: Condition | None = None


class Exemption(Part):
    """Who does not pay these lines, or any where none is named. The reason's words are under `exempt.<exempt>`."""

    exempt: Code
    when: Condition
    lines: list[Code] | None = Field(default=None, min_length=1)


class Fee(Part):
    """What it costs: an amount in minor units and a currency, each as it is or as the name of a fact; or lines."""

    amount: Whole | str | None = None
    currency: str
    purpose: Code
    lines: list[FeeLine] | None = Field(default=None, min_length=1)
    exempt: list[Exemption] | None = Field(default=None, min_length=1)

    def expressions(self) -> list[str]:
        """Every condition and count in it."""
        lines = [text for line in self.lines or () for text in (line.when, line.per) if text]
        return lines + [each.when for each in self.exempt or ()]


class State(Part):
    """A state a case can be in. `phase` says whose turn it is, a deadline by when.

    Working days are those of the post that has the case, counted from the day after.
    """

    state: Code
    phase: Literal["draft", "applicant", "office", "officer", "closed"]
    refusal: YesNo = False
    deadline_hours: Whole | None = Field(default=None, ge=1)
    deadline_working_days: Whole | None = Field(default=None, ge=1, le=400)

    @property
    def has_deadline(self) -> bool:
        """Whether somebody must act in it by a moment."""
        return bool(self.deadline_hours or self.deadline_working_days)


class Transition(Part):
    """One way from a state to another: who may take it, when, and what follows.

    `corrects` names the answers that whoever takes it sets right; what was issued before is then revoked as corrected.
    """

    verb: Code
    from_: list[Code] = Field(alias="from", min_length=1)
    to: Code
    by: list[Code] = Field(min_length=1)
    when: Condition | None = None
    reasons: YesNo = False
    key: str | None = Field(default=None, pattern=_KEY)
    notice: Code | None = None
    issues: Named | None = None
    revokes: YesNo = False
    corrects: list[Code] = []


class Desk(Part):
    """Who works on its cases: a role, the states whose cases are listed, and the answers that tell cases apart."""

    role: Code
    lists: list[Code] = Field(min_length=1)
    line: list[Code] = []


class Retention(Part):
    """How long a closed case is kept, in days, and on which ground."""

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


class Definition(Part):
    """A procedure, whole. Words stand in the catalogues of definitions/texts under keys that start with its code."""

    procedure: Code
    version: Whole = Field(ge=1)
    department: Code
    legal_basis: list[LegalBasis] = Field(min_length=1)
    contact: Code
    subject_name: list[Code] = Field(min_length=1)
    starts_with: list[Code] = []
    subjects: Subjects | None = None
    facts: list[Named] = []
    pages: list[Page] = Field(min_length=1)
    rules: list[Rule] = []
    findings: list[Finding] = []
    fee: Fee
    offered_when: Condition | None = None
    states: list[State] = Field(min_length=2)
    transitions: list[Transition] = Field(min_length=1)
    desk: Desk
    refusal_reasons: list[Code] = Field(min_length=1)
    retention: Retention
    draft_days: Whole = Field(default=30, ge=1)
    reminders: list[Reminder] = []

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
