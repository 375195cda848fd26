"""What an action is called to programs that want to be told (`ground.webhooks`), without anybody's data."""

from django.conf import settings

from legation.ground.outbox import api as outbox
from legation.ground.webhooks.api import effect
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import SETTLE_DIFFERENCE, Transition
from legation.procedures.models import Case, CaseAction

_OF_THE_ENGINE = {
    "submit": "case.submitted",
    "settle": "case.paid",
    SETTLE_DIFFERENCE: "case.paid",
    "issue": "document.issued",
}


def events_of(opened: Opened, transition: Transition) -> list[str]:
    """The names of what happens when a transition is taken."""
    state = opened.definition.state_named(transition.to)
    found = [_OF_THE_ENGINE[transition.verb]] if transition.verb in _OF_THE_ENGINE else []
    found += ["case.decided"] if transition.issues or state.refusal else []
    found += ["case.referred"] if state.phase == "officer" and transition.by == ["rule"] else []
    found += ["document.revoked"] if transition.revokes or opened.definition.replaces(transition) else []
    return found or ["case.changed"]


def announced(case: Case, opened: Opened, transition: Transition, action: CaseAction) -> list[outbox.Effect]:
    """What must follow so that the program that began a case is told of an action; nothing for a case of no program."""
    service = case.application.service_id
    if service is None:
        return []
    reference = case.application.reference
    data = {
        "reference": case.reference, "application": reference, "procedure": opened.definition.procedure,
        "status": action.status, "phase": opened.definition.state_named(action.status).phase,
        "links": {"application": f"{settings.LEGATION_ADDRESS}/api/v1/applications/{reference}"},
    }  # fmt: skip
    key = f"{case.reference}:{action.number}"
    return [effect(service=service, events=events_of(opened, transition), key=key, data=data, at=action.at)]
