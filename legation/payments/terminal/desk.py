"""What the terminal does with a message: takes or refuses a card, gives back, says how something stands, stops."""

import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from legation.payments.terminal.faults import AT_ONCE, ENDS
from legation.payments.terminal.messages import Json, Unreadable, poi_data, response, result
from legation.payments.terminal.store import Done, Store

TICK = 0.1


class Desk:
    """One terminal or several, told apart by their POIID.

    Args:
        seconds: how long a payer takes with their card.
        faults: those switched on; shared with whoever switches them.
    """

    def __init__(self, store: Store, *, seconds: float, faults: set[str]) -> None:
        self._store, self._seconds, self._faults = store, seconds, faults

    def do(self, header: Json, body: Json) -> Json:
        """The answer to a message; one that was done before is answered as it was."""
        category = header["MessageCategory"]
        if category == "TransactionStatus":
            return self._status(header, body)
        if category == "Abort":
            reference = body.get("MessageReference") or {}
            self._store.abort(header["POIID"], header["SaleID"], str(reference.get("ServiceID", "")))
            return {}
        known = self._store.find(*_key(header))
        if known is not None:
            return known.said() if known.answer else response(header, result("InProgress"))
        for fault, condition in AT_ONCE.items():
            if fault in self._faults:
                return response(header, result(condition))
        return self._pay(header, body) if category == "Payment" else self._reverse(header, body)

    def _begun(self, header: Json, reference: str, money: tuple[Decimal, str], original: str = "") -> Done | None:
        poi, sale, service = _key(header)
        new = self._store.begin(
            poi=poi, sale=sale, service=service, category=header["MessageCategory"], reference=reference,
            amount=str(money[0]), currency=money[1], original=original,
        )  # fmt: skip
        return self._store.find(poi, sale, service) if new else None

    def _pay(self, header: Json, body: Json) -> Json:
        try:
            asked = body["PaymentTransaction"]["AmountsReq"]
            reference = str(body["SaleData"]["SaleTransactionID"]["TransactionID"])[:80]
        except (KeyError, TypeError) as error:
            raise Unreadable(repr(error)) from error
        money = _money(asked.get("RequestedAmount"), asked.get("Currency"))
        one = self._begun(header, reference, money)
        if one is None:
            return response(header, result("InProgress"))
        self._wait(one)
        ended = next((ENDS[fault] for fault in ENDS if fault in self._faults), "")
        now = self._store.find(*_key(header))
        if now is not None and now.state == "aborting":
            ended = "Aborted"
        return self._end(header, one, ended, {"PaymentResult": {"AmountsResp": {
            "Currency": money[1], "AuthorizedAmount": float(money[0])}}})  # fmt: skip

    def _wait(self, one: Done) -> None:
        until = time.monotonic() + self._seconds
        while time.monotonic() < until:
            now = self._store.find(one.poi, one.sale, one.service)
            if now is None or now.state != "running":
                return
            time.sleep(TICK)

    def _end(self, header: Json, one: Done, ended: str, more: Json) -> Json:
        stamp = datetime.now(UTC).isoformat(timespec="milliseconds")
        body = result(ended) | poi_data(one.transaction, stamp) | ({} if ended else more)
        answer = response(header, body)
        self._store.end(one, state="failed" if ended else "taken", answer=answer)
        return answer

    def _reverse(self, header: Json, body: Json) -> Json:
        try:
            original = str(body["OriginalPOITransaction"]["POITransactionID"]["TransactionID"])
        except (KeyError, TypeError) as error:
            raise Unreadable(repr(error)) from error
        paid = self._store.taken(original)
        if paid is None:
            return response(header, result("NotFound"))
        left = Decimal(paid.amount) - sum(map(Decimal, self._store.reversed(original)))
        money = _money(body.get("ReversedAmount", left), paid.currency)
        reference = str(body.get("SaleData", {}).get("SaleTransactionID", {}).get("TransactionID", ""))[:80]
        one = self._begun(header, reference, money, original)
        if one is None:
            return response(header, result("InProgress"))
        refused = "Refusal" if "reversal_refused" in self._faults or money[0] > left else ""
        return self._end(header, one, refused, {"ReversedAmount": float(money[0])})

    def _status(self, header: Json, body: Json) -> Json:
        asked = body.get("MessageReference") or {}
        key = (str(asked.get("POIID") or header["POIID"]), str(asked.get("SaleID") or header["SaleID"]))
        one = self._store.find(*key, str(asked.get("ServiceID", "")))
        if one is None:
            return response(header, result("NotFound"))
        if not one.answer:
            return response(header, result("InProgress"))
        said: Any = one.said()["SaleToPOIResponse"]
        told = {name: value for name, value in said.items() if name != "MessageHeader"}
        repeated = {"MessageHeader": said["MessageHeader"], "RepeatedResponseMessageBody": told}
        return response(header, result() | {"MessageReference": asked, "RepeatedMessageResponse": repeated})


def _key(header: Json) -> tuple[str, str, str]:
    return header["POIID"], header["SaleID"], header["ServiceID"]


def _money(amount: Any, currency: Any) -> tuple[Decimal, str]:
    try:
        found = Decimal(str(amount))
    except ArithmeticError as error:
        raise Unreadable("amount") from error
    if not found.is_finite() or not 0 < found < 10**12 or not (isinstance(currency, str) and len(currency) == 3):
        raise Unreadable("amount")
    return found, currency
