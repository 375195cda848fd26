"""What a kind of field is: how an answer is read, kept, shown, asked for in JSON and seen by conditions.

An answer is stored as a plain JSON value. Whatever comes in, by a form or as JSON, passes the same `parse`, so nothing
else is ever stored.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.procedures.definitions.schema import FieldDefinition

Words = Callable[[str], str]
"""Gives the wording of a definition under a key, such as 'choice.purpose.study', in the reader's language."""
MOST_TYPED = 4000
# digits people type in other scripts (Arabic, Persian) are the same numbers
_DIGITS = {ord(c): str(unicodedata.digit(c)) for block in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for c in block}
_WHOLE = re.compile(r"-?[0-9]{1,15}")


def western_digits(text: str) -> str:
    """Eastern digits as 0-9."""
    return text.translate(_DIGITS)


def clean(raw: str) -> str:
    """NFC, no control or direction characters, no halves of characters, single spaces, trimmed."""
    text = unicodedata.normalize("NFC", raw)
    kept = "".join(
        " " if c in "\r\n\t" else c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs") or c in "\r\n\t"
    )
    return " ".join(kept.split())


def whole(text: str) -> int | None:
    """A whole number somebody typed, in digits of any script; None where it is none."""
    text = western_digits(text)
    return int(text) if _WHOLE.fullmatch(text) else None


class Kind:
    """One kind. What is here suits a kind of one input whose value is a text."""

    parts: tuple[str, ...] = ()
    """Its inputs, where it has several; each is named `<field>-<part>`."""
    empty: Any = ""

    def inputs(self, field: FieldDefinition) -> list[str]:
        """The names of its inputs in a form."""
        return [f"{field.field}-{part}" for part in self.parts] or [field.field]

    def missing(self) -> str:
        """What is told where an answer is needed and there is none."""
        return _("Fill in this field.")

    def read(self, field: FieldDefinition, data: Mapping[str, str], today: date) -> Any:
        """The value a form sent, or None where it is empty; raises `Invalid` with a sentence for the reader."""
        raw = [clean(str(data.get(name, ""))[:MOST_TYPED]) for name in self.inputs(field)]
        if not any(raw):
            if field.required:
                raise Invalid(reader=self.missing())
            return None
        return self.parse(field, raw, today)

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> Any:
        """The value of what was typed, one text per input, not all empty."""
        raise NotImplementedError

    def typed(self, field: FieldDefinition, value: Any) -> dict[str, str]:
        """A value as one types it, by input; `read` gives the same value back."""
        return {field.field: str(value)}

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """A value as a person reads it."""
        return str(value)

    def options(self, field: FieldDefinition, language: str, words: Words) -> list[tuple[str, str]]:
        """What there is to choose from, code and words."""
        return []

    def fact(self, field: FieldDefinition, value: Any) -> Any:
        """What conditions see of a value."""
        return value

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """The JSON Schema of a value."""
        return {"type": "string", "minLength": 1, "maxLength": field.longest}

    def from_json(self, field: FieldDefinition, value: Any, today: date) -> Any:
        """The value to store for one that came as JSON; the same rules hold as for a form.

        Raises:
            Invalid: it is not of this kind, or not acceptable; `reader` says why, `fields` where it lies in rows.
        """
        if not self.fits(field, value):
            raise Invalid(reader=_("This is not the kind of value that is asked for here."))
        return self.read(field, self.typed(field, value), today)

    def fits(self, field: FieldDefinition, value: Any) -> bool:
        """Whether a JSON value has the shape that `typed` needs."""
        return isinstance(value, str)

    def sample(self, field: FieldDefinition, random: Random, today: date) -> Any:
        """Some value that `read` accepts; for kinds of files the bytes of one."""
        raise NotImplementedError
