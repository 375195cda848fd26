"""The words of the interface: collects them from code and templates, and keeps the catalogues in step.

    python tools/words.py           update legation/locale/<language>/LC_MESSAGES/django.po
    python tools/words.py --check   change nothing; say what is missing, stale or wrong, and exit 1

New words come in empty, words nobody says any more go out, and nothing is guessed. A catalogue has no dates and no
line numbers, and stands in the order of files and words, so that a change shows only what changed.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from gettext import c2py  # type: ignore[attr-defined]
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "legation"
DEFINITIONS = ROOT / "definitions"
DEMONSTRATION = "uto"
# gettext's customary expressions; the forms of Arabic are zero, one, two, few, many and other, in CLDR's order
PLURALS = {
    "fr": (2, "(n > 1)"),
    "tr": (2, "(n != 1)"),
    "az": (2, "(n != 1)"),
    "ru": (3, "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)"),
    "ar": (6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"),
}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
_HEADER = """\
# Words of the interface, by their English wording. `python tools/words.py` keeps this file in step.
# Who has reviewed them stands in the profile.
msgid ""
msgstr ""
"Project-Id-Version: Legation 1\\n"
"Language: {language}\\n"
"Plural-Forms: nplurals={number}; plural={expression};\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%")
# marks that close a sentence in any of our languages, each as its class
_ENDS = {".": ".", "?": "?", "؟": "?", "!": "!", ":": ":", "…": "…", ";": ";", "؛": ";", ",": ",", "،": ","}
_INVISIBLE = "\u200e\u200f\u2066\u2067\u2068\u2069"

Key = tuple[str, str]


def languages() -> list[str]:
    """The languages of the demonstration besides English, in which the words are written."""
    profile = yaml.safe_load((DEFINITIONS / "profiles" / DEMONSTRATION / "profile.yaml").read_text(encoding="utf-8"))
    return [code for code in profile["languages"] if code != "en"]


def catalogue_path(language: str) -> Path:
    """Where a language's catalogue of the interface stands."""
    return SOURCES / "locale" / language / "LC_MESSAGES" / "django.po"


def key_of(message: Message) -> Key:
    """What tells one message from another: its context and its (singular) wording."""
    return message.context or "", str(message.id[0] if message.pluralizable else message.id)


