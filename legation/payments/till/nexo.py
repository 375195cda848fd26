"""nexo Sale to POI as the house speaks it: messages out, answers read. What is not understood counts as no answer.

Source: the message names of ISO 20022 retailer messages (nexo Sale to POI, version 3.1), in their JSON form.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from legation.ground import lines
from legation.ground.errors import Unavailable
from legation.ground.languages.api import to_major, to_minor
from legation.ground.profile import profile
from legation.payments.rules import Money

VERSION = "3.1"
SECONDS = 6
NO_ANSWER = _(
    "The card terminal does not answer just now. Do not take the card again: look again in a moment, and it says"
    " whether it was charged."
)
Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What a terminal says of a message. `error`: nexo's ErrorCondition, empty when it was done.

    `transaction` is its own name of what it did, `at` its clock.
    """

    error: str
    transaction: str = ""
    money: Money | None = None
    at: datetime | None = None


def service_of(name: str) -> str:
    """The ServiceID of our name: always the same, so that a message that comes twice is done once. Ten characters."""
    return sha256(name.encode()).hexdigest()[:10]


def sale() -> str:
    """Who asks, in nexo's words the Sale system."""
    return f"legation-{profile().code}"


def key() -> str:
    """What is shown to be let in."""
    try:
        return (Path(settings.LEGATION_KEYS) / "terminal.secret").read_text().strip()
    except FileNotFoundError:
        raise Unavailable("terminal.secret is missing", reader=NO_ANSWER) from None


def _send(category: str, poi: str, service: str, body: Json) -> Json:
    header = {
        "ProtocolVersion": VERSION, "MessageClass": "Service", "MessageCategory": category, "MessageType": "Request",
        "ServiceID": service, "SaleID": sale(), "POIID": poi,
    }  # fmt: skip
    sent = json.dumps({"SaleToPOIRequest": {"MessageHeader": header, f"{category}Request": body}}).encode()
    headers = {"Authorization": f"Bearer {key()}", "Content-Type": "application/json"}
    try:
        return lines.ask(f"{settings.LEGATION_TERMINAL}/nexo", sent, headers, seconds=SECONDS)
    except Unavailable as error:
        raise Unavailable(f"terminal {poi}: {error}", reader=NO_ANSWER) from error


def _body(said: Json, category: str, poi: str, service: str) -> Json:
    """The body of an answer to this very message.

    Raises:
        Unavailable: it answers another message, or is none.
    """
    try:
        answer = said["SaleToPOIResponse"]
        header, body = answer["MessageHeader"], answer[f"{category}Response"]
        if (header["ServiceID"], header["POIID"], header["SaleID"]) != (service, poi, sale()):
            raise ValueError("another message is answered")
        if body["Response"]["Result"] not in ("Success", "Failure"):
            raise ValueError("no result")
    except (KeyError, TypeError, ValueError) as error:
        raise Unavailable(f"terminal {poi} answers {error!r}", reader=NO_ANSWER) from error
    found: Json = body
    return found


def _money(amount: object, currency: str) -> Money:
    return Money(to_minor(Decimal(str(amount)), currency), currency)


def _read(body: Json, currency: str) -> Answer:
    try:
        error = "" if body["Response"]["Result"] == "Success" else str(body["Response"].get("ErrorCondition") or "?")
        named = body.get("POIData", {}).get("POITransactionID", {})
        transaction, stamp = str(named.get("TransactionID", ""))[:80], named.get("TimeStamp")
        at = datetime.fromisoformat(stamp) if isinstance(stamp, str) else None
        money = None
        if not error and "PaymentResult" in body:
            told = body["PaymentResult"]["AmountsResp"]
            money = _money(told["AuthorizedAmount"], str(told["Currency"]))
        elif not error and "ReversedAmount" in body:
            money = _money(body["ReversedAmount"], currency)
        return Answer(error[:40], transaction, money, at if at is None or at.tzinfo else at.replace(tzinfo=UTC))
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise Unavailable(f"a terminal's answer cannot be read: {error!r}", reader=NO_ANSWER) from error


def pay(*, poi: str, service: str, reference: str, money: Money) -> Answer:
    """Have a terminal take so much from a card.

    Raises:
        Unavailable: no answer, or one that is not about this: it may or may not have been charged.
    """
    body = {
        "SaleData": {"SaleTransactionID": {"TransactionID": reference, "TimeStamp": datetime.now(UTC).isoformat()}},
        "PaymentTransaction": {
            "AmountsReq": {"Currency": money.currency, "RequestedAmount": float(to_major(money.amount, money.currency))}
        },
    }
    said = _send("Payment", poi, service, body)
    return _read(_body(said, "Payment", poi, service), money.currency)


def reverse(*, poi: str, service: str, reference: str, original: str, money: Money) -> Answer:
    """Have it give so much of an earlier transaction back; errors as of `pay`."""
    body = {
        "SaleData": {"SaleTransactionID": {"TransactionID": reference, "TimeStamp": datetime.now(UTC).isoformat()}},
        "OriginalPOITransaction": {"POITransactionID": {"TransactionID": original}, "POIID": poi},
        "ReversalReason": "MerchantCancel",
        "ReversedAmount": float(to_major(money.amount, money.currency)),
    }
    said = _send("Reversal", poi, service, body)
    return _read(_body(said, "Reversal", poi, service), money.currency)


def status(*, category: str, poi: str, service: str, currency: str) -> Answer:
    """How an earlier message stands; its `error` is InProgress while it is being done, NotFound if it never came.

    Raises:
        Unavailable: no answer.
    """
    mine = secrets.token_hex(5)
    reference = {"MessageCategory": category, "SaleID": sale(), "POIID": poi, "ServiceID": service}
    body = {"ReceiptReprintFlag": False, "MessageReference": reference}
    said = _body(_send("TransactionStatus", poi, mine, body), "TransactionStatus", poi, mine)
    own = _read(said, currency)
    if own.error:
        return own
    try:
        repeated = said["RepeatedMessageResponse"]
        told = {"MessageHeader": repeated["MessageHeader"], **repeated["RepeatedResponseMessageBody"]}
    except (KeyError, TypeError) as error:
        raise Unavailable(f"terminal {poi} repeats nothing: {error!r}", reader=NO_ANSWER) from error
    return _read(_body({"SaleToPOIResponse": told}, category, poi, service), currency)


def abort(*, poi: str, service: str) -> None:
    """Have a terminal stop what it is doing, if it can still; whether it did, `status` says."""
    reference = {"MessageCategory": "Payment", "SaleID": sale(), "POIID": poi, "ServiceID": service}
    _send("Abort", poi, secrets.token_hex(5), {"MessageReference": reference, "AbortReason": "MerchantAbort"})


def day(text: str) -> Json:
    """The acquirer's list of a day."""
    headers = {"Authorization": f"Bearer {key()}"}
    return lines.ask(f"{settings.LEGATION_TERMINAL}/days/{text}", None, headers, seconds=SECONDS)
