"""The merchant's side: the calls of Stripe's API that this house makes, and the lists an accountant looks at.

Bodies are forms with brackets, answers JSON; a POST may carry an Idempotency-Key; lists are read with `starting_after`.
"""

import hmac
import re
import secrets
import time
from collections.abc import Callable
from hashlib import sha256

from legation.payments.testbank.api import origin
from legation.payments.testbank.stripe.books import Books, Object
from legation.payments.testbank.stripe.config import Config
from legation.payments.testbank.stripe.errors import StripeProblem, refused, request_name
from legation.payments.testbank.stripe.events import shown
from legation.payments.testbank.stripe.form import nested
from legation.payments.testbank.stripe.keys import once
from legation.payments.testbank.stripe.planted import spoiled
from legation.payments.testbank.stripe.refunds import Refunds
from legation.payments.testbank.stripe.till import Till
from legation.payments.testbank.web import Request, Response, json_response

LEAST_OPEN_SECONDS, MOST_OPEN_SECONDS = 30 * 60, 24 * 3600
MOST_LISTED = 100
KINDS = {
    "checkout/sessions": "checkout.session", "payment_intents": "payment_intent", "charges": "charge",
    "refunds": "refund", "balance_transactions": "balance_transaction", "payouts": "payout", "events": "event",
    "disputes": "dispute",
}  # fmt: skip
_REFERENCES = {"payment_intent": "payment_intent", "latest_charge": "charge", "charge": "charge"}


def _number(value: object, name: str, most: int = 99_999_999) -> int:
    if not isinstance(value, str) or not re.fullmatch("[0-9]{1,12}", value) or not 0 < int(value) <= most:
        raise refused(f"Invalid integer: {str(value)[:40]}", param=name)
    return int(value)


def _words(value: object, name: str) -> dict[str, str]:
    found = value or {}
    if not isinstance(found, dict) or len(found) > 50:
        raise refused("Invalid metadata", param=name)
    if any(not isinstance(text, str) or len(text) > 500 or len(key) > 40 for key, text in found.items()):
        raise refused("Invalid metadata", param=name)
    return found


def _address(value: object, name: str) -> str:
    try:
        origin(str(value or ""))
    except ValueError:
        raise refused("Not a valid URL", param=name, code="url_invalid") from None
    return str(value)


