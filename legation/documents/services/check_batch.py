"""A carrier's passenger list, as CSV: every row checked, what is wrong told by row and column."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime

from legation.documents.services.check_travel import Asked, Told, check_travel
from legation.ground.tokens.api import Holder

MOST_BYTES, MOST_ROWS = 1024 * 1024, 5000
COLUMNS = ("document_number", "passport_number", "nationality")
_SHAPES = {
    "document_number": re.compile(r"[A-Za-z0-9 -]{1,40}"), "passport_number": re.compile(r"[A-Za-z0-9 <-]{1,40}"),
    "nationality": re.compile(r"([A-Za-z]{1,3})?"),
}  # fmt: skip


@dataclass(frozen=True)
class Mistake:
    """What is wrong where: rows count from 1, the heading's; `column` is empty for the whole row or file."""

    row: int
    column: str
    code: str


def check_batch(data: bytes, *, by: Holder, at: datetime) -> tuple[list[tuple[int, Told]], list[Mistake]]:
    """The answers of the rows that can be asked, by row, and the mistakes of those that cannot.

    Raises:
        NotAllowed: the token is not for this.
    """
    asked, mistakes = read_rows(data)
    told = check_travel([question for _row, question in asked], by=by, at=at)
    return [(row, each) for (row, _question), each in zip(asked, told, strict=True)], mistakes


def read_rows(data: bytes) -> tuple[list[tuple[int, Asked]], list[Mistake]]:
    """The questions in a file, by row, and its mistakes; one that is no CSV with our heading has no questions."""
    if len(data) > MOST_BYTES:
        return [], [Mistake(1, "", "file_too_large")]
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return [], [Mistake(1, "", "no_csv")]
    heading = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in COLUMNS[:2] if name not in heading]
    doubled = {name for name in heading if name in COLUMNS and heading.count(name) > 1}
    if missing or doubled:
        found = [Mistake(1, name, "column_missing") for name in missing]
        return [], found + [Mistake(1, name, "column_twice") for name in sorted(doubled)]
    if len(rows) > MOST_ROWS + 1:
        return [], [Mistake(MOST_ROWS + 2, "", "too_many_rows")]
    return _questions(heading, rows[1:])


def _questions(heading: list[str], rows: list[list[str]]) -> tuple[list[tuple[int, Asked]], list[Mistake]]:
    asked, mistakes = [], []
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(heading):
            mistakes.append(Mistake(number, "", "wrong_number_of_cells"))
            continue
        cells = {name: cell.strip() for name, cell in zip(heading, row, strict=True)}
        values = {name: cells.get(name, "") for name in COLUMNS}
        wrong = [name for name, value in values.items() if not _SHAPES[name].fullmatch(value)]
        mistakes += [Mistake(number, name, "missing" if not values[name] else "malformed") for name in wrong]
        if not wrong:
            asked.append((number, Asked(*values.values())))
    return asked, mistakes
