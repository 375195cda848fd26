"""What procedures share and none uses: fragments, flows, words."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from babel.messages.pofile import PoFileError
from django.conf import settings

from legation.ground.profile import folder
from legation.ground.sources import Problem, Refused, Tree
from legation.procedures.definitions import texts
from legation.procedures.definitions.flows import flows
from legation.procedures.definitions.reading import fragments, open_definition, shape
from legation.procedures.definitions.schema import Definition
from legation.procedures.definitions.wordings import SHARED, Place, Wordings


def files() -> list[Path]:
    """The files of all definitions, the profile's own and the shared ones."""
    folders = (folder() / "procedures", Path(settings.LEGATION_DEFINITIONS) / "procedures")
    return [path for each in folders for path in sorted(each.glob("*/*.yaml"))]


def unused(known: dict[Path, Definition | None], languages: Collection[str]) -> Iterator[Problem]:
    """Fragments, flows and shared words that no definition uses.

    Args:
        known: what was read of definitions before; None for one that cannot be understood.
        languages: the languages of the profile.
    """
    trees = {path: _opened(path) for path in files()}
    used = {name for tree in trees.values() if tree for name in _named(tree.data)}
    for name in fragments():
        if name not in used:
            yield Problem(f"fragments/{name}.yaml", 1, 1, "No definition uses this fragment.", "Use it, or delete it.")
    for name in flows():
        if f"flows/{name}" not in used:
            yield Problem(f"fragments/flows/{name}.yaml", 1, 1, "No definition follows this flow.", "Delete it.")
    definitions = [known[path] if path in known else _shaped(tree) for path, tree in trees.items()]
    if all(definitions):  # else nothing can be said of the words of one that cannot be understood
        yield from _words([each for each in definitions if each], languages)


def _opened(path: Path) -> Tree | None:
    try:
        return open_definition(path)
    except Refused:
        return None


def _shaped(tree: Tree | None) -> Definition | None:
    try:
        return shape(tree) if tree else None
    except Refused:
        return None


def _named(data: Any) -> Iterator[str]:
    """The fragments and the flow that a file names."""
    if not isinstance(data, dict):
        return
    pages = data.get("pages")
    pages = pages if isinstance(pages, tuple) else ()
    yield from (str(page["use"]) for page in pages if isinstance(page, dict) and "use" in page)
    if "flow" in data:
        yield f"flows/{data['flow']}"


def _words(definitions: Collection[Definition], languages: Collection[str]) -> Iterator[Problem]:
    places = {place for each in definitions for place in Wordings(each, list(languages)).places.values()}
    for language in languages:
        path = Place(SHARED, "").path(language)
        try:
            entries = texts.entries(SHARED, language)
        except PoFileError:
            continue  # told by the words
        for key, entry in entries.items():
            if Place(SHARED, key) not in places:
                yield Problem(
                    path, entry.line, 1, f"No procedure uses the words {key}.", "Delete them, or correct the key."
                )
        for key, line in texts.repeated(SHARED, language):
            yield Problem(path, line, 1, f"{key} stands in this catalogue twice.", "Keep one of the two.")
