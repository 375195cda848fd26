"""The one way a case changes: a verb of its definition, by somebody who may, recorded on its chain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from legation.documents import api as documents
from legation.ground import metrics, node, statements
from legation.ground.audit.api import canonical
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.outbox import api as outbox
from legation.ground.people.api import Actor
from legation.ground.posts.api import post_code
from legation.ground.secrets import seal
from legation.ground.together import Together
from legation.procedures import planning
from legation.procedures.answers import all_facts, findings, key_of
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.deadlines import deadline_of
from legation.procedures.definitions import issuers
from legation.procedures.definitions.schema import SETTLE_DIFFERENCE, Transition
from legation.procedures.entries import check_entries
from legation.procedures.events import announced
from legation.procedures.findable import index_values
from legation.procedures.models import Case, CaseAction, CaseIndex, PlannedReminder
from legation.procedures.selectors import actions_of, answers_decided, corrected_by
from legation.procedures.services.annotating import annotated
from legation.procedures.services.ask_less import ask_less
from legation.procedures.services.balance import drop_difference, pay_back_fee
from legation.procedures.services.entering import entered, noted
from legation.procedures.services.handing_over import handed_to
from legation.procedures.services.permit import check_actor, check_eyes, check_hindered, check_said, check_term

RULE = Actor(role="rule", name="rule")
SEALED_CONTEXT = "action"


@dataclass(frozen=True)
class Said:
    """What comes with an action: reasons by code, a note in words (personal, sealed), plain facts for the record.

    `answers` are answers that are set right, field code -> value, parsed; they are sealed as the note is. `asked` are
    the fields that the applicant is asked to set right, `papers` the digests of files that came with it.
    """

    reasons: Sequence[str] = ()
    note: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    asked: Sequence[str] = ()
    papers: Sequence[str] = ()


FOLDED = ("status", "count", "head", "deadline", "closed_at")
"""The fields of a case that its actions fold into; who has it in hand besides, where that changes (`HANDED`)."""
HANDED = "post"


@dataclass
class Changes:
    """What happened to locked cases and is not written yet: actions, the cases they fold into, what must follow."""

    actions: list[CaseAction] = field(default_factory=list)
    cases: dict[int, Case] = field(default_factory=dict)
    effects: list[outbox.Effect] = field(default_factory=list)
    reminders: list[PlannedReminder] = field(default_factory=list)
    handed: bool = False

    def folded(self) -> tuple[str, ...]:
        """The fields of the cases that are to be written."""
        return (*FOLDED, HANDED) if self.handed else FOLDED

    def write(self) -> None:
        """Write everything: of one case in one statement, else in four however many cases there are."""
        if len(self.cases) == 1:
            writes = Together()
            (case,) = self.cases.values()
            writes.update(case, *self.folded())
            writes.insert(*self.actions)
            writes.insert(*self.effects, once=True)
            writes.insert(*self.reminders, once=True)
            writes.write()
        else:
            statements.insert(*self.actions)
            statements.update_all(list(self.cases.values()), *self.folded())
            outbox.enqueue_all(self.effects)
            statements.insert(*self.reminders, once=True)
        self.count(True)

    def count(self, written: bool) -> bool:
        """Count the states that cases came into once that is committed, if it was written; gives whether it was."""
        if written:
            bundles = (open_bundle(self.cases[action.case_id].bundle_id) for action in self.actions)
            moved = [(opened.definition.procedure, action.status)
                     for opened, action in zip(bundles, self.actions, strict=True)]  # fmt: skip
            transaction.on_commit(lambda: metrics.moved(moved))
        return written


# the queue works for every post, the applicant by their own link, and `act_on` checks the post of an officer
_LOCKED = statements.Select(
    Case, "procedures_case.reference IN %l", join="application", order="procedures_case.id",
    lock="FOR NO KEY UPDATE",
)  # fmt: skip


def locked(*references: str) -> list[Case]:
    """Cases held until the transaction ends, always taken in the same order so that nobody waits in a circle.

    Raises:
        NotFound: one of them is no case.
    """
    cases = _LOCKED.all(list(references))
    if len(cases) != len(set(references)):
        raise NotFound(f"cases {references}")
    return cases


def act(*, reference: str, verb: str, by: Actor, at: datetime, said: Said | None = None) -> Case:
    """Do `verb` with a case, and what its rules then do by themselves.

    Raises:
        NotFound: no such case.
        NotAllowed: the definition gives this verb to somebody else, or the case is another post's.
        Conflict: the case is not in a state that allows it (any more).
        Invalid: reasons are missing or unknown, or nothing is corrected, or what this verb may not correct.
    """
    with transaction.atomic():
        (case,) = locked(reference)
        before, count, changes = case.status, case.count, Changes()
        act_on(case, changes, verb=verb, by=by, at=at, said=said)
        changes.write()
        if _ask_no_more(case, before):
            ask_less(case, at=at)
        opened = open_bundle(case.bundle_id)
        if before in opened.definition.owing() and verb != SETTLE_DIFFERENCE:
            drop_difference(case, count, at=at)
        if opened.transitions[verb].refund:
            pay_back_fee(case, opened.transitions[verb], at=at)
    return case


def act_on(case: Case, changes: Changes, *, verb: str, by: Actor, at: datetime, said: Said | None = None) -> None:
    """Do `verb` with a case that is locked; what happened is in `changes`, to be written. Errors as of `act`."""
    opened = open_bundle(case.bundle_id)
    transition = opened.transitions.get(verb)
    said = said or Said()
    if transition is None:
        raise Invalid(f"no verb {verb}")
    check_actor(case, transition, by)
    if case.status not in transition.from_:
        raise Conflict(f"{case.reference} is {case.status}, {verb} needs {transition.from_}")
    check_eyes(case, opened, transition, by)
    check_term(case, transition, at=at)
    check_said(case, opened, transition, said)
    check_hindered(case, transition)
    if transition.when and not opened.conditions[transition.when].run(_facts(case, opened, at=at)):
        raise Conflict(f"{case.reference}: {transition.when} does not hold")
    _check_line(case, transition)
    if transition.issues and opened.of_entries:
        check_entries(case, opened, transition)
    right = _right_from_now(case, opened, transition, said)
    _append(case, changes, opened, transition, by=by, at=at, said=said)
    index_again(case, opened, right)
    noted(case, opened, transition, right, by=by, at=at, reasons=said.reasons)
    _follow_rules(case, changes, opened, at=at, changed=right)


def _right_from_now(case: Case, opened: Opened, transition: Transition, said: Said) -> Mapping[str, Any]:
    """The answers that a transition sets right: what is said, or what waited for the difference that is paid now."""
    if transition.verb == SETTLE_DIFFERENCE:
        return corrected_by(case, actions_of(case)[-1])
    return {} if transition.to in opened.definition.owing() else said.answers


def _facts(case: Case, opened: Opened, *, at: datetime, changed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The facts of a case as it stands, with what was `changed` and is not written yet."""
    return all_facts(opened, answers_decided(case, opened) | dict(changed or {}), at=at)


