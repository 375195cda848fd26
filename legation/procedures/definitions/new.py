"""A new procedure: a small, complete definition with its words in every language of the profile, to be rewritten."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.conf import settings

from legation.ground import sources
from legation.ground.errors import Invalid
from legation.ground.profile import folder, profile
from legation.procedures.definitions import texts
from legation.procedures.definitions.reading import path_of, shown_as

_TEMPLATE = Path(__file__).parent / "template"
_NAME = re.compile(r"([a-z]{1,20})/([a-z][a-z0-9_]{0,39})")

_HEADER = """\
# Words of the {department} department's procedures, by stable key.
msgid ""
msgstr ""
"Project-Id-Version: Legation 1\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def create(name: str) -> list[str]:
    """Write 'consular/legalisation' as version 1, with its words, into the catalogue and the profile.

    Returns:
        The files written or changed, as problems would name them.

    Raises:
        Invalid: the name has another form, or there is such a procedure already.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        raise Invalid("write department and code, such as consular/legalisation")
    department, code = found.groups()
    taken = {each.rsplit("/", 1)[-1].split(".")[0]: each for each in profile().procedures}
    if path_of(f"{name}.v1").exists() or code in taken:
        raise Invalid(f"there is a procedure {taken.get(code, f'{name}.v1')} already")
    values = {
        "NAME": name, "CODE": code, "DEPARTMENT": department, "ROLE": f"{department}_officer",
        "CURRENCY": profile().currency, "TITLE": code.replace("_", " ").capitalize(),
    }  # fmt: skip
    offered = _offer(name, values["ROLE"])
    path = Path(settings.LEGATION_DEFINITIONS) / "procedures" / f"{name}.v1.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_filled((_TEMPLATE / "procedure.yaml").read_text(encoding="utf-8"), values), encoding="utf-8")
    written = [path, *(_say(language, values) for language in profile().languages), offered]
    return [shown_as(each) for each in written]


def _filled(text: str, values: dict[str, str]) -> str:
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text


def _say(language: str, values: dict[str, str]) -> Path:
    """Add the words in one language to the department's catalogue; nobody has reviewed them."""
    words = sources.read(_TEMPLATE / "words.yaml").data
    path = texts.catalogue_path(values["DEPARTMENT"], language)
    catalogue = Catalog(locale=language, header_comment="", fuzzy=False)
    for key, text in words[language].items():
        catalogue.add(f"{values['CODE']}.{key}", _filled(text, values))
    with path.open("ab") as file:
        if file.tell() == 0:
            file.write(_HEADER.format(department=values["DEPARTMENT"], language=language).encode())
        file.write(b"\n")
        write_po(file, catalogue, width=0, omit_header=True)
    return path


def _offer(name: str, role: str) -> Path:
    """Add the procedure, and the role that works on it, to the profile."""
    path = folder() / "profile.yaml"
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    _insert(lines, "procedures", f"  - {name}.v1")
    if role not in profile().roles:
        _insert(lines, "roles", f"  {role}: [{profile().centre}]")
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    profile.cache_clear()
    return path


def _insert(lines: list[str], key: str, line: str) -> None:
    """Put a line at the end of a block of a profile; the block is made if there is none.

    Raises:
        Invalid: it is written in one line.
    """
    place = next((number for number, each in enumerate(lines) if each.startswith(f"{key}:")), None)
    if place is None:
        lines += [f"{key}:", line]
        return
    if lines[place].removeprefix(f"{key}:").split("#")[0].strip() not in ("", "[]", "{}"):
        raise Invalid(f"write '{key}' in profile.yaml with one line for each, so that a line can be added")
    lines[place] = f"{key}:"
    place += 1
    while place < len(lines) and lines[place].startswith(" "):
        place += 1
    lines.insert(place, line)
