"""The policy file as types: what a visa officer may write, and nothing else.

A file has groups of nationalities, areas (visas that several states issue together), sections of rules
and a table of fees. The first section with a matching rule decides; inside a section no two rules match
the same traveller, so their order there means nothing.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from legation.ground.currencies import is_currency
from legation.ground.sources.wording import form

from .codes import Condition, Decision, Document, Entries, PermitKind, Purpose, Refusal
from .money import fits_exponent

_NAME = form(r"^[a-z][a-z0-9_]*$", "Write small letters, digits and _, a letter first: such as free_90.")
_AREA = form(r"^[A-Z]{3,8}$", "Write three to eight large letters: such as SCH.")
_ADDRESS = form(r"^https?://\S+$", "Write a web address that begins with https://.")
GroupName = Annotated[str, StringConstraints(pattern=_NAME, max_length=40)]
AreaName = Annotated[str, StringConstraints(pattern=_AREA)]
RuleName = Annotated[str, StringConstraints(pattern=_NAME, max_length=60)]
Names = Annotated[tuple[str, ...], Field(min_length=1)]
Days = Annotated[int, Field(gt=0, le=3660)]
Hours = Annotated[int, Field(gt=0, le=8760)]


def mistake(message: str, remedy: str, *, at: str = "") -> PydanticCustomError:
    """An author's mistake that only the model can see.

    Args:
        message: What is wrong.
        remedy: What to write instead.
        at: The key of the row the mistake is about, if one can be named.
    """
    return PydanticCustomError("policy", "{message}", {"message": message, "remedy": remedy, "at": at})


def _whole_to_decimal(value: object) -> object:
    """`20` in the file is an integer; an amount is a decimal."""
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


Amount = Annotated[Decimal, BeforeValidator(_whole_to_decimal), Field(ge=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, validate_by_name=True)


class Source(_Strict):
    """Where a fact was read, and when."""

    title: Annotated[str, Field(min_length=1)]
    url: Annotated[str, StringConstraints(pattern=_ADDRESS)]
    date: date


class _Row(_Strict):
    """What every row of law carries: its days in force (both included) and where it was read."""

    from_: date = Field(alias="from")
    until: date | None = None
    source: Source | None = None
    illustrative: Literal[True] | None = None

    @model_validator(mode="after")
    def _is_dated_and_sourced(self) -> Self:
        if self.until is not None and self.until < self.from_:
            raise mistake(
                f"until ({self.until}) is before from ({self.from_}).",
                "Write the last day in force after the first one.",
                at="until",
            )
        if (self.source is None) == (self.illustrative is None):
            raise mistake(
                "This row needs either a source or illustrative: true, and not both.",
                "Add source: {title, url, date}, or illustrative: true if the row is an example.",
            )
        return self


class Stay(_Strict):
    """How long one may stay: days (in any `within` days), hours, or without limit."""

    days: Days | None = None
    within: Days | None = None
    hours: Hours | None = None
    unlimited: Literal[True] | None = None

    @model_validator(mode="after")
    def _is_one_measure(self) -> Self:
        if sum(value is not None for value in (self.days, self.hours, self.unlimited)) != 1:
            raise mistake("A stay is given in exactly one way.", "Write one of days, hours or unlimited: true.")
        if self.within is not None and (self.days is None or self.within < self.days):
            raise mistake(
                "within must be at least as long as days.",
                "Write for instance days: 90 and within: 180.",
                at="within",
            )
        return self

    @property
    def length(self) -> float:
        """The stay in hours, infinite without limit; for comparing stays only."""
        if self.unlimited:
            return float("inf")
        return self.hours if self.hours is not None else (self.days or 0) * 24


class Holding(_Strict):
    """A valid visa or residence permit of another state (code), area or group that opens a rule."""

    issued_by: Names
    kinds: Annotated[tuple[PermitKind, ...], Field(min_length=1)]


class EvisaOffer(_Strict):
    """One kind of electronic visa one may choose: entries, stay, and days from issue in which to use it."""

    entries: Entries
    stay: Stay
    validity_days: Days

    @model_validator(mode="after")
    def _outlasts_the_stay(self) -> Self:
        if self.stay.length > self.validity_days * 24:
            raise mistake(
                f"The visa is valid for {self.validity_days} days, which is shorter than its stay.",
                "Make validity_days at least as long as the stay.",
                at="validity_days",
            )
        return self


class _Rule(_Row):
    rule: RuleName
    nationalities: Names
    purposes: Annotated[tuple[Literal[Purpose, "all"], ...], Field(min_length=1)]
    documents: Annotated[tuple[Literal[Document, "all"], ...], Field(min_length=1)]
    holding: Holding | None = None
    conditions: tuple[Condition, ...] = ()
    passport_valid_days: Days | None = None


class FreeRule(_Rule):
    """No visa needed for a stay of this length."""

    outcome: Literal["free"]
    stay: Stay


class EvisaRule(_Rule):
    """An electronic visa; `decision` says if the rules may grant it or an officer always looks at it."""

    outcome: Literal["evisa"]
    decision: Decision
    processing_hours: Hours
    offers: Annotated[tuple[EvisaOffer, ...], Field(min_length=1)]


class ArrivalRule(_Rule):
    """A visa that the border gives to whoever arrives; how long it lasts is said there."""

    outcome: Literal["visa_on_arrival"]


class PostRule(_Rule):
    """A visa issued by an embassy or consulate."""

    outcome: Literal["visa_at_post"]
    processing_hours: Hours | None = None


class NoEntryRule(_Rule):
    """No entry, with a coded reason."""

    outcome: Literal["no_entry"]
    reason: Refusal


Rule = Annotated[FreeRule | EvisaRule | ArrivalRule | PostRule | NoEntryRule, Field(discriminator="outcome")]


class Section(_Strict):
    """Rules of the same precedence; a section stands above those written after it."""

    section: RuleName
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]


class Fee(_Row):
    """What an e-visa costs: a row for named nationalities goes before the row for `all`."""

    nationalities: Names
    entries: Entries
    amount: Amount
    currency: str

    @model_validator(mode="after")
    def _is_payable(self) -> Self:
        if not is_currency(self.currency):
            raise mistake(
                f"{self.currency} is not a currency of ISO 4217 one can pay in.",
                "Write a code such as EUR.",
                at="currency",
            )
        if not fits_exponent(self.amount, self.currency):
            raise mistake(
                f"{self.amount} has more decimals than {self.currency} has.",
                f"Round the amount to what can be paid in {self.currency}.",
                at="amount",
            )
        return self


class PolicyFile(_Strict):
    """A whole policy, as written.

    Raises:
        pydantic.ValidationError: The data is not a policy; `load` turns it into problems with lines.
    """

    format: Literal["visa-policy/1"]
    policy: RuleName
    issuing_state: str
    from_: date = Field(alias="from")
    until: date | None = None
    areas: Mapping[AreaName, Names] = Field(default_factory=dict)
    groups: Mapping[GroupName, Names] = Field(default_factory=dict)
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    fees: tuple[Fee, ...] = ()

    @model_validator(mode="after")
    def _is_dated(self) -> Self:
        if self.until is not None and self.until < self.from_:
            raise mistake("The policy ends before it begins.", "Correct from or until of the policy.", at="until")
        return self
