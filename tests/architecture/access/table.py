"""docs/access.md, read: which row an address belongs to, and what each kind of visitor may do there."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCUMENT = Path(__file__).parents[3] / "docs" / "access.md"
ALL, OWN, REFUSED = "all", "own", "-"


@dataclass(frozen=True)
class Row:
    """One row: an address, or with a star at its end all that begin so; and its cells by visitor."""

    address: str
    cells: dict[str, str]

    def fits(self, address: str) -> bool:
        if self.address.endswith("*"):
            return address.startswith(self.address[:-1])
        return address == self.address


def read_table() -> list[Row]:
    """The rows, those with the longest address first."""
    lines = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("|")]
    start = next(number for number, line in enumerate(lines) if line.startswith("| address |"))
    names = _cells(lines[start])[1:-1]
    found = []
    for line in lines[start + 2 :]:
        address, *cells, _what = _cells(line)
        assert len(cells) == len(names), line
        found.append(Row(address.strip("`"), dict(zip(names, cells, strict=True))))
    return sorted(found, key=lambda row: len(row.address), reverse=True)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def row_of(address: str, rows: list[Row]) -> Row | None:
    """The row that an address belongs to."""
    return next((row for row in rows if row.fits(address)), None)


def written(path: str) -> str:
    """An address of the resolver as the table writes it."""
    return re.sub(r"^en/", "<language>/", path)
