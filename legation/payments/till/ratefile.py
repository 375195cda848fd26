"""Reading reference rates in the shape the European Central Bank publishes: a row a day, a column a currency."""

import csv
import gzip
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from legation.ground.currencies import is_currency
from legation.ground.errors import Invalid
from legation.payments.till.services.enter_rates import Rate

MOST_BYTES = 64 * 1024 * 1024


def _day(text: str) -> date:
    """A day as in '2026-11-27', or as the bank's daily file has it, '27 November 2026'."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return datetime.strptime(text, "%d %B %Y").date()


def _lines(path: Path) -> Iterator[list[str]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        yield from csv.reader(file)


def read_rates(path: Path, *, since: date) -> Iterator[Rate]:
    """The rates of a file from a day on, but for empty cells ('N/A') and currencies that are no more.

    Raises:
        Invalid: with the number of the line that cannot be read.
        OSError: the file cannot be.
    """
    names: list[str] = []
    for number, found in enumerate(_lines(path), 1):
        cells = [cell.strip() for cell in found]
        if number == 1:
            if not cells or cells[0] != "Date":
                raise Invalid("line 1: the first column is not 'Date'")
            names = cells
            continue
        if not any(cells):
            continue
        try:
            day = _day(cells[0])
            if day >= since:
                yield from _row(day, names, cells)
        except (ValueError, InvalidOperation) as error:
            raise Invalid(f"line {number}: {error}") from None


def _row(day: date, names: list[str], cells: list[str]) -> Iterator[Rate]:
    if len(cells) != len(names):
        raise ValueError(f"{len(cells)} cells under {len(names)} names")
    for name, cell in zip(names[1:], cells[1:], strict=True):
        if name and cell not in ("", "N/A") and is_currency(name):
            yield Rate(day, name, Decimal(cell))
