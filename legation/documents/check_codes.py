"""A plain QR code for papers without a seal: where, and under which number, anybody may check them.

It proves nothing and says nothing of anybody: the address of our own page with the number that stands on the paper.
"""

from urllib.parse import urlencode

from django.conf import settings

from legation.documents.seals import barcode

DOTS = 10
"""Side of one module at 600 dots an inch, 0.42 mm: what a phone reads from a copy of a copy."""


def check_address(number: str) -> str:
    """The address of the page that checks a document, with its number filled in."""
    return f"{settings.LEGATION_ADDRESS}/verify/?{urlencode({'number': number})}"


def check_code(number: str) -> bytes:
    """That address as a QR code (ISO/IEC 18004), PNG."""
    return barcode.png(check_address(number).encode(), symbol=barcode.Symbol.QR_CODE, module=DOTS)
