"""The link to a receipt: its number and a proof that we wrote it. Nothing of it is stored."""

from django.conf import settings

from legation.ground.errors import NotFound
from legation.ground.secrets import is_proof, proof
from legation.payments.till import selectors
from legation.payments.till.models import Slip

_PURPOSE = "receipt_link"


def number_of(slip: Slip) -> str:
    """A slip's number as it is printed: post, series if any, year, number."""
    series = f"-{slip.book.series}" if slip.book.series else ""
    return f"{slip.book.place}{series}-{slip.book.year}-{slip.number:06d}"


def cashier_number(place: str, person: int) -> str:
    """A cashier as receipts and drawers call them, in no words of theirs: the post, and their number in the records."""
    return f"{place}-{person}"


def token_of(slip: Slip) -> str:
    """What stands in the link."""
    number = number_of(slip)
    return f"{number}-{proof(_PURPOSE, number)}"


def address_of(slip: Slip) -> str:
    """Where its payer reads it, in the language it was written in."""
    return f"{settings.LEGATION_ADDRESS}/{slip.language}/receipt/{token_of(slip)}/"


def slip_of(token: str) -> Slip:
    """The slip behind a link of ours.

    Raises:
        NotFound: it is not ours.
    """
    number, _dash, given = token.rpartition("-")
    if not is_proof(given, _PURPOSE, number):
        raise NotFound("no such receipt")
    place, *series, year, last = number.split("-")
    return selectors.slip(place, int(year), "-".join([*series, str(int(last))]))
