"""Why a text is not YAML, for somebody who does not know YAML."""

import re

from yaml.error import MarkedYAMLError

from legation.ground.sources.problems import Problem

_TAB = re.compile(r"^ *\t", re.MULTILINE)
# part of what the library says -> (what we say, what to do, whether the place is where the thing began)
_WHY = (
    ("could not find expected ':'", "Here a key should be, with a colon after it.", "Write key: value.", False),
    ("mapping values are not allowed", "A colon stands where none can be.",
     "Indent the line like its neighbours, or put the text into quotes if the colon belongs to it.", False),
    ("while scanning a quoted scalar", "A quote is opened here and never closed.", "Close the quote.", True),
    ("while parsing a flow sequence", "A list is opened here with [ and not closed.", "Close it with ].", True),
    ("while parsing a flow mapping", "A part is opened here with { and not closed.", "Close it with }.", True),
    ("expected <block end>", "The indentation does not fit what stands above.",
     "Indent the line like its neighbours.", False),
    ("found undefined alias", "A text that begins with * must stand in quotes.", "Put it into quotes.", False),
    ("expected a single document", "A second document begins here with ---.", "Delete the line ---.", False),
    ("cannot start any token", "A value may not begin with this character.", "Put the value into quotes.", False),
)  # fmt: skip


def why_broken(path: str, text: str, error: MarkedYAMLError) -> list[Problem]:
    """What to tell the author of a text that cannot be read; every line that is indented with tabs at once."""
    tabs = [text.count("\n", 0, found.start()) + 1 for found in _TAB.finditer(text)]
    if tabs:
        return [Problem(path, line, 1, "A tab stands here.", "Indent with spaces.") for line in tabs]
    said = f"{error.context} {error.problem}"
    for part, what, remedy, at_beginning in _WHY:
        if part in said:
            mark = (error.context_mark if at_beginning else None) or error.problem_mark
            return [Problem(path, *_place(mark), f"This is not YAML: {_lower(what)}", remedy)]
    what = f"This is not YAML: {error.problem or error.context}."
    mark = error.problem_mark or error.context_mark
    return [Problem(path, *_place(mark), what, "Check indentation, quotes and colons around here.")]


def _place(mark: object) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)  # type: ignore[attr-defined]


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
