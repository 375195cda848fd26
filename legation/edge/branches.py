"""What an edge did with the cases of one application, put on top of what the centre has, if that has not moved on."""

from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction

from legation.edge.rows import Loader, Row, in_order
from legation.edge.stories import Branch
from legation.edge.tables import BY_NAME
from legation.ground.audit.api import GENESIS
from legation.ground.errors import Tampered
from legation.procedures import api as procedures
from legation.procedures.models import Case, CaseAction

FILES = "procedures.CaseFile"
WRITTEN = ("procedures.Remark", "procedures.DataRequest")
ISSUED = ("documents.Document", "documents.Handle", "transparency.Commitment")
_REASON = "an edge node has worked on them"


class Moved(Exception):
    """The centre's chain has gone on since the edge was last told of it."""


def put(branch: Branch, loader: Loader) -> None:
    """Write a branch as it is. Must be called inside a transaction of its own.

    Raises:
        Moved: a case at the centre is not as it was when the edge took it over.
        Tampered: a chain of the edge does not hold.
        IntegrityError: a number or a place is taken.
    """
    actions: dict[str, list[Row]] = {}
    for row in branch.get("procedures.CaseAction", []):
        actions.setdefault(row["case_id"][0], []).append(row)
    for row in branch["procedures.Case"]:
        _check_base(row, sorted(actions.get(row["reference"], []), key=lambda each: each["number"]))
    for table, row in in_order(branch):
        loader.load(table, row)
    for row in branch["procedures.Case"]:
        _check_chain(row["reference"], len(actions.get(row["reference"], [])))
    procedures.reindex_named([row["reference"] for row in branch["procedures.Case"]])


def register(branch: Branch) -> None:
    """What the post issued has left the house, whatever is decided: it stands in the register and goes into the log.

    What was written to each other and scanned at the counter are facts too. A number that another paper has stays that
    one's, and where the case itself is not here nothing can be put beside it: the post's is then in the conflict alone.
    """
    scanned = [row for row in branch.get(FILES, ()) if row["field"].startswith(procedures.SHELF)]
    _write({name: branch[name] for name in ISSUED if name in branch})
    _write({name: branch[name] for name in WRITTEN if name in branch} | {FILES: scanned})


def put_files(branch: Branch) -> None:
    """The files of the post's story, which goes on."""
    _write({FILES: branch.get(FILES, [])})


def _write(rows: Branch) -> None:
    with suppress(IntegrityError, Tampered), transaction.atomic():
        loader = Loader()
        for table, row in in_order(rows):
            loader.load(table, row)


def _check_base(row: Row, actions: list[Row]) -> None:
    """The centre's head is the one on which the edge's first action stands."""
    locked = Case.objects.everywhere(_REASON).select_for_update(of=("self",))
    there = locked.filter(reference=row["reference"]).first()
    count, head = (there.count, bytes(there.head)) if there else (0, GENESIS)
    base = (actions[0]["number"] - 1, actions[0]["previous"]) if actions else (row["count"], row["head"])
    if (count, _encoded(head)) != base:
        raise Moved("moved on")


def _encoded(head: bytes) -> Any:
    """A head as rows say it."""
    field: Any = BY_NAME["procedures.Case"].model._meta.get_field("head")
    return field.value_to_string(Case(head=head))


def _check_chain(reference: str, new: int) -> None:
    """What was written holds together: the new actions, and the case that says where they end."""
    from legation.ground.audit.api import inspect

    case = Case.objects.everywhere(_REASON).get(reference=reference)
    rows = [action.row() for action in CaseAction.objects.filter(case=case).order_by("number", "pk")]
    chain = f"case:{reference}"
    if found := inspect(chain=chain, rows=rows, count=case.count, head=bytes(case.head)):
        raise Tampered(f"{chain} with {new} actions of an edge: {found[0].message}")
