"""Taking cash for a payment that is asked for, paying back, and the receipt."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from legation.ground.errors import Conflict, Invalid, LegationError, NotFound, Unavailable
from legation.ground.languages.api import BY_CODE, current
from legation.ground.posts.policy import staff
from legation.ground.profile import profile
from legation.payments.models import Payment
from legation.payments.rules import Money, State
from legation.payments.till import api, selectors
from legation.payments.till.counting import amount_of
from legation.payments.till.pages import desk
from legation.payments.till.pages.common import cashier_at, now, page, seen_by
from legation.payments.till.pages.receipts import copies
from legation.payments.till.permit import CASHIER
from legation.payments.till.rules import TERMINAL
from legation.payments.till.services.send_to_terminal import ask_terminal
from legation.payments.till.services.take_cash import payment_at
from legation.payments.till.terminal import takes_cards

WAIT_SECONDS = "4"
_WRONG = (Conflict, Invalid, Unavailable)


def reference_in(text: str) -> str:
    """The reference in what a scanner typed: itself, or the last part of an address that was scanned."""
    parts = [part for part in text.strip().split("?")[0].split("/") if part]
    return (parts[-1] if parts and "://" in text else text.strip()).upper()[:120]


def unknown(reference: str) -> Invalid:
    """What is said where no payment of the post has a reference."""
    return Invalid(f"no payment {reference[:60]!r}", reader=_("No payment of this post has this reference."))


def _languages() -> list[tuple[str, str]]:
    return [(code, BY_CODE[code].name) for code in profile().languages if code in BY_CODE]


def show(
    request: HttpRequest, post: str, row: Payment, error: LegationError | None = None, **more: Any
) -> HttpResponse:
    """A payment at the desk: what is due in the drawer's money, or that it is paid."""
    by, asked = seen_by(request, post), None
    on_terminal = by.role == CASHIER and row.provider == TERMINAL and row.state == State.PENDING
    if by.role == CASHIER and row.provider == TERMINAL:
        ask_terminal(row, by=by, at=now())
    if row.state not in (State.SETTLED, State.EXPIRED):
        try:
            asked = api.quote(Money(row.amount, row.currency), place=post, at=now())
        except Conflict as found:
            error = error or found
    waits = on_terminal and row.state == State.PENDING
    answer = page(
        request, "payment", post, payment=row, waits=waits, has_terminal=takes_cards(post), why=_why(row),
        asked=asked, error=error, receipt_languages=_languages(),
        receipt_language=more.get("language") or current().code, tendered=more.get("tendered", ""),
        slips=selectors.slips_of(row.pk),
        drawer=api.drawer_of(by.person, post) if by.role == CASHIER and by.person else None,
        is_cashier=by.role == CASHIER,
    )  # fmt: skip
    if waits:
        answer["Refresh"] = WAIT_SECONDS
    return answer


def _why(row: Payment) -> str:
    """Why the terminal took nothing the last time, in the reader's words; empty if it did, or was not asked."""
    if row.state in (State.SETTLED, State.PENDING) or row.provider != TERMINAL:
        return ""
    last = row.events.filter(provider=TERMINAL).order_by("-pk").values_list("code", flat=True).first()
    if not last:
        return ""
    return {
        "authentication_failed": _("The PIN was wrong. Nothing was charged."),
        "cancel": _("The payer cancelled it. Nothing was charged."),
        "aborted": _("It was stopped. Nothing was charged."),
    }.get(last, _("The card was refused. Nothing was charged."))


@staff
@require_safe
def payment(request: HttpRequest, post: str) -> HttpResponse:
    """A payment of this post, found by its reference."""
    seen_by(request, post)
    reference = reference_in(request.GET.get("reference", "")[:500])
    try:
        return show(request, post, payment_at(reference, post))
    except NotFound:
        return desk.show(request, post, error=unknown(reference), reference=reference)


@staff
@require_POST
def take(request: HttpRequest, post: str) -> HttpResponse:
    """Take cash for a payment; nothing tendered means: exactly what is due."""
    by, given = cashier_at(request, post), request.POST.dict()
    try:
        row = payment_at(given.get("reference", ""), post)
    except NotFound:
        return desk.show(request, post, error=unknown(given.get("reference", "")))
    language = given.get("language", "")
    language = language if language in profile().languages else current().code
    try:
        due = int(given.get("due", "")) if given.get("due", "").isdigit() else -1
        text = given.get("tendered", "")[:24].strip()
        tendered = amount_of(text, api.cash_currency(post)) if text else due
        slip = api.take_cash(
            place=post, reference=row.reference, tendered=tendered, due=due, language=language, by=by, at=now()
        )
    except _WRONG as error:
        row.refresh_from_db()
        return show(request, post, row, error, language=language, tendered=given.get("tendered", "")[:24])
    return redirect("till_receipt", post=post, year=slip.book.year, name=slip.name)


@staff
@require_POST
def back(request: HttpRequest, post: str, pk: UUID) -> HttpResponse:
    """Hand a refund out of one's drawer."""
    by = cashier_at(request, post)
    try:
        slip = api.pay_back(place=post, refund=pk, by=by, at=now())
    except _WRONG as error:
        return desk.show(request, post, error=error)
    return redirect("till_receipt", post=post, year=slip.book.year, name=slip.name)


@staff
@require_safe
def receipt(request: HttpRequest, post: str, year: int, name: str) -> HttpResponse:
    """A receipt for the payer in their language, and the post's copy in its own; one page on paper."""
    by = seen_by(request, post)
    slip = selectors.slip(post, year, name)
    return page(request, "receipt", post, slip=slip, copies=copies(slip), is_cashier=by.role == CASHIER,
                sent="sent" in request.GET)  # fmt: skip
