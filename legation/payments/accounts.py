"""The accountant's screen: money that belongs to nothing, refunds under way, what did not fit, the parity of days."""

import csv
import uuid
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from legation.ground.errors import Conflict, Invalid, LegationError, NotAllowed, NotFound
from legation.ground.languages.api import current, to_major, to_minor
from legation.ground.people.api import Actor
from legation.ground.posts.api import actor_of, post_names
from legation.ground.posts.policy import staff
from legation.ground.states.names import state_name
from legation.payments import api
from legation.payments.services.count_income import by_label
from legation.payments.services.overview import dispute_for, income_for, moment_of, overview, unmatched_for
from legation.payments.services.permit import ACCOUNTANT

LABELS = ("place", "procedure", "nationality")


def _accountant(request: HttpRequest) -> Actor:
    if ACCOUNTANT not in request.roles:  # type: ignore[attr-defined]
        raise NotAllowed(f"{request.user.pk} is no accountant")
    return actor_of(request.user, ACCOUNTANT)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return datetime.now(UTC).date()


def _words() -> dict[str, str]:
    """The codes of our graph in the reader's words; what is not among them is shown as the provider said it."""
    return {
        "double": _("paid twice"), "other_amount": _("another amount"), "unknown": _("for nothing we know"),
        "refund_failed": _("a refund that came back"), "captured": _("money came"), "refused": _("card refused"),
        "expired": _("page expired"), "refund_pending": _("refund under way"), "refunded": _("refund paid"),
        "dispute_opened": _("disputed"), "dispute_won": _("dispute won"), "dispute_lost": _("dispute lost"),
        "open": _("disputed"), "won": _("dispute won"), "lost": _("dispute lost"), "fees": _("Fees"),
        "losses": _("Losses"), "fraudulent": _("the payer says it was not them"), "duplicate": _("paid twice"),
        "product_not_received": _("the payer says nothing came"), "unrecognized": _("the payer does not know it"),
        "dispute": pgettext("a row of a bank's file", "dispute"), "charge_disputed": _("disputed"),
        "unexpected": _("contradicts what we know"), "mismatch": _("another amount"), "requested": _("being sent"),
        "pending": _("with the bank"), "balance_too_low": _("our balance is too low"),
        "missing_here": _("missing here"), "missing_there": _("missing there"),
        "place": _("By post"), "procedure": _("By procedure"), "nationality": _("By nationality"),
        "payment": pgettext("a row of a bank's file", "payment"),
        "refund": pgettext("a row of a bank's file", "refund"),
    }  # fmt: skip


def _screen(request: HttpRequest, *, error: Any = "", given: dict[str, str] | None = None) -> HttpResponse:
    by, day = _accountant(request), _day(request)
    seen = overview(by=by, day=day)
    context = {
        "seen": seen, "day": day, "words": _words(), "error": error, "given": given or {}, "key": uuid.uuid4().hex,
        "incomes": [(label, by_label(seen.income, label)) for label in LABELS],
        "posts": post_names(current().code), "states": partial(state_name, language=current().code),
    }  # fmt: skip
    return render(request, "payments/accounts.html", context, status=422 if error else 200)


@staff
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Everything an accountant has to look at, on one screen."""
    return _screen(request)


def _one(request: HttpRequest, number: int, *, error: Any = "", given: dict[str, str] | None = None) -> HttpResponse:
    row = unmatched_for(by=_accountant(request), number=number)
    context = {
        "row": row, "came": moment_of(row), "left": row.amount - row.taken, "words": _words(), "error": error,
        "given": given or {}, "key": uuid.uuid4().hex,
    }  # fmt: skip
    return render(request, "payments/unmatched.html", context, status=422 if error else 200)


@staff
@require_safe
def unmatched(request: HttpRequest, pk: int) -> HttpResponse:
    """Unmatched money: where it came from, and what can be done with it."""
    return _one(request, pk)


@staff
@require_safe
def dispute(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A dispute: what was taken back, why, until when the provider hears our side of it."""
    row = dispute_for(by=_accountant(request), key=pk)
    return render(request, "payments/dispute.html", {"row": row, "words": _words()})


@staff
@require_POST
def dispute_done(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a lost dispute off the list."""
    by = _accountant(request)
    dispute_for(by=by, key=pk)
    try:
        api.see_dispute(dispute=str(pk), by=by, at=datetime.now(UTC))
    except Conflict:
        return redirect("accounts_dispute", pk=pk)
    return redirect("accounts")


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:120].strip() for name in ("reference", "amount", "key")}


def _amount(text: str, currency: str) -> int | None:
    """Minor units of what somebody typed; None if they typed nothing.

    Raises:
        Invalid: it is no amount of money.
    """
    if not text:
        return None
    from decimal import Decimal, InvalidOperation

    try:
        amount = Decimal(text.replace(",", "."))
        if not (amount.is_finite() and 0 < amount < 10**12):
            raise ValueError
        return to_minor(amount, currency)
    except (InvalidOperation, ValueError):
        raise Invalid(f"{text!r} is no amount", reader=_("Enter an amount as a number, as in 12.50.")) from None


def _said(error: LegationError) -> Any:
    if isinstance(error, Conflict):
        return _("This cannot be done: less is left than that, or that payment needs no money. Nothing was changed.")
    if isinstance(error, NotFound):
        return _("There is no payment under this reference. Nothing was changed.")
    return error.reader


@staff
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Pay another payment with it."""
    by, given = _accountant(request), _given(request)
    unmatched_for(by=by, number=pk)
    try:
        api.move_unmatched(
            unmatched=pk, reference=given["reference"].upper(), key=given["key"], by=by, at=datetime.now(UTC)
        )
    except (Conflict, Invalid, NotFound) as error:
        return _one(request, pk, error=_said(error), given=given)
    return redirect("accounts")


@staff
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it back to where it came from, whole or in part."""
    by, given = _accountant(request), _given(request)
    row = unmatched_for(by=by, number=pk)
    try:
        amount = _amount(given["amount"], row.currency)
        api.refund_unmatched(unmatched=pk, key=given["key"], by=by, at=datetime.now(UTC), amount=amount)
    except (Conflict, Invalid) as error:
        return _one(request, pk, error=_said(error), given=given)
    return redirect("accounts")


@staff
@require_POST
def refund(request: HttpRequest) -> HttpResponse:
    """Pay back a payment, whole or in part."""
    by, given = _accountant(request), _given(request)
    reference = given["reference"].upper()
    try:
        payment = api.find(reference=reference)
        if payment is None:
            raise NotFound(f"no payment under {reference}")
        amount = _amount(given["amount"], payment.currency)
        api.request_refund(
            reference=reference, reason="accountant", key=given["key"], by=by, at=datetime.now(UTC), amount=amount
        )
    except (Conflict, Invalid, NotFound) as error:
        return _screen(request, error=_said(error), given=given)
    return redirect("accounts")


@staff
@require_safe
def income(request: HttpRequest) -> HttpResponse:
    """A day's income of the accountant's posts as CSV."""
    day = _day(request)
    rows = income_for(by=_accountant(request), since=day, until=day)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="income-{day}.csv"'
    out = csv.writer(answer)
    names = sorted({name for row in rows for name in row.labels})
    out.writerow(["day", "post", "purpose", *names, "currency", "amount"])
    for row in rows:
        labels = [row.labels.get(name, "") for name in names]
        out.writerow([row.day, row.place, row.purpose, *labels, row.currency, to_major(row.amount, row.currency)])
    return answer
