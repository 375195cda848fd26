"""Files that authors write: YAML read with the place of every value, so that a mistake can be shown where it stands.

YAML 1.2 (ruamel.yaml), so that NO stays Norway.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from legation.ground.errors import LegationError

Model = TypeVar("Model", bound=BaseModel)
Place = Sequence[str | int]


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake of an author: where (line and column from 1), what is wrong, and what to do."""

    path: str
    line: int
    column: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}. {self.remedy}."


class Refused(LegationError):
    """A file cannot be used; `problems` says why, with line and remedy."""

    code = "refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Source:
    """One file as it was read: its content, and where each part of it stands."""

    path: str
    data: Any

    def problem(self, place: Place, message: str, remedy: str) -> Problem:
        """A mistake at `place`, a path of keys and indexes into the content."""
        line, column = self.where(place)
        return Problem(self.path, line, column, message, remedy)

    def where(self, place: Place) -> tuple[int, int]:
        """Line and column, from 1, of the deepest part of `place` that exists."""
        node, found = self.data, (1, 1)
        for step in place:
            try:
                if isinstance(step, int):
                    line, column = node.lc.item(step)
                else:
                    line, column = node.lc.key(step)
                node = node[step]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
            found = (line + 1, column + 1)
        return found


def read(path: Path, *, shown_as: str | None = None) -> Source:
    """Read a YAML file.

    Raises:
        Refused: it is not there, or not YAML (a repeated key counts as a mistake).
    """
    name = shown_as or path.name
    try:
        data = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Refused(
            [Problem(name, 1, 1, "there is no such file", "Create it, or correct the reference")]
        ) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark
        what = f"{error.problem or 'not YAML'}".split("\n")[0]
        raise Refused(
            [Problem(name, mark.line + 1, mark.column + 1, what, "Correct the YAML here")]
        ) from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise Refused(
            [Problem(name, 1, 1, str(error).split("\n")[0], "Save the file as UTF-8 YAML")]
        ) from error
    return Source(name, data)


def parse(source: Source, model: type[Model]) -> Model:
    """The content of `source` as `model`.

    Raises:
        Refused: with one problem per mistake, each at its place.
    """
    try:
        return model.model_validate(plain(source.data))
    except ValidationError as error:
        raise Refused([_as_problem(source, one) for one in error.errors()]) from error


def plain(value: Any) -> Any:
    """Plain dicts, lists and scalars in place of the reader's own kinds."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    for kind in (int, str):
        if isinstance(value, kind):
            return kind(value)
    return value


def _as_problem(source: Source, error: Any) -> Problem:
    place = error["loc"]
    name = ".".join(str(step) for step in place)
    match error["type"]:
        case "missing":
            return source.problem(place[:-1], f"'{place[-1]}' is missing", f"Add '{place[-1]}' here")
        case "extra_forbidden":
            return source.problem(
                place, f"'{place[-1]}' is not known here", "Remove it, or correct its spelling"
            )
        case _:
            return source.problem(place, f"{name}: {error['msg']}", "Correct this value")
