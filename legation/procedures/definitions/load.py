"""Reading definitions: the file, its fragments, its mistakes."""

from collections.abc import Iterator
from pathlib import Path

from legation.ground.profile import profile
from legation.ground.sources import Problem, Refused, Tree
from legation.procedures.definitions import checks, house
from legation.procedures.definitions.checks.subject import Subject
from legation.procedures.definitions.reading import open_definition, path_of, read
from legation.procedures.definitions.schema import Definition


def load(name: str) -> Definition:
    """A definition by its name in the profile, such as 'visa/evisa.v1', with its fragments in place.

    Raises:
        legation.ground.sources.Refused: it has mistakes; each with file, line and remedy.
    """
    return load_file(path_of(name))


def load_again(name: str) -> Definition:
    """The same after `check_all` found nothing wrong with it: only its shape is looked at.

    Raises:
        legation.ground.sources.Refused: it has not the shape of a definition.
    """
    definition, problems = read(open_definition(path_of(name)))
    if problems or definition is None:
        raise Refused(problems)
    return definition


def load_file(path: Path) -> Definition:
    """The definition in one file; see `load`."""
    definition, problems = examine(path)
    if problems or definition is None:
        raise Refused(problems)
    return definition


def examine(path: Path) -> tuple[Definition | None, list[Problem]]:
    """The definition in a file, as far as it can be understood, and everything that is wrong with it."""
    return examine_tree(open_definition(path), path)


def examine_tree(tree: Tree, path: Path) -> tuple[Definition | None, list[Problem]]:
    """The same for a file that was read before."""
    definition, problems = read(tree)
    if definition is not None:
        subject = Subject(tree, definition, tuple(profile().languages), frozenset(profile().roles))
        problems += [*_name(path, tree, definition), *checks.problems(subject)]
    return definition, problems


def _name(path: Path, tree: Tree, definition: Definition) -> Iterator[Problem]:
    name = f"{definition.procedure}.v{definition.version}"
    if path.stem != name:
        what = f"The file is called {path.name}, and says that it is {name}."
        yield tree.problem(("procedure",), what, f"Rename it to {name}.yaml, or correct 'procedure' and 'version'.")
    if path.parent.name != definition.department:
        what = f"The file lies in the folder '{path.parent.name}', and says that it is of '{definition.department}'."
        yield tree.problem(("department",), what, f"Move it to {definition.department}/, or correct 'department'.")


def check_all() -> list[Problem]:
    """Every mistake in the profile in force and its definitions."""
    return house.problems(examine)
