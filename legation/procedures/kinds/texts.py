"""Kinds that are written in words: names, texts, addresses of mail, the lines of a passport."""

import unicodedata
from datetime import date
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from legation.documents.seals.errors import LetterError, MrzError
from legation.documents.seals.layouts import LAYOUTS, Format
from legation.documents.seals.mrz import Mrz, decode, encode
from legation.documents.seals.spelling import FILLER, transliterate
from legation.ground.errors import Invalid
from legation.ground.languages.api import BY_CODE
from legation.ground.languages.casing import capitals
from legation.ground.states.codes import canonical_nationality
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds.base import Kind, Words, western_digits

_NAMES = ("Ümit", "Élise", "Şəhla", "Zoë", "O'Neill", "van der Merwe", "Анна", "Ngọc")


class Text(Kind):
    """A line, or several."""

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> str:
        """The text, not too long."""
        if len(raw[0]) > field.longest:
            raise Invalid(reader=_("This is too long: %(most)d characters at most.") % {"most": field.longest})
        return raw[0]

    def sample(self, field: FieldDefinition, random: Random, today: date) -> str:
        """A few words."""
        return " ".join(random.choices(("garden", "bridge", "lamp", "river"), k=3))[: field.longest].strip()


class Name(Text):
    """A name as the passport shows it; with `spelled` its machine readable spelling stands beside it.

    Source: ICAO Doc 9303-3 section 6.
    """

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> str:
        """Letters, spaces, hyphens, apostrophes."""
        name = super().parse(field, raw, today)
        if not any(c.isalpha() for c in name):
            raise Invalid(reader=_("Write the name in letters, as the passport shows it."))
        if any(not (c.isalpha() or c in " -'’.·" or unicodedata.category(c).startswith("M")) for c in name):
            raise Invalid(reader=_("A name has letters, spaces, hyphens and apostrophes only."))
        if field.spelled and _spelling(name) is None:
            raise Invalid(reader=_("Write the name in Latin, Cyrillic or Arabic letters, as the passport shows it."))
        return name

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """The name, and how the two lines at the foot of a passport spell it where that is not plain."""
        spelling = _spelling(value) if field.spelled else None
        if not spelling or spelling == capitals(value).replace("-", " "):
            return str(value)
        if BY_CODE[language].direction == "rtl":  # letters of both directions, each isolated (Unicode UAX 9)
            value, spelling = f"\u2068{value}\u2069", f"\u2068{spelling}\u2069"
        return _("%(name)s (in machine readable letters: %(spelling)s)") % {"name": value, "spelling": spelling}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> str:
        """Somebody's."""
        return random.choice(_NAMES)


def _spelling(name: str) -> str | None:
    try:
        return transliterate(name).replace(FILLER, " ")
    except LetterError:
        return None


class Email(Text):
    """An e-mail address."""

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> str:
        """An address that could be one."""
        address = super().parse(field, raw, today)
        try:
            validate_email(address)
        except ValidationError as error:
            raise Invalid(reader=_("Write an e-mail address such as name@example.org.")) from error
        return address

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """With its format."""
        return super().json_schema(field) | {"format": "email"}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> str:
        """At example.org."""
        return f"person{random.randrange(10**6)}@example.org"


_CARDS = (Format.TD1, Format.TD2, Format.TD3)


class MachineReadable(Kind):
    """The lines at the foot of a passport or the back of a card, pasted or typed (Doc 9303-4, 9303-5, 9303-6).

    Stored with a line break between them; conditions see `issuer` and `nationality`.
    """

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> str:
        """Lines whose every check digit holds."""
        letters = capitals(western_digits("".join(raw[0].split()))).replace("«", "<<").replace("‹", "<")
        lines = next(
            ([letters[at : at + each.width] for at in range(0, len(letters), each.width)]
             for each in (LAYOUTS[name] for name in _CARDS) if len(letters) == each.lines * each.width),
            None,
        )  # fmt: skip
        if lines is None:
            raise Invalid(
                reader=_("Copy all lines with their < signs: two of 44, two of 36 or three of 30 characters.")
            )
        try:
            found = decode(lines)
        except MrzError as error:
            raise Invalid(reader=_("These lines have letters A to Z, digits and < only.")) from error
        known = all(canonical_nationality(code) for code in (found.fields.issuer, found.fields.nationality))
        if found.fields.format not in _CARDS or not found.is_consistent or not known:
            raise Invalid(reader=_("A character is not right: compare each with the document. Take care with 0 and O."))
        return "\n".join(lines)

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """Lines with a break between them."""
        return {"type": "string", "pattern": "^[A-Z0-9<]{30,44}(\\n[A-Z0-9<]{30,44}){1,2}$"}

    def fact(self, field: FieldDefinition, value: Any) -> Any:
        """Who issued the document, and to a national of which state."""
        said = decode(value.split("\n")).fields
        return {part: canonical_nationality(getattr(said, part)) or "" for part in ("issuer", "nationality")}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> str:
        """A specimen's."""
        birth = f"{random.randrange(100):02d}{random.randint(1, 12):02d}{random.randint(1, 28):02d}"
        card = random.choice(_CARDS)
        return "\n".join(encode(Mrz(
            format=card, document_code="I" if card is Format.TD1 else "P", issuer="UTO",
            number=f"L{random.randrange(10**8):08d}", nationality="UTO", birth=birth, sex="F", expiry="331231",
            primary="ERIKSSON", secondary="ANNA MARIA",
        )))  # fmt: skip
