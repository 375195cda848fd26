"""Lists of persons as tables (RFC 4180): read from what spreadsheets write, and written so that they open in them.

What is written out never runs: a cell that a spreadsheet would take for a formula gets an apostrophe before it
(OWASP, CSV Injection). Pure functions.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.ground.states.collation import fold
from legation.procedures.kinds import clean, western_digits

MOST_BYTES = 1024 * 1024
MOST_CELL = 4000
_KEY = re.compile(r"\[([a-z][a-z0-9_]*)\]\s*$")
_DAYS = (
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})"),
    re.compile(r"(?P<d>[0-9]{1,2})\.(?P<m>[0-9]{1,2})\.(?P<y>[0-9]{4})"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Row:
    """One line of a table: its number as a spreadsheet counts, and its cells by column key."""

    number: int
    cells: Mapping[str, str]


def read_table(data: bytes, keys: Sequence[str]) -> list[Row]:
    """The rows of a table below its heads; a head is a key, or any words with a key in square brackets at the end.

    Comma, semicolon or tab between cells; UTF-8 with or without a byte order mark. Empty lines are passed over.

    Raises:
        Invalid: it cannot be read, or its heads are not those that were asked for; `fields` has "row.column".
    """
    lines = _lines(data)
    number = next((n for n, cells in enumerate(lines, start=1) if any(cells)), None)
    if number is None:
        raise Invalid("empty", reader=_("There is nothing in this file."))
    heads = [_key(cell) for cell in lines[number - 1]]
    while heads and not heads[-1]:
        heads.pop()
    wrong = {f"{number}.{head or place}": _("There is no such column. Use the template.")
             for place, head in enumerate(heads, start=1) if head not in keys}  # fmt: skip
    wrong |= {f"{number}.{head}": _("This column stands here twice.") for head in heads if heads.count(head) > 1}
    wrong |= {f"{number}.{key}": _("This column is missing. Use the template.") for key in keys if key not in heads}
    rows = []
    for place, cells in enumerate(lines[number:], start=number + 1):
        if not any(cells):
            continue
        if any(cells[len(heads) :]):
            wrong[f"{place}."] = _("This row has more cells than there are columns.")
        rows.append(Row(place, dict(zip(heads, [*cells, *[""] * len(heads)], strict=False))))
    if wrong:
        raise Invalid("heads", fields=wrong)
    return rows


def _lines(data: bytes) -> list[list[str]]:
    if len(data) > MOST_BYTES:
        raise Invalid("too large", reader=_("The list is larger than 1 MB."))
    text = _decoded(data)
    head = text.partition("\n")[0]
    declared = re.fullmatch(r"sep=(.)\r?", head)
    between = declared[1] if declared else max(",;\t", key=head.count)
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
        lines = [[clean(cell) for cell in cells] for cells in read]
    except csv.Error as error:
        raise Invalid("no table", reader=_("A quotation mark in this list is never closed.")) from error
    if declared:
        lines[0] = []
    if any(len(cell) > MOST_CELL for cells in lines for cell in cells):
        raise Invalid("a cell", reader=_("A cell of this list is too long. Is a quotation mark never closed?"))
    return [[_plain(cell) for cell in cells] for cells in lines]


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
        if "\0" in text:
            raise ValueError("a zero byte")
    except ValueError as error:
        told = _("This is not a list in UTF-8. In your spreadsheet choose “CSV UTF-8” when you save.")
        raise Invalid("not UTF-8", reader=told) from error
    return text


def _key(head: str) -> str:
    found = _KEY.search(head)
    return found[1] if found else head


def _plain(cell: str) -> str:
    """A cell without the apostrophe that we, or a spreadsheet, put before what looks like a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in _FORMULA else cell


def read_day(cell: str) -> str:
    """A date as ISO 8601 from 1990-08-31 or 31.08.1990; with slashes nobody knows which is the month.

    Raises:
        Invalid: it is neither.
    """
    text = western_digits(cell)
    for form in _DAYS:
        if found := form.fullmatch(text):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat()
            except ValueError:
                break
    raise Invalid("no date", reader=_("Write dates as 1990-08-31 or 31.08.1990."))


def read_word(cell: str, words: Iterable[tuple[str, str]]) -> str:
    """The code of a choice that is given by its code or by its words, in any case; else the cell as it is."""
    wanted = fold(cell)
    return next((code for code, word in words if wanted in (fold(code), fold(str(word)))), cell)


def write_table(rows: Iterable[Sequence[object]], *, language: str) -> bytes:
    """Rows as a file that spreadsheets open: UTF-8 with a byte order mark, and what they expect between cells."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter="," if language == "en" else ";")
    for row in rows:
        writer.writerow([harmless(str(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
