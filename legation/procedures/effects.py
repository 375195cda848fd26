"""What the queue does for cases: carry paid ones on, issue what was granted, tell people."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from legation.ground.languages.api import format_money
from legation.ground.people.api import SYSTEM
from legation.messaging import api as messaging
from legation.payments import api as payments
from legation.procedures.answers import all_facts, key_of, open_answers
from legation.procedures.bundles import open_bundle
from legation.procedures.definitions import issuers
from legation.procedures.definitions.issuers import Granted
from legation.procedures.models import Application, Case, CaseAction
from legation.procedures.selectors import note_of
from legation.procedures.services.act import Said, act, settle
from legation.procedures.services.submit import party_details

Body = dict[str, Any]
LABELS = ("nationality",)
"""Answers that income is counted by, where a procedure asks them; nothing that tells who somebody is."""


def paid(body: Body, _prepared: Any) -> None:
    """A payment settled: its application goes on."""
    cases = settle(application=body["reference"], at=timezone.now())
    if cases:
        _label(body["reference"], cases[0])


def _label(application: str, case: Case) -> None:
    """Tell payments what this income is counted by: the procedure, where it was handled, and the nationality."""
    labels = {"procedure": open_bundle(case.bundle_id).definition.procedure}
    answers = open_answers(case) if case.data_key is not None else {}
    labels |= {name: str(answers[name]) for name in LABELS if answers.get(name)}
    payments.label_payment(reference=application, place=case.post.code, labels=labels)


def refund_asked(body: Body, _prepared: Any) -> None:
    """Money came for something closed: its applicant hears that it goes back."""
    _tell_of_money(
        body,
        _("Your fee is being paid back"),
        _("Your payment of {money} for {reference} reached us after the application was closed. We do not keep it."
          " It goes back to the card it came from; your bank may take up to ten days to show it."
          " You do not need to do anything."),
        kind="asked",
    )  # fmt: skip


def refunded(body: Body, _prepared: Any) -> None:
    """A refund was paid."""
    _tell_of_money(
        body,
        _("Your money was paid back"),
        _("{money} for {reference} went back to the card it came from. Your bank may take up to ten days to show it."
          " You do not need to do anything."),
        kind="paid",
    )  # fmt: skip


def refund_failed(body: Body, _prepared: Any) -> None:
    """A refund came back to us: an accountant has it on their list."""
    _tell_of_money(
        body,
        _("We could not pay your money back yet"),
        _("The bank of your card did not take {money} for {reference} back. The money is safe: it is with us, and our"
          " accountants will find another way and write to you. You do not need to do anything now."),
        kind="failed",
    )  # fmt: skip


def _tell_of_money(body: Body, subject: Any, text: Any, *, kind: str) -> None:
    """Write to the applicant in their language; `subject` and `text` are translated then."""
    rows = Application.objects.select_related("applicant")
    application = rows.filter(reference=body["reference"]).first() if body["reference"] else None
    if application is None or application.applicant is None:
        return
    person, language = party_details(application.applicant), application.language
    values = {
        "money": format_money(body["amount"], body["currency"], language), "reference": application.reference,
    }  # fmt: skip
    with override(language):
        said = _filled(str(text), values)
        greeting, way = _filled(str(_("Dear {name},")), {"name": person["name"]}), str(_("Where it stands:"))
        messaging.send(
            key=f"{body['refund']}:{kind}", reference=application.reference, to=person["email"], language=language,
            subject=str(subject), body=f"{greeting}\n\n{said}\n\n{way} {settings.LEGATION_ADDRESS}/{language}/status/",
            at=timezone.now(),
        )  # fmt: skip


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
    answers = open_answers(case, key)
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
