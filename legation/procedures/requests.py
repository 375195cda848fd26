"""What may be asked about one's data, and on which grounds it is granted or refused (GDPR articles 16 and 17)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.procedures.bundles import Opened
from legation.procedures.models import Case, CaseAction

CORRECTION, ERASURE = "correction", "erasure"
KINDS = {CORRECTION: _("Correction"), ERASURE: _("Erasure")}
GRANTED: dict[str, Any] = {"done": _("Corrected as asked"), "not_needed": _("No longer needed: everything was erased")}
GROUNDS: dict[str, Any] = {
    **GRANTED,
    "statutory": _("The law tells us to keep this record"),
    "running": _("The application is not decided yet"),
    "correct": _("What stands there is right"),
}
"""code of a ground -> what it says; those in `GRANTED` grant, the others refuse."""
FITTING = {CORRECTION: ("done", "correct"), ERASURE: ("not_needed", "statutory", "running")}


def is_statutory(opened: Opened, actions: list[CaseAction]) -> bool:
    """Whether a record must be kept: anybody but the applicant has acted in it, by money, rule or decision."""
    return any(opened.transitions[action.verb].by != ["applicant"] for action in actions)


def fitting(opened: Opened, case: Case, actions: list[CaseAction], kind: str) -> list[str]:
    """The grounds that an officer may answer a request with; a statutory record is never erased by one.

    Args:
        actions: all that was done with the case.
    """
    closed = opened.definition.state_named(case.status).phase == "closed"
    shut = {"not_needed"} if is_statutory(opened, actions) or not closed else {"statutory"}
    shut |= {"running"} if closed else {"statutory"}
    return [ground for ground in FITTING[kind] if ground not in shut]
