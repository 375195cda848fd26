"""Between which states an apostille takes the place of legalisation: facts from a file with its source and its day."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from legation.ground import sources
from legation.ground.profile import profile

Relation = Literal["convention", "no_convention"]


class Apostilles(BaseModel):
    """The parties (alpha-3), and who objected to whose accession, as of a day and from a source."""

    model_config = ConfigDict(extra="forbid")

    as_of: date
    source: str
    parties: list[str]
    objections: dict[str, list[str]]

    def between(self, one: str, other: str) -> Relation:
        """Whether the Convention is in force between two states (alpha-3)."""
        objected = other in self.objections.get(one, ()) or one in self.objections.get(other, ())
        return "convention" if {one, other} <= self.known and not objected else "no_convention"

    def contested(self, one: str, other: str) -> bool:
        """Whether others have objected to the accession of one of the two, so that it is wiser to ask."""
        return self.between(one, other) == "convention" and bool({one, other} & self.objections.keys())

    @property
    def known(self) -> set[str]:
        """The parties, and the state of the profile where it says of itself that it is one."""
        return {*self.parties} | ({profile().state} if profile().apostilles else set())


@cache
def apostilles() -> Apostilles:
    """The Apostille Convention.

    Raises:
        legation.ground.sources.Refused: its file has mistakes.
    """
    return sources.parse(sources.read(Path(__file__).with_name("apostille.yaml")), Apostilles)
