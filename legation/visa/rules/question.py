"""What a traveller asks."""

from dataclasses import dataclass
from datetime import date

from .codes import DOCUMENTS, PURPOSES, Document, PermitKind, Purpose


@dataclass(frozen=True, slots=True)
class Permit:
    """A visa or residence permit of another state that the traveller holds.

    Args:
        issuer: Alpha-3 code of a state (`GBR`) or the code of an area of the policy (`SCH`).
        kind: `visa` or `residence`.
        valid_until: Last day it is valid; None if the traveller has not said, then it counts as valid.
    """

    issuer: str
    kind: PermitKind
    valid_until: date | None = None

    def valid_on(self, day: date) -> bool:
        """Says whether the permit is still valid on that day."""
        return self.valid_until is None or self.valid_until >= day


@dataclass(frozen=True, slots=True)
class Question:
    """One traveller with one passport.

    Args:
        nationality: As in the passport; any spelling `ground.states.codes.canonical_nationality` knows.
        purpose: Why they come.
        document: What they travel on.
        arrival: Day of entry; the rules of that day decide.
        departure: Day of leaving, if known; then the answer says if the stay is too long.
        permits: Visas and permits of other states that they hold.
        asked_on: Day of application, whose fees hold; the day of arrival if not given.
        earlier_stays: First and last day of earlier stays here, for rules such as 90 in any 180 days.

    Raises:
        ValueError: Departure is before arrival, or a purpose or document is not a known code.
    """

    nationality: str
    purpose: Purpose
    document: Document
    arrival: date
    departure: date | None = None
    permits: tuple[Permit, ...] = ()
    asked_on: date | None = None
    earlier_stays: tuple[tuple[date, date], ...] = ()

    def __post_init__(self) -> None:
        if self.purpose not in PURPOSES or self.document not in DOCUMENTS:
            raise ValueError(f"{self.purpose!r} or {self.document!r} is not a known code.")
        if self.departure is not None and self.departure < self.arrival:
            raise ValueError(f"Departure ({self.departure}) is before arrival ({self.arrival}).")
