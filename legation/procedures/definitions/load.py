"""Reading definitions: the file, its fragments, its mistakes."""

from pathlib import Path
from typing import Any

from django.conf import settings

from legation.ground import sources
from legation.ground.profile import folder, profile
from legation.procedures.definitions import facts
from legation.procedures.definitions.check import Checker
from legation.procedures.definitions.schema import Definition


def path_of(name: str) -> Path:
    """The file of 'visa/evisa.v1': the profile's own if it has one, else the shared catalogue's."""
    own = folder() / "procedures" / f"{name}.yaml"
    return own if own.exists() else Path(settings.LEGATION_DEFINITIONS) / "procedures" / f"{name}.yaml"


def load(name: str) -> Definition:
    """A definition by its name in the profile, such as 'visa/evisa.v1', with its fragments in place.

    Raises:
        legation.ground.sources.Refused: it has mistakes; each with file, line and remedy.
    """
    return load_file(path_of(name))


def load_file(path: Path) -> Definition:
    """The definition in one file; see `load`."""
    base = Path(settings.LEGATION_DEFINITIONS)
    shown = str(path.relative_to(base)) if path.is_relative_to(base) else str(path)
    source = sources.read(path, shown_as=shown)
    definition = sources.parse(sources.Source(source.path, _with_fragments(source)), Definition)
    problems = Checker(source, definition, profile().languages).problems()
    if path.stem != f"{definition.procedure}.v{definition.version}":
        problems.append(source.problem(("procedure",), "the file is not named after its procedure and version",
                                       f"Rename it to {definition.procedure}.v{definition.version}.yaml"))  # fmt: skip
    if problems:
        raise sources.Refused(sorted(problems))
    return definition


def _with_fragments(source: sources.Source) -> Any:
    """The content with each page's `use: name` filled from definitions/fragments/name.yaml."""
    data = source.data
    for number, page in enumerate(data.get("pages") or [] if isinstance(data, dict) else []):
        if isinstance(page, dict) and "use" in page:
            if "fields" in page:
                what = "a page has fields or a fragment, not both"
                raise sources.Refused([source.problem(("pages", number, "use"), what, "Remove one of the two")])
            name = page["use"]
            path = Path(settings.LEGATION_DEFINITIONS) / "fragments" / f"{name}.yaml"
            page["fields"] = sources.read(path, shown_as=f"fragments/{name}.yaml").data["fields"]
    return data


def check_all() -> list[sources.Problem]:
    """Every mistake in the profile in force and its definitions."""
    problems: list[sources.Problem] = []
    try:
        names = profile().procedures
    except sources.Refused as refused:
        return refused.problems
    for name in names:
        try:
            definition = load(name)
        except sources.Refused as refused:
            problems += refused.problems
            continue
        for fact in definition.facts:
            problems += facts.source(fact).problems()  # type: ignore[union-attr]
    return problems
