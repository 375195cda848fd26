"""Loads a policy file, or says everything that is wrong with it, with line, column and remedy."""

from pathlib import Path

from pydantic import ValidationError

from legation.ground.sources.problems import Problem
from legation.ground.sources.tree import Tree, read_tree
from legation.ground.sources.wording import problems_of

from .checks import cover, fees, naming, order
from .errors import PolicyRefused
from .index import Policy, build_policy
from .schema import PolicyFile


def load_policy(path: Path | str) -> Policy:
    """Loads a policy from a file.

    Args:
        path: A YAML file, UTF-8.

    Returns:
        The policy, ready for `decide`.

    Raises:
        PolicyRefused: The file has mistakes; all that can be seen at once are in `problems`.
        OSError: The file cannot be read.
    """
    return read_policy(Path(path).read_bytes(), str(path))


def read_policy(content: bytes | str, name: str) -> Policy:
    """Loads a policy from its text; `name` is what problems call the file.

    Raises:
        PolicyRefused: The text has mistakes.
    """
    policy, problems = _examine(content, name)
    if policy is None:
        raise PolicyRefused(problems)
    return policy


def check_policy(path: Path | str) -> list[Problem]:
    """Every mistake of a file, in order of line; empty if `load_policy` would load it.

    Mistakes of form and of single rows are told together. Only when there are none are names looked up, and
    only when all names are known are gaps, overlaps and fees searched: one wrong name would make a hundred.
    """
    return _examine(Path(path).read_bytes(), str(path))[1]


def _examine(content: bytes | str, name: str) -> tuple[Policy | None, list[Problem]]:
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return None, [Problem(name, line, 1, "This byte is not UTF-8.", "Save the file as UTF-8.")]
    tree = read_tree(name, text)
    file, problems = _to_file(tree)
    if file is None or problems:
        return None, _in_order(problems)
    problems = naming.find(file, tree)
    if problems:
        return None, _in_order(problems)
    policy = build_policy(file)
    for find in (naming.unused, cover.find, order.find, fees.find):
        problems.extend(find(policy, tree))
    return (None if problems else policy), _in_order(problems)


def _to_file(tree: Tree) -> tuple[PolicyFile | None, list[Problem]]:
    problems = list(tree.problems)
    if tree.data is None:
        nothing = Problem(tree.path, 1, 1, "The file is empty.", "Start from the policy of the profile uto.")
        return None, problems or [nothing]
    try:
        return PolicyFile.model_validate(tree.data), problems
    except ValidationError as error:
        return None, [*problems, *problems_of(error, tree, PolicyFile)]


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.line, problem.column, problem.message))
