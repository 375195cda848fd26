"""What stands on an extract: the entry with everything its margin sets right, in the codes of the Conventions.

The multilingual forms of the International Commission on Civil Status (Conventions No. 16 and No. 34) number their
rows, label them in several languages, and write days, sex and states in codes that need no translation.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings

from legation.ground.languages.api import format_date
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.entries import said_rows
from legation.procedures.kinds import show
from legation.procedures.paper_words import printed
from legation.registers import api as registers

Languages = tuple[str, ...]
_SEX = {"female": "F", "male": "M", "other": "X"}
MOST_MARGIN = 6
"""So many notes find room on one page; of more, the last ones stand there."""


def heading(found: registers.Opened, languages: Languages) -> dict[str, Any]:
    """An entry by its register and number."""
    register = registers.registers()[found.register]
    day = found.entry.at.astimezone(registers.zone_of(found.entry.book.place)).date()
    return {
        "number": found.number, "register": {each: register.name(each) for each in languages},
        "entered": {each: format_date(day, each) for each in languages},
        "public": f"{settings.LEGATION_ADDRESS}/e-register".split("://", 1)[-1] if found.entry.facts else "",
    }  # fmt: skip


def told(found: registers.Opened, languages: Languages) -> dict[str, Any]:
    """What the template reads of an entry: `entry`, `rows` with a number each, and `margin`."""
    opened = open_bundle(found.entry.body["bundle"])
    entry = opened.definition.entry_in(found.register)
    names = [name for name in (entry.says if entry else ()) if name in found.answers]
    rows = [
        {"label": _labels(opened, name, languages), "value": _value(opened, name, found.answers[name], languages)}
        for name in names
    ]  # fmt: skip
    margin = [_note(opened, each, languages) for each in found.margin[-MOST_MARGIN:]]
    return {"entry": heading(found, languages), "rows": rows, "margin": margin}


def coded(field: FieldDefinition, value: Any) -> str | None:
    """An answer in the codes that need no translation; None where words are needed.

    A day is Jo, Mo, An (jour, mois, an) with two, two and four digits; sex F, M or X; a state its three letters.
    """
    if field.kind == "date":
        day = date.fromisoformat(value)
        return f"Jo {day:%d}  Mo {day:%m}  An {day:%Y}"
    if field.kind == "choice" and set(field.choices) <= set(_SEX):
        return _SEX[value]
    return str(value) if field.kind in ("country", "name", "text", "document_number") else None


def _labels(opened: Opened, name: str, languages: Languages) -> dict[str, str]:
    return {each: opened.text(f"field.{name}", each) for each in languages}


def _value(opened: Opened, name: str, value: Any, languages: Languages) -> dict[str, str]:
    field = opened.fields[name]
    if len(languages) > 2 and (code := coded(field, value)) is not None:
        return {each: printed(code) for each in languages}
    shown = {each: show(field, value, each, partial(opened.text, language=each)) for each in languages}
    return {each: printed(text) for each, text in shown.items()}


def _note(opened: Opened, note: registers.Margin, languages: Languages) -> dict[str, Any]:
    changes: Mapping[str, Any] = note.answers
    said = {
        each: "; ".join(
            [*([printed(note.text)] if note.text else []),
             *(f"{_labels(opened, name, (each,))[each]}: {_value(opened, name, value, languages)[each]}"
               for name, value in changes.items()),
             *(f"{label}: {printed(value)}" for label, value in said_rows(note, each))]
        )
        for each in languages
    }  # fmt: skip
    return {"kind": note.kind, "day": {each: format_date(note.at.date(), each) for each in languages}, "said": said}