def _append(
    case: Case, changes: Changes, opened: Opened, transition: Transition, *, by: Actor, at: datetime, said: Said
) -> None:
    """Put one action on a locked case's chain, fold the status, and note what follows. No checks."""
    body = {**said.body, **({"reasons": list(said.reasons)} if said.reasons else {})}
    body |= {"corrected": sorted(said.answers)} if said.answers else {}
    body |= {"asked": list(said.asked)} if said.asked else {}
    if transition.registers:
        body |= {"entry": entered(case, opened, transition, said.answers, by=by, at=at)}
    if transition.annotates:
        body |= {"noted": annotated(case, opened, transition.annotates, said.answers, by=by, at=at)}
    handed = handed_to(case, transition)
    if handed is not None and handed != case.post_id:
        case.post_id, changes.handed = handed, True
        body |= {"handed_to": post_code(handed)}
    personal = {"note": said.note, **({"answers": dict(said.answers)} if said.answers else {}),
                **({"papers": list(said.papers)} if said.papers else {})}  # fmt: skip
    is_sealed = said.note or said.answers or said.papers
    sealed = seal(key_of(case), canonical(personal), context=SEALED_CONTEXT) if is_sealed else None
    action = CaseAction(case=case, at=at, actor=by.name, verb=transition.verb, body=body, status=transition.to,
                        sealed=sealed)  # fmt: skip
    action.chained(chain=f"case:{case.reference}", number=case.count + 1, previous=bytes(case.head))
    _fold(case, opened, action)
    changes.actions.append(action)
    changes.cases[case.pk] = case
    changes.reminders += planning.after(case, opened, verb=transition.verb, at=at)
    _follow(case, changes, transition, action, at=at)
    changes.effects += announced(case, opened, transition, action)


