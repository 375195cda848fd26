"""Words: everything a definition names is said in every language, and nothing is said that it does not name."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from babel.messages.pofile import PoFileError
from django.conf import settings

from legation.ground.languages.fallback import SOURCE
from legation.ground.profile import folder
from legation.ground.sources import Location, Problem, Refused
from legation.procedures.definitions import texts
from legation.procedures.definitions.checks.subject import Subject
from legation.procedures.definitions.options import BINDING
from legation.procedures.definitions.reading import open_definition, shape
from legation.procedures.definitions.wordings import SHARED


def find(subject: Subject) -> Iterator[Problem]:
    """What has no words, and which words nothing has.

    English says everything, since others fall back to it; what somebody declares is said in every language.
    """
    needed: dict[str, Location] = {}
    for key, at in texts.needed(subject.definition):
        needed.setdefault(key, at)
    known = {*needed, *texts.optional_keys(subject.definition)}
    binding = [field for field in subject.definition.all_fields() if field.kind in BINDING]
    declared = {f"field.{field.field}{part}" for field in binding for part in ("", ".text")}
    declared |= {f"signature.{each.signature}.declares" for each in subject.definition.signatures or ()}
    said = subject.wordings
    missing: dict[str, list[str]] = {}
    for language in subject.languages:
        if broken := list(_broken(subject, language)):
            yield from broken
            continue
        for key in needed:
            place = said.places.get(key) or said.own(key)
            entry, path = said.entry(place, language), place.path(language)
            if (entry is None or not entry.text or entry.fuzzy) and language != SOURCE and key not in declared:
                continue  # counted as missing, and shown in English
            if entry is None:
                missing.setdefault(key, []).append(language)
            elif not entry.text:
                yield Problem(path, entry.line, 1, f"{place.key} has no wording.", "Write it into msgstr.")
            elif entry.fuzzy:
                what = f"The wording of {place.key} is a guess (fuzzy)."
                yield Problem(path, entry.line, 1, what, "Read it, correct it, and delete the mark.")
        yield from _own(subject, language, known)
    for key, languages in missing.items():
        place = said.places.get(key) or said.own(key)
        files = ", ".join(texts.catalogue_path(place.catalogue, each).name for each in languages)
        what = f"There are no words for {place.key} in {', '.join(languages)}."
        yield subject.at(needed[key], what, f"Add them to texts: {files}.")


def _broken(subject: Subject, language: str) -> Iterator[Problem]:
    """Catalogues that cannot be read."""
    for name in (subject.definition.department, SHARED):
        try:
            texts.entries(name, language)
        except PoFileError as error:
            path = f"texts/{texts.catalogue_path(name, language).name}"
            yield Problem(path, error.lineno + 1, 1, f"This is not a catalogue: {error}.", "Close quotes, keep msgid.")


def _own(subject: Subject, language: str, known: set[str]) -> Iterator[Problem]:
    """What stands under the procedure's own code and should not."""
    department, prefix = subject.definition.department, f"{subject.definition.procedure}."
    path = f"texts/{texts.catalogue_path(department, language).name}"
    own = texts.own_keys(department, language, subject.definition.procedure)
    yield from _stale(
        subject, path, [key.removeprefix(prefix) for key in own], texts.entries(department, language), known
    )
    for key, line in texts.repeated(department, language):
        if key.startswith(prefix):
            yield Problem(path, line, 1, f"{key} stands in this catalogue twice.", "Keep one of the two.")


def _stale(
    subject: Subject, path: str, own: Sequence[str], entries: dict[str, texts.Entry], known: set[str]
) -> Iterator[Problem]:
    prefix = f"{subject.definition.procedure}."
    spare = [key for key in own if key not in known]
    elsewhere = of_other_versions(subject) if spare else set()
    for key in spare:
        if key in elsewhere:
            continue
        near = get_close_matches(key, known.difference(own), n=1, cutoff=0.85)
        remedy = f"Did you mean {prefix}{near[0]}?" if near else "Delete the entry, or correct its key."
        yield Problem(path, entries[prefix + key].line, 1, f"Nothing is called {prefix}{key}.", remedy)


def of_other_versions(subject: Subject) -> set[str]:
    """What other versions of the procedure have words for; they may still be in force."""
    definition = subject.definition
    name = f"procedures/{definition.department}"
    folders = (Path(settings.LEGATION_DEFINITIONS) / name, folder() / name)
    keys: set[str] = set()
    for path in (path for each in folders for path in each.glob(f"{definition.procedure}.v*.yaml")):
        if path.stem == f"{definition.procedure}.v{definition.version}":
            continue
        try:
            other = shape(open_definition(path))
        except Refused:
            continue
        keys |= {*(key for key, _place in texts.needed(other)), *texts.optional_keys(other)}
    return keys
