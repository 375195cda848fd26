"""docs/access.md, read: which row an address belongs to, and what each kind of visitor may do there."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCUMENT = Path(__file__).parents[3] / "docs" / "access.md"
ALL, OWN, REFUSED = "all", "own", "-"


@dataclass(frozen=True)
class Row:
    """One row: an address, or with a star at its end all that begin so; of one method or of all; its cells by visitor."""

    address: str
    method: str
    cells: dict[str, str]

    def fits(self, address: str, method: str = "") -> bool:
        if method and self.method not in ("", method):
            return False
        if self.address.endswith("*"):
            return address.startswith(self.address[:-1])
        return address == self.address


def read_table() -> list[Row]:
    """The rows in the order in which they are looked at: those of one method first, then the longest address."""
    lines = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("|")]
    start = next(number for number, line in enumerate(lines) if line.startswith("| address |"))
    names = _cells(lines[start])[1:-1]
    found = []
    for line in lines[start + 2 :]:
        told, *cells, _what = _cells(line)
        assert len(cells) == len(names), line
        method, _space, address = told.strip("`").rpartition(" ")
        found.append(Row(address, method.lower(), dict(zip(names, cells, strict=True))))
    return sorted(found, key=lambda row: (bool(row.method), len(row.address)), reverse=True)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def row_of(path: str, method: str, rows: list[Row]) -> Row:
    """The row that an address of the resolver belongs to; a look is a look, whether or not its body is sent along."""
    address = re.sub(r"^en/", "<language>/", path)
    method = "get" if method == "head" else method
    found = next((row for row in rows if row.fits(address, method)), None)
    assert found is not None, f"no row of docs/access.md is about {method.upper()} {address}"
    return found
