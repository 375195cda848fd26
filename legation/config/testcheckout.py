"""Paying at the test bank as a traveller's browser would: for the demonstration's seed and the benchmarks."""

from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

GOOD_CARD = "4242424242424242"


def pay(page: str, *, card: str, connection: HTTPConnection | None = None) -> str:
    """Send the card form of a checkout page; gives the address that it leads back to.

    Raises:
        RuntimeError: the bank did not lead back.
    """
    address = urlsplit(page)
    line = connection or HTTPConnection(address.hostname or "", address.port, timeout=20)
    body = urlencode({"number": card, "expiry": "12/39", "code": "123"})
    target = address.path + (f"?{address.query}" if address.query else "")
    line.request("POST", target, body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = line.getresponse()
    answer.read()
    back = answer.getheader("Location")
    if answer.status != 303 or back is None:
        raise RuntimeError(f"the test bank answered {answer.status}")
    return back
