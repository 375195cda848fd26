"""Which registers there are: definitions/registers.yaml, or the profile's own file of that name instead of it."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field

from legation.ground import sources
from legation.ground.languages.api import BY_CODE
from legation.ground.profile import folder, profile

_CODE = sources.form(r"^[a-z][a-z_]{0,19}$", "Write at most twenty small letters and _.")
_LETTER = sources.form(r"^[A-Z]{1,3}$", "Write one to three large letters.")
NAME = "registers.yaml"


class Register(BaseModel):
    """One register: `letter` stands in its numbers; `kept_by` the post that opened a case, or the centre."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=_CODE)
    letter: Annotated[str, Field(pattern=_LETTER)]
    kept_by: Literal["post", "centre"]
    names: dict[str, str]

    def name(self, language: str) -> str:
        """What it is called in a language, or in English."""
        return self.names.get(language) or self.names["en"]


class _Registers(BaseModel):
    model_config = ConfigDict(extra="forbid")

    registers: list[Register]


def registers() -> dict[str, Register]:
    """code -> register, in the order of the file.

    Raises:
        legation.ground.sources.Refused: the file has mistakes.
    """
    path = _path()
    return _read(path, path.read_bytes() if path.exists() else b"")


def problems() -> list[sources.Problem]:
    """What is wrong with the file beyond its shape."""
    try:
        found = registers()
    except sources.Refused as refused:
        return refused.problems
    tree = sources.read(_path(), shown_as=_shown_as(_path()))
    return [problem for number, each in enumerate(tree.data["registers"]) for problem in _wrong(tree, number, found)]


def _wrong(tree: sources.Tree, number: int, found: dict[str, Register]) -> list[sources.Problem]:
    row, place, told = tree.data["registers"][number], ("registers", number), []
    others = tree.data["registers"][:number]
    for key, what in (("code", "code"), ("letter", "letter")):
        if any(each[key] == row[key] for each in others):
            said = f"Another register has the {what} '{row[key]}'."
            told.append(tree.problem((*place, key), said, "Choose another."))
    for language in (each for each in ("en", *profile().languages) if each not in row["names"]):
        what = f"The register '{row['code']}' has no name in '{language}'."
        told.append(tree.problem((*place, "names"), what, f"Add {language}: with its name."))
    for language in (each for each in row["names"] if each not in BY_CODE):
        what = f"The register '{row['code']}' is named in '{language}', which is no language of this house."
        told.append(tree.problem((*place, "names", language), what, "Delete it."))
    return told


def _path() -> Path:
    own = folder() / NAME
    return own if own.exists() else Path(settings.LEGATION_DEFINITIONS) / NAME


def _shown_as(path: Path) -> str:
    return str(path.relative_to(settings.LEGATION_DEFINITIONS))


@lru_cache(maxsize=8)
def _read(path: Path, _content: bytes) -> dict[str, Register]:
    tree = sources.read(path, shown_as=_shown_as(path))
    return {each.code: each for each in sources.parse(tree, _Registers).registers}
