"""Printing at the counter a paper that was issued for a case; that it was is on record."""

from datetime import datetime

from legation.documents import api as documents
from legation.ground.audit.api import record_access
from legation.ground.errors import NotFound
from legation.ground.people.api import Person
from legation.procedures.answers import key_of
from legation.procedures.persons import COUNTER, case_at_counter


def print_paper(*, reference: str, number: str, by: Person, at: datetime) -> bytes:
    """The PDF of a paper of a case on which somebody works at its post.

    Raises:
        NotFound: they do not work on it, or no such paper was issued for it.
    """
    case = case_at_counter(by, reference, at=at)
    if number not in {each.number for each in documents.of_reference(case.reference)}:
        raise NotFound(f"paper {number[:20]!r} of {reference}")
    body = {"number": number, "purpose": COUNTER}
    record_access(actor=f"person:{by.pk}", verb="printed", at=at, subject=case.reference, body=body)
    return documents.fetch(number, key=key_of(case))
