"""Files that authors write: YAML read with the place of every value, so that a mistake can be shown where it stands."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from legation.ground.errors import LegationError
from legation.ground.sources.problems import Location, Problem
from legation.ground.sources.tree import Tree, read_tree
from legation.ground.sources.wording import form, problems_of

__all__ = ["Location", "Problem", "Refused", "Tree", "form", "open_tree", "parse", "problems_of", "read", "read_tree"]

Model = TypeVar("Model", bound=BaseModel)


class Refused(LegationError):
    """A file cannot be used; `problems` says why, each with line and remedy."""

    code = "refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = sorted(problems)


def read(path: Path, *, shown_as: str | None = None) -> Tree:
    """Read a YAML file; problems call it `shown_as`.

    Raises:
        Refused: it is not there, not UTF-8, or its form is wrong.
    """
    tree = open_tree(path, shown_as=shown_as)
    if tree.problems:
        raise Refused(tree.problems)
    return tree


def open_tree(path: Path, *, shown_as: str | None = None) -> Tree:
    """Read a YAML file as far as it can be read; what is wrong with its form is in the tree's `problems`.

    Raises:
        Refused: it is not there, or not UTF-8.
    """
    name = shown_as or path.name
    try:
        return read_tree(name, path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise Refused([Problem(name, 1, 1, "There is no such file.", "Create it, or correct its name.")]) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Refused([Problem(name, line, 1, "This byte is not UTF-8.", "Save the file as UTF-8.")]) from error


def parse(tree: Tree, model: type[Model]) -> Model:
    """The content of a tree as `model`.

    Raises:
        Refused: with one problem per mistake, each at its place.
    """
    try:
        return model.model_validate(tree.data)
    except ValidationError as error:
        raise Refused(problems_of(error, tree, model)) from error
