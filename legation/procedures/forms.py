"""A page of a definition as the templates draw it: each field with its words, its value and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from legation.ground.languages.api import current
from legation.ground.states.names import nationalities
from legation.procedures.answers import asked_pages, is_asked
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import FieldDefinition, Page
from legation.procedures.kinds import FILE_KINDS, input_names, show
from legation.procedures.selectors import names_one
from legation.web.options import Options

_AUTOCOMPLETE = {
    "surname": "family-name", "given_names": "given-name", "email": "email", "phone": "tel",
    "address": "off", "passport_number": "off",
}  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """One field, ready to draw. `raw` has what was typed, by input name; `value` what is stored."""

    definition: FieldDefinition
    label: str
    help: str | None
    value: Any
    raw: Mapping[str, str]
    error: str | None
    options: Options

    @property
    def id(self) -> str:
        return self.definition.field

    @property
    def is_blank(self) -> bool:
        """Whether nothing of the reader's own is in it, so that it looks the same for everybody."""
        return self.value is None and self.error is None and not self.raw

    @property
    def first_input(self) -> str:
        """The id that an error summary links to."""
        return input_names(self.definition)[0]

    @property
    def autocomplete(self) -> str | None:
        return _AUTOCOMPLETE.get(self.id)

    def typed(self, name: str) -> str:
        """What stands in an input: what was typed last, else what is stored."""
        if name in self.raw:
            return self.raw[name]
        if self.value is None:
            return ""
        if self.definition.kind == "date":
            year, month, day = str(self.value).split("-")
            return {"day": str(int(day)), "month": str(int(month)), "year": year}[name.rsplit("-", 1)[1]]
        return "yes" if self.value is True else str(self.value)


def own_pages(opened: Opened, token: str, answers: Mapping[str, Any], *, at: datetime) -> list[Page]:
    """The pages one fills in behind a link: of a person beside the first only those that ask something of their own."""
    pages = asked_pages(opened, answers, at=at)
    if not names_one(token):
        return pages
    return [page for page in pages if any(not f.fixed and f.field not in opened.shared for f in page.fields)]


def draw_page(
    opened: Opened, page: Page, answers: Mapping[str, Any], *, at: datetime,
    raw: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None,
) -> list[Drawn]:  # fmt: skip
    """The fields of a page that are asked, in order."""
    return [
        draw(opened, each, answers, raw or {}, (errors or {}).get(each.field))
        for each in page.fields
        if is_asked(opened, each.field, answers, at=at) and not (each.fixed and not answers.get(each.field))
    ]


def draw(
    opened: Opened,
    field: FieldDefinition,
    answers: Mapping[str, Any],
    raw: Mapping[str, str],
    error: str | None,
) -> Drawn:
    """One field with its words in the reader's language."""
    language, name = current().code, field.field
    return Drawn(
        definition=field,
        label=opened.text(f"field.{name}", language),
        help=opened.text(f"field.{name}.help", language) or None,
        value=answers.get(name),
        raw=raw,
        error=error,
        options=_countries(language) if field.kind == "country" else opened.options(name, language),
    )


@cache
def _countries(language: str) -> Options:
    return Options((line.code, line.name) for line in nationalities(language))


def shown(opened: Opened, field: FieldDefinition, answers: Mapping[str, Any], language: str) -> str:
    """A stored answer as a person reads it."""
    return show(field, answers.get(field.field), language,
                lambda code: opened.text(f"choice.{field.field}.{code}", language))  # fmt: skip


def rows(
    opened: Opened, page: Page, answers: Mapping[str, Any], language: str, *, at: datetime
) -> list[tuple[str, str, str]]:
    """(field code, label, answer) for a page's summary; pictures and what was not asked are left out."""
    return [
        (field.field, opened.text(f"field.{field.field}", language), shown(opened, field, answers, language))
        for field in page.fields
        if field.kind not in FILE_KINDS
        and is_asked(opened, field.field, answers, at=at)
        and (field.field in answers or field.required)
    ]
