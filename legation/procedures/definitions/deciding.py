"""How a case is paid for, decided and issued: the fee, states and transitions, documents, the desk."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from legation.ground.sources import form
from legation.procedures.definitions.parts import Code, Condition, Named, Part, Whole, YesNo

_ANSWER = form(r"^answers\.[a-z][a-z0-9_]*$", "Write answers. and the field: such as answers.passport_expiry.")
_PAPER = form(r"^[a-z][a-z_]{0,19}$", "Write at most twenty small letters and _.")
Place = Literal["centre", "post"]
"""Who has a case in hand: the ministry's centre, or the post where it was opened."""
_KEY = form(r"^[a-z]$", "Write one small letter.")


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


class Before(Part):
    """Only as long as a case has not come into a state."""

    before: Code


class Annotates(Part):
    """A note in the margin of an entry in one of these registers, whose number was answered: the answers it says."""

    books: list[Code] = Field(min_length=1)
    number: Annotated[str, Field(pattern=_ANSWER)]
    says: list[Code] = Field(min_length=1)

    @property
    def answer(self) -> str:
        """The field in which the entry's number is answered."""
        return self.number.removeprefix("answers.")


class Transition(Part):
    """One way from a state to another: who may take it, when, and what follows.

    `corrects` names the answers that whoever takes it sets right; what was issued before is then revoked as corrected.
    `four_eyes`: not by who brought the case into the state it leaves; that state is a proposal. `asks` names the fields
    that an officer may ask the applicant to set right or hand in, `resubmits` is the applicant's answer to that.
    `appeals`: the applicant contests a refusal; nobody who acted on the case before decides about it. `within_days`: so
    long after the case was closed the applicant may take it. `expires`: the system takes it when the state's deadline
    is over. `refund`: what is paid back of a fee that was paid. `hands_to`: who has the case in hand from then on, the
    centre or the post where it was opened; without it, whoever has it keeps it. `registers`: what is entered, and
    `annotates`: in the margin of which entry it is noted. `together`: an officer may do it with many cases in one go,
    as with what comes in one bag.
    """

    verb: Code
    from_: list[Code] = Field(alias="from", min_length=1)
    to: Code
    by: list[Code] = Field(min_length=1)
    when: Condition | None = None
    reasons: YesNo = False
    key: str | None = Field(default=None, pattern=_KEY)
    notice: Code | None = None
    issues: Named | Annotated[list[Named], Field(min_length=1)] | None = None
    revokes: YesNo = False
    corrects: list[Code] = []
    four_eyes: YesNo = False
    asks: list[Code] = []
    resubmits: YesNo = False
    appeals: YesNo = False
    within_days: Whole | None = Field(default=None, ge=1, le=3650)
    expires: YesNo = False
    refund: Literal["full", "none"] | Before | None = None
    hands_to: Place | None = None
    registers: Code | None = None
    annotates: Annotates | None = None
    together: YesNo | None = None

    def issued(self) -> list[str]:
        """The documents that are issued when it is taken."""
        return self.issues if isinstance(self.issues, list) else [self.issues] if self.issues else []


def places_of(states: list[State], transitions: list[Transition], opened_at: Place) -> dict[str, set[Place]]:
    """state -> who may have a case in hand that is in it, along every way that leads there.

    What the centre opens it keeps, whatever a flow that posts use as well says of handing over.
    """
    if opened_at == "centre":
        return {state.state: {opened_at} for state in states}
    found: dict[str, set[Place]] = {state.state: set() for state in states}
    found[states[0].state] = {opened_at}
    grown = True
    while grown:
        grown = False
        for each in (one for one in transitions if one.to in found):
            before = {place for name in each.from_ for place in found.get(name, ())}
            to, reached = found[each.to], {each.hands_to} if each.hands_to and before else before
            grown = grown or not reached <= to
            to |= reached
    return found


class DaysAfter(Part):
    """So many days after the decision."""

    days_after: Whole = Field(ge=1, le=36500)


class ValidUntil(Part):
    """The last day a document holds: the earliest of these, dates that were answered and days after the decision."""

    earliest: list[Annotated[str, Field(pattern=_ANSWER)] | DaysAfter] = Field(min_length=1)


class EntryFrom(Part):
    """The entry that an extract is of: in one of these registers, the one that the case has made itself, or the one
    whose number was answered in a field.
    """

    books: list[Code] = Field(min_length=1)
    number: Annotated[str, Field(pattern=_ANSWER)] | None = None

    @property
    def answer(self) -> str:
        """The field in which its number is answered; empty for the case's own."""
        return (self.number or "").removeprefix("answers.")


class Document(Part):
    """A certified paper: its template (definitions/documents/<template>.typ), the answers it says, how long it holds.

    It is issued as `paper.<document>`. Its words are under `document.<document>.title` and `.certifies`. With `entry`
    it is an extract of a register and says what that entry says; `multilingual_when` in every language of the house.
    `lasting`: it can be proved for decades (PAdES B-LTA).
    """

    document: Annotated[str, Field(pattern=_PAPER)]
    template: Code
    says: list[Code] = []
    entry: EntryFrom | None = None
    multilingual_when: Condition | None = None
    lasting: YesNo | None = None
    valid_until: ValidUntil


class EntryOf(Part):
    """What is written in a register: the answers it says, and the names by which a registrar finds it.

    `name` are the fields that name whose it is in a list; without it, those of `subject_name`. `shows` are those that
    anybody may read who knows number and day (the e-Register): they lie in clear and outlive who is forgotten.
    """

    book: Code
    says: list[Code] = Field(min_length=1)
    found_by: list[Code] = Field(min_length=1)
    name: list[Code] | None = Field(default=None, min_length=1)
    shows: list[Code] | None = Field(default=None, min_length=1)


class DeskOf(Part):
    """Another role at the desk, and the states whose cases it is shown."""

    role: Code
    lists: list[Code] = Field(min_length=1)


class Desk(Part):
    """Who works on its cases: a role, the states whose cases are listed, and the answers that tell cases apart.

    `also` are other roles with lists of their own, such as who decides appeals.
    """

    role: Code
    lists: list[Code] = Field(min_length=1)
    line: list[Code] = []
    also: list[DeskOf] = []

    def roles(self) -> dict[str, list[str]]:
        """role -> the states whose cases it is shown."""
        return self._roles

    @cached_property
    def _roles(self) -> dict[str, list[str]]:
        return {self.role: self.lists} | {each.role: each.lists for each in self.also}
