"""What the queue does for cases: carry paid ones on, issue what was granted, tell people."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from legation.ground.people.api import SYSTEM
from legation.messaging import api as messaging
from legation.procedures.answers import all_facts, key_of
from legation.procedures.bundles import open_bundle
from legation.procedures.definitions import issuers
from legation.procedures.definitions.issuers import Granted
from legation.procedures.models import Case, CaseAction
from legation.procedures.selectors import answers_now, note_of
from legation.procedures.services.act import Said, act, settle
from legation.procedures.services.submit import party_details

Body = dict[str, Any]


def paid(body: Body, _prepared: Any) -> None:
    """A payment settled: its application goes on."""
    settle(application=body["reference"], at=timezone.now())


def refused_payment(body: Body, _prepared: Any) -> None:
    """A card was refused: the traveller sees it on the page they return to; nothing else follows."""


@dataclass(frozen=True)
class _Issuing:
    granted: Granted
    made: Any


def _case(reference: str) -> Case:
    rows = Case.objects.everywhere("the queue works for every post").select_related("application__applicant")
    return rows.get(reference=reference)


def prepare_issue(body: Body) -> _Issuing:
    """Typeset, sign and read back what a committed decision grants; no lock is held."""
    case = _case(body["case"])
    opened = open_bundle(case.bundle_id)
    action = CaseAction.objects.get(case=case, number=body["action"])
    key = key_of(case)
    answers = answers_now(case)
    granted = Granted(
        reference=case.reference, decision=bytes(action.digest).hex(), opened=opened, answers=answers,
        facts=all_facts(opened, answers, at=case.application.submitted_at or action.at),
        language=case.application.language, decided_at=action.at, key=key,
    )  # fmt: skip
    return _Issuing(granted, issuers.named(body["issuer"]).prepare(granted, timezone.now()))


def apply_issue(body: Body, prepared: _Issuing) -> None:
    """Write down what was issued, and move the case on."""
    at = timezone.now()
    number = issuers.named(body["issuer"]).apply(prepared.granted, prepared.made, at)
    act(reference=body["case"], verb="issue", by=SYSTEM, at=at, said=Said(body={"document": number}))


def notify(body: Body, _prepared: Any) -> None:
    """Send the applicant the notice of an action, in the language they applied in."""
    case = _case(body["case"])
    if case.application.applicant is None or case.data_key is None:
        return
    opened, language = open_bundle(case.bundle_id), case.application.language
    person = party_details(case.application.applicant)
    values = {
        "name": person["name"], "reference": case.application.reference,
        "status_url": f"{settings.LEGATION_ADDRESS}/{language}/status/",
        "verify_url": f"{settings.LEGATION_ADDRESS}/{language}/verify/",
        "reasons": _reasons(case, body["action"], language),
    }  # fmt: skip
    subject, text = (
        _filled(opened.text(f"notice.{body['notice']}.{part}", language), values) for part in ("subject", "body")
    )
    messaging.send(
        key=f"{case.reference}:{body['action']}", reference=case.reference, to=person["email"],
        language=language, subject=subject, body=text, at=timezone.now(),
    )  # fmt: skip


def _reasons(case: Case, number: int, language: str) -> str:
    """The reasons of an action, one a line, with the officer's own words last."""
    action = CaseAction.objects.get(case=case, number=number)
    opened = open_bundle(case.bundle_id)
    said = [f"- {opened.text(f'reason.{code}', language)}" for code in action.body.get("reasons", [])]
    note = note_of(case, action)
    return "\n".join([*said, *(["", note] if note else [])])


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
