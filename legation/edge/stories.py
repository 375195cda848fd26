"""Both stories of what is in conflict: what the edge did and what the centre did, from where they parted."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from legation.edge.models import Conflict
from legation.edge.rows import Row
from legation.ground.audit.api import canonical
from legation.ground.errors import Tampered
from legation.ground.secrets import instance_key, seal, unseal
from legation.procedures.models import Case, CaseAction

Branch = dict[str, list[Row]]
_REASON = "what two sides went on with is shown to a person of the centre"


@dataclass(frozen=True)
class Story:
    """A case that both sides went on with: the action on which they parted, and what each did from there."""

    case: Case
    parted: int
    centre: list[CaseAction]
    post: list[CaseAction]


def kept(subject: str, branch: Branch) -> bytes:
    """A branch, sealed as a conflict keeps it."""
    return seal(instance_key("edge"), canonical(branch), context=f"edge branch:{subject}")


def branch_of(conflict: Conflict) -> Branch:
    """The edge's rows."""
    found = unseal(instance_key("edge"), bytes(conflict.branch), context=f"edge branch:{conflict.subject}")
    return dict(json.loads(found))


def stories(conflict: Conflict, *, locked: bool = False) -> list[Story]:
    """One for each case of the application that the edge worked on.

    Raises:
        Tampered: a case of it is not here.
    """
    branch = branch_of(conflict)
    rows = Case.objects.everywhere(_REASON).select_related("application").order_by("pk")
    rows = rows.filter(reference__in=[row["reference"] for row in branch["procedures.Case"]])
    cases = {case.reference: case for case in (rows.select_for_update(of=("self",)) if locked else rows)}
    found = []
    for row in branch["procedures.Case"]:
        if row["reference"] not in cases:
            raise Tampered(f"there is no case {row['reference']}")
        case = cases[row["reference"]]
        theirs = [_action(case, each) for each in branch.get("procedures.CaseAction", [])
                  if each["case_id"][0] == case.reference]  # fmt: skip
        theirs.sort(key=lambda action: action.number)
        parted = theirs[0].number - 1 if theirs else case.count
        ours = CaseAction.objects.filter(case=case, number__gt=parted).order_by("number")
        found.append(Story(case, parted, list(ours), theirs))
    return found


def _action(case: Case, row: Row) -> CaseAction:
    """An action of the edge, as it stands on the edge's chain; not saved."""

    def box(name: str) -> bytes | None:
        return base64.b64decode(row[name]) if row[name] is not None else None

    values: dict[str, Any] = {name: row[name] for name in ("number", "actor", "verb", "body", "status")}
    return CaseAction(
        case=case, at=datetime.fromisoformat(row["at"]), previous=box("previous"), digest=box("digest"),
        sealed=box("sealed"), **values,
    )  # fmt: skip