class Api:
    """What the merchant may ask, with its key."""

    def __init__(self, books: Books, config: Config, till: Till, refunds: Refunds) -> None:
        self._books, self._config, self._till, self._refunds = books, config, till, refunds

    def _let_in(self, request: Request) -> None:
        given = request.header("Authorization").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, f"Bearer {self._config.key}".encode()):
            raise StripeProblem(401, {"type": "invalid_request_error", "message": "Invalid API Key provided"})
        if "provider_down" in self._books.store.faults():
            raise StripeProblem(503, {"type": "api_error", "message": "down"})

    def post(self, request: Request, work: Callable[[Object], Object], *, silent: str = "") -> Response:
        """Do some work asked for with a form, once per idempotency key; `silent` is the fault that loses the answer."""
        self._let_in(request)
        asked = nested(request.form)
        expand = asked.pop("expand", [])

        def answered() -> Object:
            return shown(self._expanded(work(asked), expand))

        found = once(self._books.store, request.header("Idempotency-Key"), [request.path, asked], answered)
        if silent in self._books.store.faults():
            raise StripeProblem(504, {"type": "api_error", "message": "timeout"})
        return found

    def get(self, request: Request, kind: str, name: str) -> Response:
        """An object."""
        self._let_in(request)
        asked = nested(request.query)
        self._refunds.move_on()
        said = self._till.named(name) if kind == "checkout.session" else self._books.get(kind, name)
        return json_response(200, shown(self._expanded(said, asked.get("expand", []))), (request_name(),))

    def _expanded(self, said: Object, wanted: object) -> Object:
        """An object with others whole in it, as in 'payment_intent.latest_charge'."""
        for path in wanted if isinstance(wanted, list) else []:
            place = said = dict(said)
            for step in str(path)[:100].split("."):
                found = place.get(step)
                if isinstance(found, str) and (step in _REFERENCES or step == "source"):
                    found = place[step] = self._books.get(_REFERENCES.get(step) or _kind_of(found), found)
                if not isinstance(found, dict):
                    break
                place = found
        return said

    def listed(self, request: Request, address: str) -> Response:
        """A page of a list, newest first."""
        self._let_in(request)
        asked, kind = nested(request.query), KINDS[address]
        limit = _number(asked.get("limit", "10"), "limit", MOST_LISTED)
        created = asked.get("created") or {}
        if not isinstance(created, dict) or not created.keys() <= {"gt", "gte", "lt", "lte"}:
            raise refused("Invalid created", param="created")
        found = self._books.listed(
            kind, limit=limit, after=str(asked.get("starting_after", "")), of=str(asked.get("payment_intent", "")),
            status=str(asked.get("status", "")),
            created={name: _number(value, "created", 2**34) for name, value in created.items()},
        )  # fmt: skip
        more, found = len(found) > limit, found[:limit]
        expand = [str(path).removeprefix("data.") for path in asked.get("expand", [])]
        data = [shown(self._expanded(one, expand)) for one in found]
        if kind == "balance_transaction" and not asked.get("starting_after"):
            data = spoiled(data, self._books.store.faults())
        answer = {"object": "list", "url": f"/v1/{address}", "has_more": more, "data": data}
        return json_response(200, answer, (request_name(),))

    def open(self, asked: Object) -> Object:
        """A new Checkout Session for one thing to be paid with a card."""
        if asked.get("mode") != "payment" or not isinstance(asked.get("line_items"), list):
            raise refused("This stand-in knows mode=payment with one line_items", param="mode")
        try:
            line = asked["line_items"][0]
            price, shown_as = line["price_data"], str(line["price_data"]["product_data"]["name"])[:250]
            intent = asked.get("payment_intent_data") or {}
            metadata = _words(intent.get("metadata"), "payment_intent_data[metadata]")
        except (AttributeError, IndexError, KeyError, TypeError):
            raise refused("Invalid line_items", param="line_items") from None
        amount = _number(price.get("unit_amount"), "unit_amount") * _number(line.get("quantity"), "quantity", 99)
        currency = str(price.get("currency", ""))
        if not re.fullmatch("[a-z]{3}", currency):
            raise refused(f"Invalid currency: {currency[:10]}", param="currency")
        return self._add(asked, amount, currency, shown_as, metadata)

    def _add(self, asked: Object, amount: int, currency: str, shown_as: str, metadata: dict[str, str]) -> Object:
        expires_at, now = (
            _number(asked.get("expires_at", str(int(time.time()) + 86_400)), "expires_at", 2**34),
            time.time(),
        )
        if not now + LEAST_OPEN_SECONDS <= expires_at <= now + MOST_OPEN_SECONDS + 60:
            raise refused(
                "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.", param="expires_at"
            )
        reference = str(asked.get("client_reference_id") or "")
        if len(reference) > 200:
            raise refused("Invalid client_reference_id", param="client_reference_id")
        name = f"cs_test_{secrets.token_hex(24)}"
        said: Object = {
            "id": name, "mode": "payment", "amount_total": amount, "currency": currency, "status": "open",
            "payment_status": "unpaid", "payment_intent": None, "client_reference_id": reference or None,
            "metadata": _words(asked.get("metadata"), "metadata"), "expires_at": expires_at,
            "success_url": _address(asked.get("success_url"), "success_url"),
            "cancel_url": _address(asked.get("cancel_url"), "cancel_url"),
            "locale": str(asked.get("locale", "auto"))[:10],
            "url": f"{self._config.address}/pay/{name}#{_tail(name)}", "payment_method_types": ["card"],
            "_shown": shown_as, "_intent_metadata": metadata, "_last_four": "", "_step": "",
        }  # fmt: skip
        with self._books.writing() as books:
            return books.add("checkout.session", said, due_at=expires_at)

    def refund(self, asked: Object) -> Object:
        """A new refund."""
        amount = _number(asked["amount"], "amount") if "amount" in asked else None
        metadata = _words(asked.get("metadata"), "metadata")
        return self._refunds.create(str(asked.get("payment_intent", "")), amount, metadata)


def _tail(name: str) -> str:
    """Stripe's pages have such long addresses; what stands after the sign means nothing here."""
    return "fid" + sha256(name.encode()).hexdigest() * 7


def _kind_of(name: str) -> str:
    return {"ch": "charge", "re": "refund", "po": "payout", "dp": "dispute"}.get(name.partition("_")[0], "charge")
