"""The door of the payments room. It knows a reference, an amount and a purpose, and never what they are for.

Two effects tell whoever asked for a payment what became of it; register handlers for them with the outbox:
`payments.settled` with {payment, reference}, once per payment, and `payments.refused` with {payment, reference,
attempt, code}, once per refused attempt.
"""

from collections.abc import Mapping
from datetime import datetime

from legation.payments.providers.registry import all_providers
from legation.payments.providers.secret import create_secret
from legation.payments.selectors import PaymentView, payment_by_reference, view_of
from legation.payments.services import receive as _receive
from legation.payments.services import refresh as _refresh
from legation.payments.services import request_payment as _request
from legation.payments.services import start as _start
from legation.payments.services.count_ledger import (
    Balance,
    Income,
    LedgerCheck,
    balances,
    income,
    ledger_check,
)

__all__ = [
    "Balance",
    "Income",
    "LedgerCheck",
    "PaymentView",
    "balances",
    "create_provider_secrets",
    "find",
    "form_action_origins",
    "income",
    "ledger_check",
    "receive",
    "refresh",
    "request_payment",
    "start",
]


def request_payment(*, reference: str, amount: int, currency: str, purpose: str, at: datetime) -> PaymentView:
    """Ask for a payment; asking again for the same gives the same payment.

    Args:
        reference: the caller's name for what is paid, shown to the payer, at most 120 characters.
        amount: minor units of `currency` (ISO 4217), above zero.
        purpose: what the income is counted under, at most 60 characters.

    Raises:
        Conflict: the reference already asks for another amount, currency or purpose.
        Invalid: one of the arguments cannot be.
    """
    return _request.request_payment(reference=reference, amount=amount, currency=currency, purpose=purpose, at=at)


def start(*, payment: str, provider: str, return_url: str, language: str, at: datetime) -> str:
    """The address to send the payer to: the provider's page, or `return_url` when nothing is left to pay.

    Must be called outside any transaction: that somebody is about to pay is committed before the provider is called.
    While an attempt is open, its provider is asked first; its page is used again, whoever is named in `provider`.

    Args:
        return_url: absolute address the provider sends the payer back to, paid or not; at most 500 characters.
        language: ISO 639-1 code the page should be in.

    Raises:
        NotFound: no such payment or provider.
        Unavailable: the provider does not answer; call again later.
    """
    return _start.start(payment=payment, provider=provider, return_url=return_url, language=language, at=at)


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


def find(*, reference: str) -> PaymentView | None:
    """The payment asked for under that reference, if any. Asks nobody."""
    row = payment_by_reference(reference)
    return view_of(row) if row else None


def form_action_origins() -> list[str]:
    """Origins a form with a pay button leads to, for `form-action` in that page's Content-Security-Policy."""
    return [origin for provider in all_providers() for origin in provider.origins()]


def create_provider_secrets() -> bool:
    """Make the secrets shared with built-in providers where they are missing; says whether any was made."""
    return create_secret()
