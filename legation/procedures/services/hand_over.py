"""Handing over at the counter what was made: to the person or to who acts for them, with what they showed on record."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.documents import api as documents
from legation.ground.audit.api import accesses_to, record_access
from legation.ground.errors import Conflict, Invalid
from legation.ground.people.api import Person
from legation.ground.posts.api import actor_of, roles_of
from legation.procedures.bundles import open_bundle
from legation.procedures.persons import HAND_OVER, HANDED_OVER, case_at_counter, to_hand_over
from legation.procedures.services.act import Said, act

TO = ("holder", "agent")
SHOWN = ("passport", "identity_card", "power_of_attorney")
MOST_NAME = 120


@transaction.atomic
def hand_over(*, reference: str, to: str, shown: str, agent: str, by: Person, at: datetime) -> None:
    """Hand over what was made for a case, once.

    Where its definition has a verb for that, the case takes it, with whom and what they showed in its record; else the
    paper's handing over stands on the officer's chain. The name of an agent is sealed with the case.

    Args:
        to: the `holder`, or an `agent` with a power of attorney.
        agent: the agent's name, as their document shows it.

    Raises:
        NotFound: they do not work on such a case at their posts.
        Invalid: at its field: nobody of these, nothing of these was shown, or an agent without name or power.
        Conflict: nothing waits to be handed over.
    """
    case, name = case_at_counter(by, reference, at=at), agent.strip()[:MOST_NAME]
    wrong = {}
    if to not in TO or shown not in SHOWN:
        wrong["to"] = _("Say to whom, and what they showed.")
    elif to == "agent" and shown != "power_of_attorney":
        wrong["shown"] = _("Who comes for somebody else shows a power of attorney.")
    elif to == "agent" and not name:
        wrong["agent"] = _("Type the name of who comes for them.")
    if wrong:
        raise Invalid("handing over", fields=wrong)
    held, papers = roles_of(by), documents.of_reference(case.reference)
    handed = bool(accesses_to([case.reference], verb=HANDED_OVER, most=1))
    if not to_hand_over(case, papers, handed, held):
        raise Conflict(f"{case.reference}: nothing to hand over")
    transition = open_bundle(case.bundle_id).transitions.get(HAND_OVER)
    body = {"to": to, "shown": shown}
    if transition is not None:
        role = next(role for role in transition.by if case.post_id in held.get(role, ()))
        said = Said(body=body, note=name if to == "agent" else "")
        act(reference=case.reference, verb=HAND_OVER, by=actor_of(by, role), at=at, said=said)
    numbers = [each.number for each in papers if each.revoked_at is None]
    record_access(
        actor=f"person:{by.pk}", verb=HANDED_OVER, at=at, subject=case.reference, body=body | {"papers": numbers}
    )
