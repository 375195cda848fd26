"""nexo Retailer, Sale to POI: the header and the few bodies that this terminal knows. Pure.

Source: the message names and enumerations of ISO 20022 retailer messages (nexo Sale to POI, version 3.1) as JSON.
"""

from typing import Any

CATEGORIES = ("Payment", "Reversal", "TransactionStatus", "Abort")
Json = dict[str, Any]


class Unreadable(Exception):
    """Not a message of this protocol."""


def header_of(said: Json) -> tuple[Json, Json]:
    """The header and the body of a request.

    Raises:
        Unreadable: it is none.
    """
    try:
        request = said["SaleToPOIRequest"]
        header = request["MessageHeader"]
        texts = [header[name] for name in ("MessageCategory", "ServiceID", "SaleID", "POIID")]
        body = request[f"{texts[0]}Request"]
    except (KeyError, TypeError) as error:
        raise Unreadable(repr(error)) from error
    if header.get("MessageClass") != "Service" or header.get("MessageType") != "Request":
        raise Unreadable("class and type")
    if texts[0] not in CATEGORIES or not all(isinstance(each, str) and 0 < len(each) <= 64 for each in texts):
        raise Unreadable(str(texts[0]))
    if not 0 < len(texts[1]) <= 10 or not isinstance(body, dict):
        raise Unreadable("ServiceID")
    return header, body


def response(header: Json, body: Json) -> Json:
    """An answer to that header."""
    told = header | {"MessageType": "Response"}
    return {"SaleToPOIResponse": {"MessageHeader": told, f"{header['MessageCategory']}Response": body}}


def result(error: str = "", more: str = "") -> Json:
    """The part that says how it went: Success, or Failure with nexo's ErrorCondition."""
    if not error:
        return {"Response": {"Result": "Success"}}
    return {"Response": {"Result": "Failure", "ErrorCondition": error, "AdditionalResponse": more}}


def poi_data(transaction: str, stamp: str) -> Json:
    """The terminal's own name of what it did, and when."""
    return {"POIData": {"POITransactionID": {"TransactionID": transaction, "TimeStamp": stamp}}}
