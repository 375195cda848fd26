"""What the queue does for cases: carry paid ones on, issue what was granted, tell people."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from legation.ground.outbox import api as outbox
from legation.ground.people.api import SYSTEM
from legation.ground.statements import Select
from legation.messaging import api as messaging
from legation.procedures.answers import all_facts, key_of, open_answers
from legation.procedures.bundles import open_bundle
from legation.procedures.definitions import issuers
from legation.procedures.definitions.issuers import Granted
from legation.procedures.models import Case, CaseAction, Party, Signing
from legation.procedures.money_letters import send_receipts
from legation.procedures.selectors import answers_decided, answers_now, note_of
from legation.procedures.services.act import Changes, Said, act_on, locked
from legation.procedures.services.handing_in import name_in, party_details
from legation.procedures.services.settle import settle_all
from legation.procedures.services.settle_difference import is_difference, settle_difference
from legation.procedures.services.signing_letters import to_signers
from legation.procedures.signing import signings_of
from legation.procedures.telling import News, letters

Body = outbox.Body


def paid(found: list[outbox.Prepared]) -> None:
    """Payments settled, or nothing is left to pay: their applications go on."""
    references = [body["reference"] for body, _prepared in found]
    at = timezone.now()
    for reference in filter(is_difference, references):
        settle_difference(reference=reference, at=at)
    settle_all([each for each in references if not is_difference(each)], at=at)
    send_receipts(references, at=at)


def disputed(body: Body, _prepared: Any) -> None:
    """Money was taken back, or is lost for good: accountants and officers see it; nothing is decided by itself."""


def regained(body: Body, _prepared: Any) -> None:
    """Money is ours again; what had come for something closed goes back now."""
    if body["reference"]:
        settle_all([body["reference"]], at=timezone.now())


def refused_payment(body: Body, _prepared: Any) -> None:
    """A card was refused: the traveller sees it on the page they return to; nothing else follows."""


# the queue works for every post
_CASES = Select(Case, "procedures_case.reference IN %l", join="application")
_ACTIONS = Select(
    CaseAction,
    "procedures_caseaction.case_id IN %l AND procedures_caseaction.number IN %l",
)
_PARTIES = Select(Party, "id IN %l")


def _cases(bodies: list[Body]) -> dict[str, Case]:
    """reference -> case, with its application."""
    return {case.reference: case for case in _CASES.all([body["case"] for body in bodies])}


def _actions(bodies: list[Body], cases: dict[str, Case]) -> list[tuple[Case, CaseAction]]:
    """The case and the action that each body names, in the same order."""
    numbers = sorted({body["action"] for body in bodies})
    rows = {(row.case_id, row.number): row for row in _ACTIONS.all([case.pk for case in cases.values()], numbers)}
    return [(cases[body["case"]], rows[cases[body["case"]].pk, body["action"]]) for body in bodies]


@dataclass(frozen=True)
class _Issuing:
    """What was made for a decision: issuer -> the document."""

    granted: Granted
    made: dict[str, Any]


def prepare_issues(bodies: list[Body]) -> list[_Issuing]:
    """Typeset, sign and read back what committed decisions grant; no lock is held."""
    found = _actions(bodies, _cases(bodies))
    granted = [_granted(case, action) for case, action in found]
    return [
        _Issuing(one, {name: issuers.named(name).prepare(one, timezone.now()) for name in _issuers_in(body)})
        for body, one in zip(bodies, granted, strict=True)
    ]


def _issuers_in(body: Body) -> list[str]:
    """The issuers that are asked for; effects of before there could be several name one."""
    return list(body["issuers"]) if "issuers" in body else [str(body["issuer"])]


def _granted(case: Case, action: CaseAction) -> Granted:
    opened, key = open_bundle(case.bundle_id), key_of(case)
    corrected = opened.definition.replaces(opened.transitions[action.verb])
    answers = answers_now(case) if corrected else answers_decided(case, opened)
    return Granted(
        reference=case.reference, decision=bytes(action.digest).hex(), opened=opened, answers=answers,
        facts=all_facts(opened, answers, at=case.application.submitted_at or action.at),
        language=case.application.language, decided_at=action.at, key=key,
    )  # fmt: skip


def apply_issues(found: list[outbox.Prepared]) -> None:
    """Write down what was issued, and move the cases on."""
    at, changes, numbers = timezone.now(), Changes(), {}
    for body, prepared in found:
        numbers[body["case"]] = [
            issuers.named(name).apply(prepared.granted, made, at) for name, made in prepared.made.items()
        ]
    for case in locked(*numbers):
        first, *others = numbers[case.reference]
        said = Said(body={"document": first, **({"documents": [first, *others]} if others else {})})
        act_on(case, changes, verb="issue", by=SYSTEM, at=at, said=said)
    changes.write()


def notify(found: list[outbox.Prepared]) -> None:
    """Send applicants the notices of actions, each in the language they applied in; who signed is told, too."""
    at, bodies = timezone.now(), [body for body, _prepared in found]
    cases = _cases(bodies)
    actions = _actions(bodies, cases)
    people = {party.pk: party for party in _PARTIES.all(sorted({c.application.applicant_id for c in cases.values()
                                                                if c.application.applicant_id}))}  # fmt: skip
    news = [
        _news(body, case, action, people[case.application.applicant_id])
        for body, (case, action) in zip(bodies, actions, strict=True)
        if case.application.applicant_id in people and case.data_key is not None
    ]
    messaging.send(*letters(news), *to_signers(_signed(actions)), at=at)


def _signed(actions: list[tuple[Case, CaseAction]]) -> list[tuple[Signing, CaseAction]]:
    """Each action with everybody who signed its case."""
    joint = [case for case, _action in actions if open_bundle(case.bundle_id).definition.signatures and case.data_key]
    rows = [row for row in signings_of(joint) if row.agrees]
    return [(row, action) for _case, action in actions for row in rows if row.case_id == action.case_id]


def _news(body: Body, case: Case, action: CaseAction, applicant: Party) -> News:
    person = party_details(applicant)
    about = case.application.size > 1 and action.verb != "submit"
    return News(
        case, key=f"{case.reference}:{body['action']}", what=f"notice.{body['notice']}", name=person["name"],
        email=person["email"], values={"reasons": _reasons(case, action, case.application.language)},
        about=name_in(open_bundle(case.bundle_id), open_answers(case)) if about else "",
    )  # fmt: skip


def _reasons(case: Case, action: CaseAction, language: str) -> str:
    """The reasons of an action, one a line, with the officer's own words last."""
    opened = open_bundle(case.bundle_id)
    said = [f"- {opened.text(f'reason.{code}', language)}" for code in action.body.get("reasons", [])]
    said += [f"- {opened.text(f'field.{name}', language)}" for name in action.body.get("asked", [])]
    note = note_of(case, action)
    return "\n".join([*said, *(["", note] if note else [])])
