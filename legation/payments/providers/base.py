"""What a payment provider must be able to do for us. A card terminal or a cash desk fits as well as a bank's page.

Everything here may be repeated, and is: an intent is in our books before a provider hears of it, and whoever does not
know whether a call arrived asks (`query`, `find_refund`) before calling again. Names we give (`Order.attempt`,
`RefundOrder.refund`) are idempotency keys and stand in the provider's own records, so that its messages and its
settlement file can be told apart without a name of the provider's that may never have reached us.

How Stripe's objects map, as an example of a provider with other words: an attempt is a Checkout Session with one
PaymentIntent, its name in `client_reference_id` and in the metadata of both; a session's `ended` is CAPTURED for
`succeeded`, EXPIRED for an expired session or a `canceled` intent, else None with `step` CHALLENGE for
`requires_action`, PROCESSING for `processing`, CARD for `requires_payment_method` (`code` then says why the last card
was declined). A declined card does not end a Checkout Session: give no REFUSED for it. A Refund's `succeeded` is
REFUNDED, `failed` and `canceled` are FAILED, `pending` and `requires_action` are PENDING. A Dispute's `needs_response`
and `under_review` are OPENED, since the money is gone by then; `warning_*` is an inquiry that moves none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from legation.payments.disputes import DisputeKind
from legation.payments.rules import Kind, Money, RefundKind


class Step(StrEnum):
    """What an open session waits for. It tells the payer what to do next and changes nothing in our books."""

    CARD = "card"
    CHALLENGE = "challenge"
    PROCESSING = "processing"


class Line(StrEnum):
    """What a row of a settlement file is about."""

    PAYMENT = "payment"
    REFUND = "refund"
    DISPUTE = "dispute"
    FEE = "fee"
    PAYOUT = "payout"


@dataclass(frozen=True)
class Order:
    """What the provider is asked to collect.

    Args:
        attempt: our name for this try and the idempotency key.
        reference: what the payer may be shown.
        return_url: where the payer is sent back to, paid or not.
        language: ISO 639-1 code the page should be in.
        expires_at: when the page should stop taking money; the same for every repetition of one order. A provider
            that knows no such thing, or other limits, does what is nearest: what counts is what it says later.
    """

    attempt: str
    reference: str
    money: Money
    return_url: str
    language: str
    expires_at: datetime


@dataclass(frozen=True)
class Session:
    """What the provider has for one attempt.

    Args:
        name: the provider's own name for it, at most 80 characters; `query` and refunds are asked for under it.
        page: where to pay; may be empty once it has ended. One of more than 500 characters is not kept, but asked
            for again.
        money: what was captured if it has ended so, else what is asked for.
        ended: CAPTURED, REFUSED or EXPIRED; None while it can still be paid.
        code: why a card was refused, in the words of `rules.REFUSALS` where one fits; also of an open session.
        step: what an open session waits for.
        at: when it ended, by the provider's clock, if it says.
    """

    name: str
    page: str
    money: Money
    ended: Kind | None = None
    code: str = ""
    step: Step = Step.CARD
    at: datetime | None = None


@dataclass(frozen=True)
class Notice:
    """One thing a provider says about an attempt: CAPTURED, REFUSED or EXPIRED.

    Args:
        key: the provider's own name for the message, at most 80 characters; None for an answer to our question.
        attempt: our name from `Order`; whatever stood there if it was never ours.
        session: the provider's name, as in `Session.name`.
        at: when it happened, by the provider's clock, if it says.
    """

    key: str | None
    kind: Kind
    attempt: str
    session: str
    money: Money
    code: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class RefundOrder:
    """What the provider is asked to pay back, from one captured session.

    Args:
        refund: our name for this refund and the idempotency key.
        session: the session that was captured, as in `Session.name`.
        money: at most what is left of it; several refunds of one session are possible.
        name: the provider's own name for it if an answer ever reached us, else empty.
    """

    refund: str
    session: str
    money: Money
    name: str = ""


@dataclass(frozen=True)
class Refunding:
    """What the provider has for one refund.

    Args:
        name: the provider's own name for it, at most 80 characters.
        kind: PENDING, REFUNDED or FAILED; None when it was not taken at all just now and there is nothing at the
            provider, as when our balance there is too low: the same order is sent again later.
        code: why it failed or was not taken, as in 'balance_too_low' or 'card_closed'.
        at: when it came to that, by the provider's clock, if it says.
    """

    name: str
    money: Money
    kind: RefundKind | None
    code: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class RefundNotice:
    """One thing a provider says about a refund.

    Args:
        key: the provider's own name for the message; None for an answer to our question.
        refund: our name from `RefundOrder`; empty if it was made at the provider without us.
        name: the provider's own name for the refund.
        attempt: our name of the attempt it pays back, empty if the provider does not say: with it, a refund made
            at the provider without us is taken into our books.
    """

    key: str | None
    kind: RefundKind
    refund: str
    name: str
    money: Money
    attempt: str = ""
    code: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class DisputeNotice:
    """One thing a provider says about money that a payer's bank took back.

    Args:
        key: the provider's own name for the message.
        name: the provider's own name for the dispute.
        session: what it is about, as in `Session.name`; empty if the provider does not say.
        attempt: our name of the attempt it is about, empty if there is none.
        code: why, as the provider says.
        answer_by: until when our side of it is heard, if it says.
    """

    key: str | None
    kind: DisputeKind
    name: str
    session: str
    money: Money
    attempt: str = ""
    code: str = ""
    answer_by: datetime | None = None
    at: datetime | None = None


Said = Notice | RefundNotice | DisputeNotice
"""What a message may be."""


@dataclass(frozen=True)
class SettlementRow:
    """One row of what the provider says happened in a day.

    Args:
        line: PAYMENT and REFUND have `reference`; a DISPUTE was taken back by a payer's bank; a FEE was kept back by
            the provider; a PAYOUT went to our bank.
        reference: our name (of the attempt, of the refund), else empty.
        name: the provider's own name for what the row is about: of a PAYMENT's session, of a REFUND, of a DISPUTE, of
            the fee or payout itself.
        money: above zero, whatever its direction. `back`: a refund that came back, a dispute that was won, a fee that
            was given back, a payout that was fetched back.
        at: the provider's clock; its date in UTC is the day of the file.
    """

    line: Line
    reference: str
    name: str
    money: Money
    at: datetime
    back: bool = False


class Provider(Protocol):
    """One way to take money. Calls to it are made outside of any transaction and may be repeated.

    Every call raises Unavailable when the provider does not answer, or not sensibly: it may or may not have done
    what was asked, and is asked about it before it is called again.
    """

    name: str

    def create_session(self, order: Order) -> Session:
        """Open a place to pay; the same order gives the same session, however it stands by then."""

    def query(self, *, attempt: str, session: str) -> Session | None:
        """What the provider knows of an attempt; `session` is empty if its answer never reached us.

        None: nothing, or it can only be found by its name; `create_session` is then called again and must not open
        a second one.
        """

    def close_session(self, *, attempt: str, session: str) -> Session | None:
        """Stop taking money for an attempt; gives how it stands now, which may be CAPTURED: somebody was quicker.

        None: the provider has no such session.
        """

    def create_refund(self, order: RefundOrder) -> Refunding:
        """Pay back; the same order gives the same refund. Called after `find_refund` gave None."""

    def find_refund(self, order: RefundOrder) -> Refunding | None:
        """What the provider knows of a refund. None: nothing; it is safe to order it."""

    def settlement(self, day: date) -> Iterator[SettlementRow]:
        """Every row of a day in UTC, read page by page; the day should be over.

        Raises:
            NotAllowed: the file is not signed as this provider signs.
        """

    def parse_webhook(self, *, body: bytes, headers: Mapping[str, str], at: datetime) -> Said | None:
        """What a message says, once its signature and age are good. None: genuine, but nothing that concerns us.

        Raises:
            NotAllowed: forged, or too old or too new at `at`.
            Invalid: signed by the provider, but not a message we can read.
        """

    def origins(self) -> list[str]:
        """Origins of the pages a payer is sent to, as in 'https://pay.example'."""