@cache
def collected() -> Catalog:
    """Every translatable string of code and templates, each with the files that say it."""
    with (ROOT / "tools" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog()
    for name, _line, message, comments, context in extract_from_dir(
        SOURCES, methods, options, keywords=KEYWORDS, comment_tags=("Translators:",)
    ):
        found.add(message, locations=[(f"legation/{name}", 0)], auto_comments=comments, context=context)
    return found


def read(language: str) -> Catalog:
    """A language's catalogue as it stands; an empty one where there is none."""
    path = catalogue_path(language)
    data = path.read_bytes() if path.exists() else _header(language).encode()
    return read_po(BytesIO(data), locale=language)


def _header(language: str) -> str:
    number, expression = PLURALS[language]
    return _HEADER.format(language=language, number=number, expression=expression)


def updated(language: str) -> str:
    """The text of a language's catalogue as it should stand, with the translations it has."""
    old, new = read(language), Catalog(locale=language)
    new.mime_headers = old.mime_headers  # the number of plural forms is ours, not Babel's
    old_by_key = {key_of(message): message for message in old if message.id}
    for message in sorted((each for each in collected() if each.id), key=_place):
        known = old_by_key.get(key_of(message))
        kept = known is not None and known.pluralizable == message.pluralizable
        new.add(
            message.id,
            known.string if known and kept else ("",) * old.num_plurals if message.pluralizable else "",
            locations=sorted(set(message.locations)),
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known else (),
            flags=({"fuzzy"} & known.flags if known else set()) | (message.flags - {"fuzzy"}),
            context=message.context,
        )
    text = BytesIO()
    write_po(text, new, width=120, omit_header=True, include_lineno=False, ignore_obsolete=True)
    return _header(language) + text.getvalue().decode().strip() + "\n"


def _place(message: Message) -> tuple[str, str, Key]:
    context, wording = key_of(message)
    return min(name for name, _line in message.locations), wording.casefold(), (context, wording)


def out_of_step(language: str) -> list[str]:
    """Words that code and catalogue do not share, and anything else an update would change."""
    ours, theirs = ({key_of(m) for m in each if m.id} for each in (read(language), collected()))
    found = [f"missing: {wording!r}" for _context, wording in sorted(theirs - ours)]
    found += [f"stale: {wording!r}" for _context, wording in sorted(ours - theirs)]
    path = catalogue_path(language)
    if not found and (not path.exists() or path.read_text() != updated(language)):
        found.append("differs from what `python tools/words.py` writes")
    return found


def forms(message: Message) -> tuple[str, ...]:
    """The translation in each of its forms; one alone where nothing counts."""
    found: Any = message.string
    return tuple(map(str, found)) if message.pluralizable else (str(found or ""),)


def _pairs(message: Message) -> Iterator[tuple[str, str]]:
    """(source, translation) of every form of a message."""
    source = message.id[1] if message.pluralizable else message.id
    yield from ((str(source), form) for form in forms(message))


def untranslated(language: str) -> list[str]:
    """Words without a translation, or whose translation is only a guess."""
    catalogue = read(language)
    wrong = (message for message in catalogue if message.id and (message.fuzzy or not all(forms(message))))
    found = [f"untranslated or fuzzy: {key_of(message)[1]!r}" for message in wrong]
    return found + [f"obsolete: {key}" for key in catalogue.obsolete]


def wrong_plurals(language: str) -> list[str]:
    """Words that count, without one form for each kind of number the language knows."""
    catalogue, (wanted, _expression) = read(language), PLURALS[language]
    found = [] if catalogue.num_plurals == wanted else [f"the header says {catalogue.num_plurals} forms, not {wanted}"]
    counted = (message for message in catalogue if message.id and message.pluralizable)
    return found + [f"not {wanted} forms: {key_of(m)[1]!r}" for m in counted if len(forms(m)) != wanted]


def wrong_placeholders(language: str) -> list[str]:
    """Translations that do not carry exactly the placeholders of their source.

    A form that is for one number alone (nothing, one, two) may say the number in words.
    """
    found = []
    for message in read(language):
        for form, (source, text) in enumerate(_pairs(message) if message.id else ()):
            wanted, has = placeholders(source), placeholders(text)
            if message.pluralizable and form in _forms_of_one_number(language):
                wanted, has = ([each for each in all_ if each != "%(num)s"] for all_ in (wanted, has))
            if text and has != wanted:
                found.append(f"placeholders {wanted} became {has}: {text!r}")
    return found


def placeholders(text: str) -> list[str]:
    """The placeholders of a text, sorted; a bare per cent sign counts as one."""
    return sorted(_PLACEHOLDER.findall(text))


def _forms_of_one_number(language: str) -> list[int]:
    _number, expression = PLURALS[language]
    form_of = c2py(expression)
    counts = Counter(form_of(number) for number in range(1000))
    return [form for form, count in counts.items() if count == 1]


def end_of(text: str) -> str:
    """The class of the mark a text ends with; empty for none."""
    bare = text.rstrip().rstrip(_INVISIBLE).rstrip('"”»)')
    return _ENDS.get(bare[-1:], "")


def wrong_ends(language: str) -> list[str]:
    """Translations that do not end as their source does."""
    pairs = (pair for message in read(language) if message.id for pair in _pairs(message))
    wrong = (text for source, text in pairs if text and end_of(source) != end_of(text))
    return [f"ends otherwise than its source: {text!r}" for text in wrong]


CHECKS: tuple[Callable[[str], list[str]], ...] = (
    out_of_step, untranslated, wrong_plurals, wrong_placeholders, wrong_ends,
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Update the catalogues, or check them."""
    if arguments == ["--check"]:
        faults = [f"{language}: {fault}" for language in languages() for check in CHECKS for fault in check(language)]
        print("\n".join(faults) or "Every word of the interface is translated.")
        return 1 if faults else 0
    if arguments:
        print(__doc__)
        return 2
    for language in languages():
        text, path = updated(language), catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        print(f"{path.relative_to(ROOT)}: {len(collected())} messages, {len(untranslated(language))} to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
