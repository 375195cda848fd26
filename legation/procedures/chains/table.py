"""What services give and need where a paper is to be used somewhere: definitions/papers.yaml, read once."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, model_validator

from legation.ground import sources

PAPERS: dict[str, Any] = {
    "birth": _("Birth certificate"),
    "marriage": _("Marriage certificate"),
    "divorce": _("Proof of divorce"),
    "death": _("Death certificate"),
    "marital_status": _("Certificate of marital status"),
    "no_impediment": _("Certificate of no impediment to marriage"),
    "criminal_record": _("Criminal record certificate"),
    "nationality": _("Certificate of nationality"),
    "residence": _("Certificate of residence"),
    "life": _("Certificate of life"),
    "power_of_attorney": _("Power of attorney"),
    "diploma": _("Diploma or school certificate"),
}
"""What the papers of the table are called."""

Paper = Literal[
    "birth", "marriage", "divorce", "death", "marital_status", "no_impediment", "criminal_record", "nationality",
    "residence", "life", "power_of_attorney", "diploma",
]  # fmt: skip
Fact = Literal[
    "ours", "other", "home", "abroad", "convention", "no_convention",
    "paper", "public", "consular", "certified", "accepted", "translated",
]  # fmt: skip
Outside = Literal["issuer", "apostille", "ministry", "embassy", "signature", "translator"]


class Step(BaseModel):
    """One thing that is done: by a service of ours, or outside. Without `papers` it is for all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    service: str = ""
    outside: Outside | None = None
    papers: tuple[Paper, ...] = ()
    needs: tuple[Fact, ...]
    gives: tuple[Fact, ...]
    answers: dict[str, Any] = {}
    stamps: bool = False

    @model_validator(mode="after")
    def _by_one(self) -> "Step":
        if bool(self.service) == bool(self.outside):
            raise ValueError("a step is of a service or outside")
        return self


class Table(BaseModel):
    """The papers and the steps."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    papers: tuple[Paper, ...]
    steps: tuple[Step, ...]


@cache
def table() -> Table:
    """The table.

    Raises:
        legation.ground.sources.Refused: its file has mistakes.
    """
    return read_table()


def read_table() -> Table:
    """The table as it stands in the file; an empty one where there is none.

    Raises:
        legation.ground.sources.Refused: its file has mistakes.
    """
    path = Path(settings.LEGATION_DEFINITIONS) / "papers.yaml"
    return sources.parse(sources.read(path), Table) if path.exists() else Table(papers=(), steps=())


@cache
def in_chains() -> frozenset[str]:
    """The codes of the services that stand in the table."""
    return frozenset(step.service for step in table().steps if step.service)
