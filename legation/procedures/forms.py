"""A page of a definition as the templates draw it: each field with its words, its value and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any, NamedTuple

from legation.ground.languages.api import current
from legation.procedures.answers import asked_pages, is_asked
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import FieldDefinition, Page
from legation.procedures.kinds import (
    FILE_KINDS,
    MEDIA,
    asked_in_row,
    in_row,
    input_names,
    paper_kind,
    row_words,
    show,
    typed,
)
from legation.procedures.selectors import names_one
from legation.web.options import Options

_AUTOCOMPLETE = {
    "surname": "family-name", "given_names": "given-name", "email": "email", "phone": "tel",
    "address": "off", "passport_number": "off",
}  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """One field, ready to draw. `raw` has what was typed, by input name; `value` what is stored; `rows` a group's."""

    definition: FieldDefinition
    label: str
    help: str | None
    value: Any
    raw: Mapping[str, str]
    error: str | None
    options: Options
    text: str = ""
    row_label: str = ""
    rows: "tuple[tuple[Drawn, ...], ...]" = field(default=())

    @property
    def id(self) -> str:
        return self.definition.field

    @property
    def is_blank(self) -> bool:
        """Whether nothing of the reader's own is in it, so that it looks the same for everybody."""
        return self.value is None and self.error is None and not self.raw and self.definition.kind != "group"

    @property
    def first_input(self) -> str:
        """The id that an error summary links to."""
        return _first_input(self.definition)

    @property
    def autocomplete(self) -> str | None:
        return _AUTOCOMPLETE.get(self.id)

    @property
    def media(self) -> str:
        """The types of files that are accepted."""
        return ",".join(MEDIA[each] for each in paper_kind(self.definition).accepts(self.definition))

    @cached_property
    def _stored(self) -> dict[str, str]:
        return {} if self.value is None else typed(self.definition, self.value)

    def typed(self, name: str) -> str:
        """What stands in an input: what was typed last, else what is stored."""
        return self.raw[name] if name in self.raw else self._stored.get(name, "")

    def part(self, part: str) -> str:
        """The same, by the part of a field with several inputs."""
        return self.typed(f"{self.id}-{part}")

    def wrong(self) -> list[tuple[str, str]]:
        """(id to lead to, sentence) for what is wrong with it; for rows, with each of their fields."""
        inner = [pair for row in self.rows for each in row for pair in each.wrong()]
        return inner or ([(self.first_input, f"{self.label}: {self.error}")] if self.error else [])


def _first_input(field: FieldDefinition) -> str:
    if field.kind == "group":
        return f"{field.field}-group"
    return field.field if field.kind == "choices" else input_names(field)[0]


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
        draw(opened, each, answers, raw or {}, errors or {})
        for each in page.fields
        if is_asked(opened, each.field, answers, at=at) and not (each.fixed and not answers.get(each.field))
    ]


def draw(
    opened: Opened, field: FieldDefinition, answers: Mapping[str, Any], raw: Mapping[str, str],
    errors: Mapping[str, str], *, prefix: str = "",
) -> Drawn:  # fmt: skip
    """One field with its words in the reader's language; its inputs and `errors` are named with `prefix`."""
    language, name = current().code, field.field
    here = field.model_copy(update={"field": f"{prefix}{name}"}) if prefix else field
    own = {each: raw[each] for each in input_names(here) if each in raw} if field.kind == "group" else raw
    drawn = Drawn(
        definition=here,
        label=opened.text(f"field.{name}", language),
        help=opened.text(f"field.{name}.help", language) or None,
        value=answers.get(name),
        raw=own,
        error=errors.get(here.field),
        options=opened.options(name, language),
        text=opened.text(f"field.{name}.text", language) if field.kind == "statement" else "",
        row_label=opened.text(f"row.{name}", language) if field.kind == "group" else "",
    )
    return replace(drawn, rows=_rows(opened, drawn, name, errors, language)) if field.kind == "group" else drawn


def _rows(
    opened: Opened, group: Drawn, name: str, errors: Mapping[str, str], language: str
) -> tuple[tuple[Drawn, ...], ...]:
    """The rows of a group: those that were typed last, else those stored, else as many as are needed."""
    asked, today = group.definition, datetime.now(UTC).date()
    known = group.raw or (typed(asked, group.value) if group.value else {})
    typed_last = [int(each.split("-")[1]) + 1 for each in group.raw]
    number = max(typed_last, default=0) if group.raw else len(group.value or ()) or asked.at_least or 0
    return tuple(
        tuple(
            Drawn(
                definition=in_row(asked, row, each),
                label=opened.text(f"row.{name}.{each.field}", language),
                help=opened.text(f"row.{name}.{each.field}.help", language) or None,
                value=None if group.raw or row >= len(group.value or ()) else group.value[row].get(each.field),
                raw=group.raw,
                error=errors.get(f"{asked.field}-{row}-{each.field}"),
                options=opened.options(f"{name}.{each.field}", language),
            )
            for each in asked_in_row(asked, row, known, today=today)
        )
        for row in range(min(number, asked.at_most or 1))
    )


def shown(opened: Opened, field: FieldDefinition, answers: Mapping[str, Any], language: str) -> str:
    """A stored answer as a person reads it."""
    return show(field, answers.get(field.field), language, partial(opened.text, language=language))


class Row(NamedTuple):
    """One line of a summary: its field, label and answer; where its first input stands; a kind to draw it by."""

    field: str
    label: str
    value: str
    place: str
    kind: str


def rows(opened: Opened, page: Page, answers: Mapping[str, Any], language: str, *, at: datetime) -> list[Row]:
    """The lines of a page's summary; files and what was not asked are left out, a group has a line for each answer."""
    found: list[Row] = []
    for each in page.fields:
        name = each.field
        if each.kind in FILE_KINDS or not is_asked(opened, name, answers, at=at):
            continue
        label, value = opened.text(f"field.{name}", language), answers.get(name)
        if each.kind == "group" and value:
            found += _of_rows(opened, each, value, language)
        elif name in answers or each.required:
            found.append(Row(name, label, shown(opened, each, answers, language), _first_input(each), each.kind))
    return found


def _of_rows(opened: Opened, group: FieldDefinition, value: list[dict[str, Any]], language: str) -> list[Row]:
    words = row_words(group, partial(opened.text, language=language))
    one = opened.text(f"row.{group.field}", language)
    return [
        Row(
            group.field, f"{one} {number + 1}: {opened.text(f'row.{group.field}.{each.field}', language)}",
            show(each, row[each.field], language, words), _first_input(in_row(group, number, each)), each.kind,
        )
        for number, row in enumerate(value) for each in group.fields or () if each.field in row
    ]  # fmt: skip


class PaperShown(NamedTuple):
    """A file that a page asks for: its field, label, what was received ('' for nothing), whether it is a picture."""

    field: str
    label: str
    received: str
    is_picture: bool


def papers(opened: Opened, page: Page, answers: Mapping[str, Any], language: str, *, at: datetime) -> list[PaperShown]:
    """The files that a page asks for."""
    return [
        PaperShown(
            each.field, opened.text(f"field.{each.field}", language),
            shown(opened, each, answers, language) if each.field in answers else "",
            answers.get(each.field, {}).get("type", "image/jpeg") == "image/jpeg",
        )
        for each in page.fields if each.kind in FILE_KINDS and is_asked(opened, each.field, answers, at=at)
    ]  # fmt: skip
