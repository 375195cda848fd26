"""Stripe as a provider: Checkout Sessions with PaymentIntents beneath. No card ever comes near this house.

Our names are the idempotency keys. Stripe keeps the answer to a key for a day, errors too.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from legation.ground.errors import Unavailable
from legation.payments.providers.base import (
    Order,
    Refunding,
    RefundOrder,
    Said,
    Session,
    SettlementRow,
)
from legation.payments.providers.stripe import account, currency, reading, settlement, webhook
from legation.payments.providers.stripe.calls import POOR, Declined, every, said, speaking
from legation.payments.providers.wire import NO_ANSWER
from legation.payments.rules import RefundKind

LEAST_OPEN = timedelta(minutes=31)
MOST_TRIES = 60
WHOLE = ["payment_intent.latest_charge"]
_LOCALES = "bg cs da de el en es et fi fil fr hr hu id it ja ko lt lv ms mt nb nl pl pt ro ru sk sl sv th tr vi zh"
LOCALES = frozenset(re.findall("[a-z]+", _LOCALES))


def _asked(order: Order) -> dict[str, Any]:
    """The session to be made, the same for every repetition of one order.

    Stripe opens no page for less than half an hour from now. An order may be repeated until it is over, so its page
    lasts as much longer; who wants it closed on time closes it.
    """
    amount, code = currency.written(order.money)
    price = {"currency": code, "unit_amount": amount, "product_data": {"name": order.reference}}
    names = {"attempt": order.attempt}
    return {
        "mode": "payment",
        "payment_method_types": ["card"],
        "line_items": [{"quantity": 1, "price_data": price}],
        "client_reference_id": order.attempt,
        "metadata": names,
        "payment_intent_data": {"metadata": names},
        "success_url": order.return_url,
        "cancel_url": order.return_url,
        "locale": order.language if order.language in LOCALES else "auto",
        "expires_at": int((order.expires_at + LEAST_OPEN).timestamp()),
        "expand": WHOLE,
    }


def _declined(error: Declined) -> Unavailable:
    return Unavailable(f"Stripe will not: {error.code}", reader=NO_ANSWER)


class Stripe:
    """The account whose API is at LEGATION_STRIPE."""

    name = "stripe"

    def _read(self, found: dict[str, Any]) -> Session:
        with speaking():
            session = reading.session(found)
            if session.page and not session.page.startswith(f"{account.pages()}/"):
                raise ValueError("a page elsewhere than LEGATION_STRIPE_PAGES says")
            return session

    def _retrieve(self, session: str) -> dict[str, Any] | None:
        """A session as it stands, None if there is none."""
        try:
            return said(account.client().v1.checkout.sessions.retrieve, session, params={"expand": WHOLE})[0]
        except Declined as error:
            if error.missing:
                return None
            raise _declined(error) from error

    def create_session(self, order: Order) -> Session:
        try:
            with speaking():
                params = _asked(order)
            found, before = said(account.client().v1.checkout.sessions.create, params=params, key=order.attempt)
        except Declined as error:
            raise _declined(error) from error
        if before:  # what is kept is how it stood then
            found = self._retrieve(str(found["id"])) or found
        return self._read(found)

    def query(self, *, attempt: str, session: str) -> Session | None:
        """Stripe finds a session by its own name only; without one, ordering it again finds it."""
        found = self._retrieve(session) if session else None
        return self._read(found) if found else None

    def close_session(self, *, attempt: str, session: str) -> Session | None:
        """Without its name a session cannot be closed; it ends by itself, and its message says so."""
        if not session:
            return None
        call, key = account.client().v1.checkout.sessions.expire, f"{attempt}.close"
        try:
            return self._read(said(call, session, params={"expand": WHOLE}, key=key)[0])
        except Declined:  # there is none, or it is not open any more
            return self.query(attempt=attempt, session=session)

    def create_refund(self, order: RefundOrder) -> Refunding:
        found = self._retrieve(order.session)
        intent = reading.identity(found.get("payment_intent")) if found else ""
        if not intent:
            return Refunding("", order.money, RefundKind.FAILED, "resource_missing")
        names = {"refund": order.refund}
        with speaking():
            amount, _code = currency.written(order.money)
        params = {"payment_intent": intent, "amount": amount, "metadata": names}
        return self._send(order, params)

    def _send(self, order: RefundOrder, params: dict[str, Any]) -> Refunding:
        """Order a refund. Under a key whose answer was that the account is too poor, it would stay so for a day: only
        then, and only when that is an answer of before, the next key is taken. Nobody can order it twice by that.
        """
        for again in range(MOST_TRIES):
            key = f"{order.refund}.{again}" if again else order.refund
            try:
                found, before = said(account.client().v1.refunds.create, params=params, key=key)
            except Declined as error:
                if error.code not in POOR:
                    return Refunding("", order.money, RefundKind.FAILED, error.code)
                if error.replayed:
                    continue
                return Refunding("", order.money, None, "balance_too_low")
            return self._refund_of(str(found["id"])) if before else self._refunding(found)
        raise Unavailable(f"Stripe was too poor for refund {order.refund} too often today", reader=NO_ANSWER)

    def _refunding(self, found: dict[str, Any]) -> Refunding:
        with speaking():
            return reading.refunding(found)

    def _refund_of(self, name: str) -> Refunding:
        try:
            return self._refunding(said(account.client().v1.refunds.retrieve, name)[0])
        except Declined as error:
            raise _declined(error) from error

    def find_refund(self, order: RefundOrder) -> Refunding | None:
        if order.name:
            return self._refund_of(order.name)
        found = self._retrieve(order.session)
        intent = reading.identity(found.get("payment_intent")) if found else ""
        if not intent:
            return None
        try:
            for one in every(account.client().v1.refunds.list, payment_intent=intent):
                if reading.named(one, "refund") == order.refund:
                    return self._refunding(one)
        except Declined as error:
            raise _declined(error) from error
        return None

    def settlement(self, day: date) -> Iterator[SettlementRow]:
        """Nothing signs these rows but the connection they come over."""
        try:
            yield from settlement.rows(account.client(), day)
        except Declined as error:
            raise _declined(error) from error

    def parse_webhook(self, *, body: bytes, headers: Mapping[str, str], at: datetime) -> Said | None:
        return webhook.parse(body, headers, at, self._session_of)

    def _session_of(self, intent: str) -> tuple[str, str]:
        """Our attempt and the session of a PaymentIntent."""
        try:
            for one in every(account.client().v1.checkout.sessions.list, payment_intent=intent):
                return str(one.get("client_reference_id") or "")[:80], reading.identity(one)
        except Declined:
            pass
        return "", ""

    def origins(self) -> list[str]:
        return [account.pages()]
