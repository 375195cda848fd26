"""Words of definitions: gettext catalogues under stable keys, one file per department and language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po
from django.conf import settings

from legation.ground.sources import Location
from legation.procedures.definitions.parts import CODE
from legation.procedures.definitions.schema import Definition, FieldDefinition

Texts = dict[str, dict[str, str]]
NOTICE_VALUES = frozenset({"name", "reference", "status_url", "verify_url", "reasons"})
"""What a notice may name in braces; the engine fills it in when the letter is written."""
REMINDER_VALUES = frozenset({"name", "reference", "status_url", "verify_url", "day", "go_on_url"})
"""What a reminder may name: `day` is the end it speaks of, `go_on_url` leads into the application for a week. Where
reminders can be stopped is added to each of them.
"""
SHORT_VALUES = frozenset({"reference"})
"""What an SMS or a line on a locked screen may name: whoever holds the phone reads it. No address to follow either,
since copies of our pages are a known fraud.
"""
SHORT_PARTS = ("sms", "push")
_MSGID = re.compile(r'msgid "(.+)"')


@dataclass(frozen=True)
class Entry:
    """One wording: its line in the file, and whether it is only a guess."""

    text: str
    line: int
    fuzzy: bool


def catalogue_path(department: str, language: str) -> Path:
    """Where the words of a department in a language stand."""
    return Path(settings.LEGATION_DEFINITIONS) / "texts" / f"{department}.{language}.po"


def entries(department: str, language: str) -> dict[str, Entry]:
    """key -> entry of a catalogue; nothing where there is no such file.

    Raises:
        PoFileError: the file cannot be read; it knows the line.
    """
    path = catalogue_path(department, language)
    return _read(path, path.stat().st_mtime_ns, language) if path.exists() else {}


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int, language: str) -> dict[str, Entry]:
    with path.open("rb") as file:
        messages = read_po(file, locale=language, abort_invalid=True)
    return {str(m.id): Entry(str(m.string or ""), m.lineno or 1, m.fuzzy) for m in messages if m.id}


def own_keys(department: str, language: str, procedure: str) -> Sequence[str]:
    """The keys of a catalogue that begin with a procedure's code.

    Raises:
        PoFileError: the file cannot be read; it knows the line.
    """
    path = catalogue_path(department, language)
    return _by_procedure(path, path.stat().st_mtime_ns, language).get(procedure, ()) if path.exists() else ()


@lru_cache(maxsize=64)
def _by_procedure(path: Path, changed: int, language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in _read(path, changed, language):
        found.setdefault(key.partition(".")[0], []).append(key)
    return found


def repeated(department: str, language: str) -> list[tuple[str, int]]:
    """Keys that stand in a catalogue again, with their line; the last would win without a word."""
    path = catalogue_path(department, language)
    return _repeated(path, path.stat().st_mtime_ns) if path.exists() else []


@lru_cache(maxsize=64)
def _repeated(path: Path, _changed: int) -> list[tuple[str, int]]:
    seen: set[str] = set()
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if key := _MSGID.match(line):
            if key[1] in seen:
                found.append((key[1], number))
            seen.add(key[1])
    return found


def catalogue(department: str, language: str) -> dict[str, str]:
    """key -> wording; fuzzy and empty entries count as missing, and so does all of a file that cannot be read."""
    try:
        found = entries(department, language)
    except PoFileError:
        return {}
    return {key: entry.text for key, entry in found.items() if entry.text and not entry.fuzzy}


def needed(definition: Definition) -> Iterator[tuple[str, Location]]:
    """Every key a definition's words must stand under, with the place in the file that asks for it."""
    yield from ((key, ("procedure",)) for key in ("title", "lead", "who", "time"))
    yield from _asked(definition)
    for n, transition in enumerate(definition.transitions):
        if transition.notice:
            for part in ("subject", "mail"):
                yield f"notice.{transition.notice}.{part}", ("transitions", n, "notice")
    for part in ("refusal_reasons", "revocation_reasons", "appeal_grounds"):
        yield from ((f"reason.{code}", (part, n)) for n, code in enumerate(getattr(definition, part) or ()))
    for n, reminder in enumerate(definition.reminders):
        yield from (
            (f"reminder.{reminder.reminder}.{part}", ("reminders", n, "reminder")) for part in ("subject", "mail")
        )
    yield from ((f"fee.{line.line}", ("fee", "lines", n, "line")) for n, line in enumerate(definition.fee.lines or ()))
    for n, each in enumerate(definition.fee.exempt or ()):
        yield f"exempt.{each.exempt}", ("fee", "exempt", n, "exempt")
    if definition.subjects:
        yield from ((f"subjects.{part}", ("subjects",)) for part in ("title", "one", "add"))
    for n, signature in enumerate(definition.signatures or ()):
        at: Location = ("signatures", n, "signature")
        yield from ((f"signature.{signature.signature}.{part}", at) for part in ("title", "declares"))
    for n, document in enumerate(definition.documents):
        yield from (
            (f"document.{document.document}.{part}", ("documents", n, "document")) for part in ("title", "certifies")
        )
    yield from _by_code(definition)
    if re.fullmatch(CODE, definition.retention.basis):
        yield f"retention.{definition.retention.basis}", ("retention", "basis")