def _fold(case: Case, opened: Opened, action: CaseAction) -> None:
    state = opened.definition.state_named(action.status)
    case.status, case.count, case.head = action.status, action.number, action.digest
    case.deadline = deadline_of(case, state, at=action.at)
    case.closed_at = action.at if state.phase == "closed" else None


def _follow(case: Case, changes: Changes, transition: Transition, action: CaseAction, *, at: datetime) -> None:
    key, body = f"{case.reference}:{action.number}", {"case": case.reference, "action": action.number}
    wanted: dict[str, Any] = {"notice": transition.notice, "issue": transition.issued()}
    names = {"notice": "notice", "issue": "issuers"}
    changes.effects += [
        outbox.effect(f"procedures.{kind}", key=key, body=body | {names[kind]: name}, at=at)
        for kind, name in wanted.items()
        if name
    ]
    opened = open_bundle(case.bundle_id)
    if transition.revokes or opened.definition.replaces(transition):
        why = ",".join(action.body.get("reasons", [])) if transition.revokes else documents.CORRECTED
        for name in sorted({name for t in opened.transitions.values() for name in t.issued()}):
            issuers.named(name).revoke(case.reference, why, at)


def index_again(case: Case, opened: Opened, answers: Mapping[str, Any]) -> None:
    """Let the case be found by what was corrected, and no longer by what was wrong."""
    for name in answers:
        purpose = opened.fields[name].index
        if purpose:
            CaseIndex.objects.filter(case=case, purpose=purpose).delete()
            values = index_values(purpose, str(answers[name]))
            CaseIndex.objects.bulk_create(CaseIndex(case=case, purpose=purpose, value=each) for each in values)


def _follow_rules(
    case: Case, changes: Changes, opened: Opened, *, at: datetime, changed: Mapping[str, Any]
) -> None:  # fmt: skip
    """Take the transitions that belong to rules, first fitting first, until none fits."""
    facts: dict[str, Any] | None = None
    while any(t.by == ["rule"] and case.status in t.from_ for t in opened.definition.transitions):
        facts = facts if facts is not None else _facts(case, opened, at=at, changed=changed)
        transition = next_by_rule(opened, case.status, facts)
        if transition is None:
            return
        said = Said(body={"findings": findings(opened, facts)})
        _append(case, changes, opened, transition, by=RULE, at=at, said=said)


def next_by_rule(opened: Opened, status: str, facts: Mapping[str, Any]) -> Transition | None:
    """The transition that a rule takes from a state under these facts: the first that fits, if any does."""
    return next(
        (
            transition
            for transition in opened.definition.transitions
            if transition.by == ["rule"] and status in transition.from_
            and (transition.when is None or opened.conditions[transition.when].run(facts))
        ),
        None,
    )  # fmt: skip


_OF_APPLICATION = statements.Select(
    Case, "procedures_case.application_id = %s", join="application", order="procedures_case.id",
    lock="FOR NO KEY UPDATE",
)  # fmt: skip


def locked_with(case: Case) -> list[Case]:
    """All cases of the application that a case belongs to, held until the transaction ends, the first first."""
    return _OF_APPLICATION.all(case.application_id)


def _ask_no_more(case: Case, before: str) -> bool:
    """Whether this case was waiting for its money, and is closed now."""
    opened = open_bundle(case.bundle_id)
    waited = before in opened.transitions["settle"].from_
    return waited and opened.definition.state_named(case.status).phase == "closed"


def _check_line(case: Case, transition: Transition) -> None:
    """At an edge node nothing is granted that only the centre can carry out: its effect would wait there for ever."""
    if any(issuers.named(each).at_centre for each in transition.issued()):
        node.at_centre(
            f"{case.reference}: {transition.verb}", reader=_("An entry in a register is made when the line is back.")
        )
