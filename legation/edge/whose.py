"""To which application each row of a package belongs: what is decided together, or is in conflict together."""

from collections.abc import Iterable

from legation.edge.rows import Row
from legation.edge.scope import CASES


class Whose:
    """Reads all rows of a package once; `applications` are the references it has cases of."""

    def __init__(self, rows: Iterable[tuple[str, Row]]) -> None:
        self._of: dict[str, str] = {}
        documents = []
        for table, row in rows:
            if table == "procedures.Case":
                self._of[row["reference"]] = row["application_id"][0]
            elif table == "documents.Document":
                documents.append(row)
        self.applications = set(self._of.values())
        self._of |= {row["number"]: self._of[row["reference"]] for row in documents if row["reference"] in self._of}

    def of(self, table: str, row: Row) -> str | None:
        """The application of a row; None for what belongs to none whose cases are in this package."""
        if table not in CASES:
            return None
        if table == "procedures.Application":
            return str(row["reference"])
        if table == "documents.Handle":
            return self._of.get(row["document_id"][0])
        if "case_id" in row:
            return self._of.get(row["case_id"][0])
        return self._of.get(row.get("reference") or row["body"].get("case", ""))
