"""What is written to applicants about their money: receipts, and what is paid back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from legation.ground.languages.api import format_money
from legation.ground.outbox import api as outbox
from legation.ground.statements import Select
from legation.messaging import api as messaging
from legation.payments import api as payments
from legation.payments.till import api as till
from legation.procedures.models import Application
from legation.procedures.services.handing_in import party_details
from legation.procedures.services.settle_difference import is_difference
from legation.procedures.telling import filled

Body = outbox.Body

# an application whose applicant was forgotten has none to join, and nobody to write to
_APPLICATIONS = Select(Application, "procedures_application.reference IN %l", join="applicant")


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
    application = _paid_for(body["reference"])
    if application is None or application.applicant is None:
        return
    person, language = party_details(application.applicant), application.language
    values = {
        "money": format_money(body["amount"], body["currency"], language), "reference": application.reference,
    }  # fmt: skip
    with override(language):
        said = filled(str(text), values)
        greeting, way = filled(str(_("Dear {name},")), {"name": person["name"]}), str(_("Where it stands:"))
        letter = messaging.Letter(
            key=f"{body['refund']}:{kind}", reference=application.reference, to=person["email"], language=language,
            subject=str(subject), body=f"{greeting}\n\n{said}\n\n{way} {settings.LEGATION_ADDRESS}/{language}/status/",
        )  # fmt: skip
    messaging.send(letter, at=timezone.now())


def _paid_for(reference: str) -> Application | None:
    """The application whose fee, or what a correction of it made dearer, is asked for under a payment's reference."""
    rows, named = Application.objects.select_related("applicant"), reference.partition("/")[0]
    its = Q(cases__reference=named) if is_difference(reference) else Q(reference=named)
    return rows.filter(its).first() if named else None


def receipt_written(body: Body, _prepared: Any) -> None:
    """The link to a receipt goes to the applicant; who paid for something else is given it on paper alone."""
    application = _paid_for(body["reference"])
    if application is None or application.applicant is None:
        return
    said = _("Money was paid back for {reference}. Here is the receipt {number}:") if body["back"] else _(
        "The fee for {reference} was paid. Here is the receipt {number}:")  # fmt: skip
    values = {"reference": application.reference, "number": body["number"], "address": body["address"]}
    messaging.send(_receipt(application, said, values, key=body["key"]), at=timezone.now())


def send_receipts(references: Iterable[str], *, at: datetime) -> None:
    """Send the link to the receipt of each payment that was made online; the cash desk sends its own.

    Must be called inside the transaction that carries on what was paid.
    """
    paid = {reference: each for reference, each in payments.find_all(list(references)).items() if till.is_online(each)}
    found = {each.reference: each for each in _APPLICATIONS.all([name for name in paid if not is_difference(name)])}
    found |= {name: each for name in paid if is_difference(name) and (each := _paid_for(name)) and each.applicant}
    messaging.send(*(_online_receipt(found[name], paid[name]) for name in found), at=at)


def _online_receipt(application: Application, payment: payments.PaymentView) -> messaging.Letter:
    language = application.language
    values = {
        "number": payment.reference, "reference": application.reference,
        "money": format_money(payment.amount, payment.currency, language),
        "address": till.address_online(payment.reference, language),
    }  # fmt: skip
    said = _("Your payment of {money} for {reference} has arrived. Here is the receipt:")
    return _receipt(application, said, values, key=payment.payment)


def _receipt(application: Application, said: Any, values: dict[str, str], *, key: str) -> messaging.Letter:
    """A letter with a receipt's address; `said` is translated here."""
    person, language = party_details(application.applicant), application.language  # type: ignore[arg-type]
    with override(language):
        greeting = filled(str(_("Dear {name},")), {"name": person["name"]})
        return messaging.Letter(
            key=f"receipt:{key}", reference=application.reference, to=person["email"], language=language,
            subject=filled(str(_("Your receipt {number}")), values),
            body=f"{greeting}\n\n{filled(str(said), values)}\n{values['address']}",
        )  # fmt: skip
