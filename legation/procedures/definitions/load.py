"""Reading definitions: the file, its fragments, its mistakes."""

from pathlib import Path

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
    tree = sources.read(path, shown_as=shown)
    _fill_in_fragments(tree)
    definition = sources.parse(tree, Definition)
    problems = Checker(tree, definition, profile().languages).problems()
    name = f"{definition.procedure}.v{definition.version}"
    if path.stem != name:
        what = "The file is not named after its procedure and version."
        problems.append(tree.problem(("procedure",), what, f"Rename it to {name}.yaml."))
    if problems:
        raise sources.Refused(problems)
    return definition


def _fill_in_fragments(tree: sources.Tree) -> None:
    """Give each page with `use: name` the fields of definitions/fragments/name.yaml."""
    pages = tree.data.get("pages") if isinstance(tree.data, dict) else None
    for number, page in enumerate(pages or ()):
        if isinstance(page, dict) and "use" in page:
            if "fields" in page:
                what = "A page has fields or a fragment, not both."
                raise sources.Refused([tree.problem(("pages", number, "use"), what, "Remove one of the two.")])
            name = page["use"]
            path = Path(settings.LEGATION_DEFINITIONS) / "fragments" / f"{name}.yaml"
            page["fields"] = sources.read(path, shown_as=f"fragments/{name}.yaml").data["fields"]


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
