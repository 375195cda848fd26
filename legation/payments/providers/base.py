"""What a payment provider must be able to do for us. A card terminal or a cash desk fits as well as a bank's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from legation.payments.rules import Kind, Money


@dataclass(frozen=True)
class Order:
    """What the provider is asked to collect.

    `attempt` is our name for this try and the idempotency key; `reference` is what the payer may be shown.
    """

    attempt: str
    reference: str
    money: Money
    return_url: str
    language: str


@dataclass(frozen=True)
class Session:
    """What the provider has for one attempt: its own name for it, where to pay, and how it ended if it has.

    `ended` is None while it can still be paid; `code` is the reason of a refusal.
    """

    name: str
    page: str
    money: Money
    ended: Kind | None = None
    code: str = ""


@dataclass(frozen=True)
class Notice:
    """One thing a provider says about an attempt. `key` is the provider's own, None for an answer to our question."""

    key: str | None
    kind: Kind
    attempt: str
    session: str
    money: Money
    code: str = ""


class Provider(Protocol):
    """One way to take money. Calls to it are made outside of any transaction and may be repeated."""

    name: str

    def create_session(self, order: Order) -> Session:
        """Open a place to pay; the same attempt gives the same session.

        Raises:
            Unavailable: the provider does not answer, or not sensibly; it may or may not know of the attempt now.
        """

    def query(self, *, attempt: str, session: str) -> Session | None:
        """What the provider knows of an attempt; `session` is empty if its answer never reached us. None: nothing.

        Raises:
            Unavailable: the provider does not answer, or not sensibly.
        """

    def parse_webhook(self, *, body: bytes, headers: Mapping[str, str], at: datetime) -> Notice:
        """What a message says, once its signature and age are good.

        Raises:
            NotAllowed: forged, or too old or too new at `at`.
            Invalid: signed by the provider, but not a message we can read.
        """

    def origins(self) -> list[str]:
        """Origins of the pages a payer is sent to, as in 'https://pay.example'."""
