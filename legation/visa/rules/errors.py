"""What can go wrong here. Plain exceptions: the door of the department maps them to the house's tree."""

from collections.abc import Sequence
from datetime import date

from legation.ground.sources.problems import Problem


class VisaRulesError(ValueError):
    """Base of all errors of the visa rules."""


class PolicyRefused(VisaRulesError):
    """A policy file has mistakes and is not loaded.

    Args:
        problems: Every mistake found, in the order of the file; never empty.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class UnknownNationality(VisaRulesError):
    """A question names a code that is neither of ISO 3166 nor of ICAO."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code!r} is not a nationality code of ISO 3166 or ICAO Doc 9303.")
        self.code = code


class OutsidePolicy(VisaRulesError):
    """A question asks for a day on which this policy is not in force."""

    def __init__(self, day: date, start: date, end: date) -> None:
        super().__init__(f"{day} is outside this policy, which is in force from {start} to {end}.")
        self.day = day
