"""The one way a case changes: a verb of its definition, by somebody who may, recorded on its chain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from legation.ground.audit.api import canonical
from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.ground.outbox import api as outbox
from legation.ground.people.api import SYSTEM, Actor
from legation.ground.posts.api import posts_with_role
from legation.ground.secrets import seal
from legation.payments import api as payments
from legation.procedures.answers import all_facts, findings, key_of, open_answers
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.definitions import issuers
from legation.procedures.definitions.check import BUILT_IN_ROLES
from legation.procedures.definitions.schema import Transition
from legation.procedures.models import Case, CaseAction

RULE = Actor(role="rule", name="rule")
SEALED_CONTEXT = "action"


@dataclass(frozen=True)
class Said:
    """What comes with an action: reasons by code, a note in words (personal, sealed), plain facts for the record."""

    reasons: Sequence[str] = ()
    note: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def act(*, reference: str, verb: str, by: Actor, at: datetime, said: Said | None = None) -> Case:
    """Do `verb` with a case, and what its rules then do by themselves.

    Raises:
        NotFound: no such case.
        NotAllowed: the definition gives this verb to somebody else, or the case is another post's.
        Conflict: the case is not in a state that allows it (any more).
        Invalid: reasons are missing or unknown.
    """
    rows = Case.objects.everywhere("act checks the post itself").select_for_update()
    case = rows.filter(reference=reference).first()
    if case is None:
        raise NotFound(f"case {reference}")
    opened = open_bundle(case.bundle_id)
    transition = opened.transitions.get(verb)
    said = said or Said()
    if transition is None:
        raise Invalid(f"no verb {verb}")
    _check_actor(case, transition, by)
    if case.status not in transition.from_:
        raise Conflict(f"{reference} is {case.status}, {verb} needs {transition.from_}")
    _check_reasons(opened, transition, said)
    if transition.when and not opened.conditions[transition.when].run(_facts(case, opened, at=at)):
        raise Conflict(f"{reference}: {transition.when} does not hold")
    before = case.status
    append(case, opened, transition, by=by, at=at, said=said)
    follow_rules(case, opened, at=at)
    if _ask_no_more(case, opened, before):
        _close_payment(case, at=at)
    return case


def _check_actor(case: Case, transition: Transition, by: Actor) -> None:
    if by.role not in transition.by:
        raise NotAllowed(f"{by.name} as {by.role} may not {transition.verb}")
    if by.role not in BUILT_IN_ROLES and case.post_id not in posts_with_role(by):
        raise NotAllowed(f"{by.name} does not hold {by.role} at the case's post")


def _check_reasons(opened: Opened, transition: Transition, said: Said) -> None:
    if transition.reasons and not said.reasons:
        raise Invalid(f"{transition.verb} needs reasons")
    if unknown := set(said.reasons) - set(opened.definition.refusal_reasons):
        raise Invalid(f"unknown reasons {unknown}")


def _facts(case: Case, opened: Opened, *, at: datetime) -> dict[str, Any]:
    return all_facts(opened, open_answers(case), at=at)


def append(case: Case, opened: Opened, transition: Transition, *, by: Actor, at: datetime, said: Said) -> CaseAction:
    """Write one action on a locked case's chain, fold the status, and enqueue what follows. No checks."""
    body = {**said.body, **({"reasons": list(said.reasons)} if said.reasons else {})}
    sealed = seal(key_of(case), canonical({"note": said.note}), context=SEALED_CONTEXT) if said.note else None
    action = CaseAction(case=case, at=at, actor=by.name, verb=transition.verb, body=body, status=transition.to,
                        sealed=sealed)  # fmt: skip
    action.chained(chain=f"case:{case.reference}", number=case.count + 1, previous=bytes(case.head))
    action.save(force_insert=True)
    _fold(case, opened, action)
    _enqueue(case, transition, action, at=at)
    return action


