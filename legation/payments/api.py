"""The door of the payments room. It knows a reference, an amount and a purpose, and never what they are for.

Effects tell whoever asked for a payment what became of it; register handlers for them with the outbox:
`payments.settled` with {payment, reference}, once per payment, even if it had been closed: who has no use for the
money any more asks for a refund; `payments.refused` with {payment, reference, attempt, code}, once per refused
attempt; `payments.refunded` and `payments.refund_failed` with {refund, payment, reference, amount, currency, reason},
once per refund, with an empty payment and reference for money nobody asked for; `payments.disputed`,
`payments.dispute_won` and `payments.dispute_lost` with {dispute, payment, reference, amount, currency}, once each.
What was issued for disputed money is for people to decide about.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.conf import settings

from legation.ground.people.api import Actor
from legation.ground.together import Together
from legation.payments.providers.registry import all_providers
from legation.payments.providers.secret import create_secret
from legation.payments.providers.stripe import account
from legation.payments.selectors import (
    DisputeView,
    PaymentView,
    RefundView,
    lost_references,
    payment_by_reference,
    payments_by_references,
    shares_of,
    view_of,
)
from legation.payments.services import chase as _chase
from legation.payments.services import close_page as _close_page
from legation.payments.services import close_payment as _close
from legation.payments.services import drop_shares as _drop
from legation.payments.services import move_unmatched as _move
from legation.payments.services import receive as _receive
from legation.payments.services import reconcile as _reconcile
from legation.payments.services import refresh as _refresh
from legation.payments.services import refund_unmatched as _send_back
from legation.payments.services import request_payment as _request
from legation.payments.services import request_refund as _refund
from legation.payments.services import see_dispute as _see
from legation.payments.services import start as _start
from legation.payments.services.chase import Chased
from legation.payments.services.count_income import Cost, LabelledIncome, costs, labelled_income
from legation.payments.services.count_ledger import (
    Balance,
    Income,
    LedgerCheck,
    balances,
    income,
    ledger_check,
)
from legation.payments.services.export_ledger import csv_lines, journal_lines
from legation.payments.services.income_after import TRANSFERS, Earned, income_after
from legation.payments.services.reconcile import Report
from legation.payments.shares import ShareOf

__all__ = [
    "TRANSFERS",
    "Balance",
    "Chased",
    "Cost",
    "DisputeView",
    "Earned",
    "Income",
    "LabelledIncome",
    "LedgerCheck",
    "PaymentView",
    "RefundView",
    "Report",
    "ShareOf",
    "balances",
    "chase",
    "close_page",
    "close_payment",
    "costs",
    "create_provider_secrets",
    "drop_shares",
    "export_ledger",
    "find",
    "find_all",
    "form_action_origins",
    "income",
    "income_after",
    "labelled_income",
    "ledger_check",
    "lost_references",
    "move_unmatched",
    "receive",
    "reconcile",
    "refresh",
    "refund_unmatched",
    "request_payment",
    "request_refund",
    "see_dispute",
    "shares_of",
    "start",
    "usual_provider",
]


def request_payment(
    *, reference: str, amount: int, currency: str, purpose: str, at: datetime, place: str = "",
    labels: Mapping[str, str] | None = None, shares: Sequence[ShareOf] = (), writes: Together | None = None,
) -> PaymentView:  # fmt: skip
    """Ask for a payment; asking again for the same gives the same payment.

    Args:
        reference: the caller's name for what is paid, shown to the payer, at most 120 characters.
        amount: minor units of `currency` (ISO 4217), above zero.
        purpose: what the income is counted under, at most 60 characters.
        place: the post whose accountant sees it, at most 12 characters.
        labels: what income is counted by besides, as in {"nationality": "EGY"}; nothing of who pays.
        shares: what each of several persons owes of it, together `amount`: income is then counted by each of them,
            and less can be asked for (`drop_shares`). Must then be called inside a transaction.
        writes: what it is written with, if not at once; the reference must then be new, and there are no shares.

    Raises:
        Conflict: the reference already asks for another amount, currency or purpose.
        Invalid: one of the arguments cannot be.
    """
    return _request.request_payment(
        reference=reference, amount=amount, currency=currency, purpose=purpose, at=at, place=place, labels=labels,
        shares=shares, writes=writes,
    )  # fmt: skip


def start(*, payment: str, provider: str, return_url: str, language: str, at: datetime, key: str = "") -> str:
    """The address to send the payer to: the provider's page, or `return_url` when nothing is left to pay.

    Must be called outside any transaction: that somebody is about to pay is committed before the provider is called.
    While an attempt is open, its provider is asked first; its page is used again, whoever is named in `provider`.

    Args:
        return_url: absolute address the provider sends the payer back to, paid or not; at most 500 characters.
        language: ISO 639-1 code the page should be in.
        key: the caller's idempotency key, at most 80 characters: the same request under it gets the first answer
            again, whatever has happened since. Without one, a start while a page is open leads to that page.

    Raises:
        NotFound: no such payment or provider.
        Conflict: the payment was closed, or the key was used for another request.
        Unavailable: the provider does not answer; call again later.
    """
    return _start.start(
        payment=payment, provider=provider, return_url=return_url, language=language, at=at, key=key
    )  # fmt: skip


def receive(*, provider: str, body: bytes, headers: Mapping[str, str], at: datetime) -> None:
    """Take in a provider's message. Whatever is genuine is kept, once; it changes something only if it fits.

    Raises:
        NotFound: no such provider.
        TooLarge: more than 64 kB.
        NotAllowed: forged, or its time is more than five minutes from `at`; nothing was written.
        Invalid: genuine but unreadable; nothing was written.
    """
    _receive.receive(provider=provider, body=body, headers=headers, at=at)


def refresh(*, payment: str, at: datetime) -> PaymentView:
    """How a payment stands, having asked the provider if that is open: for a payer who is back before the message.

    Must be called outside any transaction.

    Raises:
        NotFound: no such payment.
        Unavailable: the provider does not answer; `find` still says what we know.
    """
    return _refresh.refresh(payment=payment, at=at)


def request_refund(
    *, reference: str, reason: str, key: str, by: Actor, at: datetime, amount: int | None = None, share: str = ""
) -> RefundView:  # fmt: skip
    """Pay back a settled payment, or part of it. Written here and now; the queue then speaks to the provider.

    Args:
        reason: a word for it, at most 40 characters; comes back in the effects.
        key: the caller's idempotency key, at most 80 characters; the same request under it gives the same refund.
        by: the engine's own SYSTEM, or an accountant of the payment's post.
        amount: minor units; None for all that is left.
        share: the name of the share that it is about: income of that share falls first.

    Raises:
        NotFound: no such payment.
        NotAllowed: `by` may not.
        Conflict: nothing was paid, more is asked for than is left, or the key was used for another request.
    """
    return _refund.request_refund(
        reference=reference, reason=reason, key=key, by=by, at=at, amount=amount, share=share
    )  # fmt: skip


def refund_unmatched(*, unmatched: int, key: str, by: Actor, at: datetime, amount: int | None = None) -> RefundView:
    """Send money back that settled nothing, or part of it; `key`, `by` and errors as in `request_refund`."""
    return _send_back.refund_unmatched(unmatched=unmatched, key=key, by=by, at=at, amount=amount)


def move_unmatched(*, unmatched: int, reference: str, key: str, by: Actor, at: datetime) -> PaymentView:
    """Settle the payment under `reference` with money that settled nothing; what is over stays unmatched.

    Raises:
        NotFound: no such money or payment.
        NotAllowed: `by` is no accountant of the posts of both.
        Conflict: that payment needs no money, there is too little left, or the key was used for another move.
    """
    return _move.move_unmatched(unmatched=unmatched, reference=reference, key=key, by=by, at=at)


def see_dispute(*, dispute: str, by: Actor, at: datetime) -> None:
    """Take a lost dispute off the lists: what was to be done about it is done.

    Raises:
        NotAllowed: `by` is no accountant of the payment's post.
        Conflict: it is not lost.
    """
    _see.see_dispute(dispute=dispute, by=by, at=at)


def close_payment(*, reference: str, at: datetime) -> None:
    """Ask for this payment no more: it cannot be started again. A page that is still open is closed by `chase`;
    money that comes all the same settles the payment, and `payments.settled` tells.
    """
    _close.close_payment(reference=reference, at=at)


def close_page(*, payment: str, at: datetime) -> None:
    """Have the provider close the page that is open, so that less can be asked for: it can be paid no more, or is paid.

    A page that may be about to open, and one whose provider is still busy with the money, stay open. Must be called
    outside any transaction.

    Raises:
        NotFound: no such payment.
        Unavailable: the provider does not answer.
    """
    _close_page.close_page(payment=payment, at=at)


def drop_shares(*, reference: str, shares: Sequence[str], at: datetime) -> None:
    """Ask no more for these shares of a payment: its amount falls by them, and where none is left it is closed.

    While a page is open somebody may be paying the sum, and nothing changes; nor of what is paid or closed. `shares_of`
    says what is asked for.
    """
    _drop.drop_shares(reference=reference, shares=shares, at=at)


def chase(*, at: datetime, most: int = 500) -> Chased:
    """Ask providers about whatever should have ended by now, and end what nobody knows: pages open for two hours or
    left open beside a paid or closed payment, refunds under way, payments nobody has touched for thirty days.

    At most `most` of each a call, the oldest first; a provider that leaves three unanswered is left alone. Must be
    called outside any transaction.
    """
    return _chase.chase(at=at, most=most)


def reconcile(*, provider: str, day: date, at: datetime) -> Report:
    """Compare a provider's file of a day (UTC) with our books row by row, keep a report, and post what it paid out.

    Run again, it compares again and keeps another report; a payout or fee is posted once. Must be called outside any
    transaction.

    Raises:
        NotFound: no such provider.
        Invalid: the day is not over at `at`.
        NotAllowed: the file is not signed by the provider.
        Unavailable: the provider does not answer.
    """
    return _reconcile.reconcile(provider=provider, day=day, at=at)


def export_ledger(*, form: str) -> Iterator[str]:
    """Lines of the whole ledger: 'csv', or 'journal', plain text that Beancount reads and checks. Nothing personal."""
    return journal_lines() if form == "journal" else csv_lines()


def find(*, reference: str) -> PaymentView | None:
    """The payment asked for under that reference, if any. Asks nobody."""
    row = payment_by_reference(reference)
    return view_of(row) if row else None


def find_all(references: Sequence[str]) -> dict[str, PaymentView]:
    """reference -> the payment asked for under it; references without one are not there. Asks nobody."""
    return payments_by_references(references)


def usual_provider() -> str:
    """Name of the provider that new payments are started with, as LEGATION_PROVIDER says."""
    return str(settings.LEGATION_PROVIDER)


def form_action_origins() -> list[str]:
    """Origins a form with a pay button leads to, for `form-action` in that page's Content-Security-Policy."""
    return [origin for provider in all_providers() for origin in provider.origins()]


def create_provider_secrets() -> bool:
    """Make the secrets shared with built-in providers where they are missing; says whether any was made."""
    made = create_secret()
    return (account.has_stand_in() and account.create_stand_in_secrets()) or made
