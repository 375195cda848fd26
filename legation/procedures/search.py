"""Finding a case at the desk: by reference, passport number or name, in whatever letters and spelling it is typed."""

from datetime import datetime

from legation.ground.audit.api import record_access
from legation.ground.languages.casing import capitals
from legation.ground.people.api import Actor
from legation.ground.posts.api import posts_with_role
from legation.procedures.findable import index_values
from legation.procedures.models import Case, CaseIndex
from legation.procedures.references import tidy_reference

MOST_FOUND = 50


def search(by: Actor, text: str, *, procedure: str, at: datetime) -> list[Case]:
    """The latest cases of a procedure that the actor's posts may read and that have this reference, number or name.

    That they searched is recorded: in which procedure, by the kind of thing, how much was found; what they typed is
    not.
    """
    scoped = Case.objects.known_at(posts_with_role(by)).filter(procedure=procedure, count__gt=0)
    scoped = scoped.select_related("application")
    kind, found = "reference", []
    if reference := tidy_reference(text):
        found = list(scoped.filter(reference=reference) | scoped.filter(application__reference=reference))
    if not found:
        kind, wanted = _wanted(text)
        rows = CaseIndex.objects.filter(purpose=kind, value__in=wanted).order_by("-case").values("case").distinct()
        found = list(scoped.filter(pk__in=rows).order_by("-pk")[:MOST_FOUND])
    record_access(actor=by.name, verb="searched", at=at, body={"by": kind, "found": len(found), "purpose": procedure})
    return found


def _wanted(text: str) -> tuple[str, list[bytes]]:
    """What is looked for: a passport number where there is a digit, else a name."""
    if any(c.isdigit() for c in text):
        return "passport_number", index_values("passport_number", "".join(capitals(text).split()))
    return "name", index_values("name", text)