def _fold(case: Case, opened: Opened, action: CaseAction) -> None:
    state = opened.definition.state_named(action.status)
    case.status, case.count, case.head = action.status, action.number, action.digest
    case.deadline = action.at + timedelta(hours=state.deadline_hours) if state.deadline_hours else None
    case.closed_at = action.at if state.phase == "closed" else None
    case.save(update_fields=["status", "count", "head", "deadline", "closed_at"])


def _enqueue(case: Case, transition: Transition, action: CaseAction, *, at: datetime) -> None:
    key, body = f"{case.reference}:{action.number}", {"case": case.reference, "action": action.number}
    if transition.notice:
        outbox.enqueue("procedures.notice", key=key, body=body | {"notice": transition.notice}, at=at)
    if transition.issues:
        outbox.enqueue("procedures.issue", key=key, body=body | {"issuer": transition.issues}, at=at)
    if transition.revokes:
        for name in {t.issues for t in open_bundle(case.bundle_id).transitions.values() if t.issues}:
            issuers.named(name).revoke(case.reference, ",".join(action.body.get("reasons", [])), at)


def follow_rules(case: Case, opened: Opened, *, at: datetime) -> None:
    """Take the transitions that belong to rules, first fitting first, until none fits."""
    facts: dict[str, Any] | None = None
    moved = True
    while moved:
        moved = False
        for transition in opened.definition.transitions:
            if transition.by != ["rule"] or case.status not in transition.from_:
                continue
            facts = facts if facts is not None else _facts(case, opened, at=at)
            if transition.when is None or opened.conditions[transition.when].run(facts):
                append(
                    case,
                    opened,
                    transition,
                    by=RULE,
                    at=at,
                    said=Said(body={"findings": findings(opened, facts)}),
                )
                moved = True
                break


def settle(*, application: str, at: datetime) -> list[Case]:
    """Carry every case of a paid application on; a case that was already carried on is left alone.

    Gives the cases as they were before.

    A case that was closed before its money came cannot be carried on: what was paid for it is paid back.
    """
    waiting = Case.objects.everywhere("a payment settles all cases of its application")
    rows = waiting.filter(application__reference=application).select_related("post").order_by("pk")
    cases = list(rows)
    for case in cases:
        opened = open_bundle(case.bundle_id)
        if case.status in opened.transitions["settle"].from_:
            act(reference=case.reference, verb="settle", by=SYSTEM, at=at)
        elif opened.definition.state_named(case.status).phase == "closed":
            _pay_back(case, application, at=at)
    return cases


def _pay_back(case: Case, application: str, *, at: datetime) -> None:
    """Ask for the money of a case that was never carried on, by what its handing in says it costs."""
    actions = {action.verb: action for action in CaseAction.objects.filter(case=case, verb__in=["submit", "settle"])}
    payment = payments.find(reference=application)
    if "settle" in actions or "submit" not in actions or payment is None or payment.settled_at is None:
        return
    refund = payments.request_refund(
        reference=application, amount=actions["submit"].body["amount"], reason=case.status,
        key=f"closed:{case.reference}", by=SYSTEM, at=at,
    )  # fmt: skip
    body = {"refund": refund.refund, "reference": application, "amount": refund.amount, "currency": refund.currency}
    outbox.enqueue("procedures.refund", key=refund.refund, body=body, at=at)


def _close_payment(case: Case, *, at: datetime) -> None:
    """Take no more money for an application none of whose cases waits for it."""
    others = Case.objects.everywhere("all cases of one application share its payment").exclude(pk=case.pk)
    if not others.filter(application=case.application_id, closed_at=None).exists():
        payments.close_payment(reference=case.application.reference, at=at)


def _ask_no_more(case: Case, opened: Opened, before: str) -> bool:
    """Whether this case was waiting for its money, and is closed now."""
    waited = before in opened.transitions["settle"].from_
    return waited and opened.definition.state_named(case.status).phase == "closed"