def _asked(definition: Definition) -> Iterator[tuple[str, Location]]:
    for n, page in enumerate(definition.pages):
        yield f"page.{page.page}", ("pages", n, "page")
        for m, field in enumerate(page.fields):
            at: Location = ("pages", n, "fields", m)
            yield f"field.{field.field}", (*at, "field")
            for c, choice in enumerate(field.choices):
                yield f"choice.{field.field}.{choice}", (*at, "choices", c)
            if field.kind == "statement":
                yield f"field.{field.field}.text", (*at, "field")
            if field.kind == "group":
                yield f"row.{field.field}", (*at, "field")
                yield from _of_rows(field, at)


def _of_rows(group: FieldDefinition, at: Location) -> Iterator[tuple[str, Location]]:
    for n, field in enumerate(group.fields or ()):
        place = (*at, "fields", n)
        yield f"row.{group.field}.{field.field}", (*place, "field")
        for c, choice in enumerate(field.choices):
            yield f"choice.{group.field}.{field.field}.{choice}", (*place, "choices", c)


def _by_code(definition: Definition) -> Iterator[tuple[str, Location]]:
    """The words of the lists whose items have a code under a key of the same name."""
    lists = (
        ("legal_basis", "law", ("law",)), ("rules", "rule", ("rule",)), ("findings", "finding", ("finding",)),
        ("states", "state", ("state", "next")), ("transitions", "verb", ("verb", "done")),
    )  # fmt: skip
    for name, code, parts in lists:
        for n, item in enumerate(getattr(definition, name)):
            yield from ((f"{part}.{getattr(item, code)}", (name, n, code)) for part in parts)


def optional_keys(definition: Definition) -> Iterator[str]:
    """Keys that may have words: what people call it, help under a field, a longer sentence on a page, what the desk
    calls it, and what a notice says where there is little room; without it, it goes by mail only.
    """
    yield "synonyms"
    yield from (f"page.{page.page}.{part}" for page in definition.pages for part in ("lead", "desk"))
    yield from (f"state.{state.state}.desk" for state in definition.states)
    yield from (f"field.{field.field}.help" for field in definition.all_fields())
    rows = ((group, field) for group in definition.all_fields() for field in group.fields or ())
    yield from (f"row.{group.field}.{field.field}.help" for group, field in rows)
    notices = dict.fromkeys(f"notice.{each.notice}" for each in definition.transitions if each.notice)
    reminders = [f"reminder.{each.reminder}" for each in definition.reminders]
    yield from (f"{what}.{part}" for what in (*notices, *reminders) for part in SHORT_PARTS)
