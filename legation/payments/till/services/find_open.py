from datetime import datetime

from legation.ground.audit.api import record_access, record_accesses
from legation.ground.errors import NotFound
from legation.ground.people.api import Actor
from legation.payments.models import Payment
from legation.payments.rules import State
from legation.payments.till import finding, selectors
from legation.payments.till.permit import check_cashier

PURPOSE = "cash_desk"
_OPEN = (State.REQUESTED.value, State.PENDING.value, State.REFUSED.value)


def find_open(*, place: str, typed: str, by: Actor, at: datetime) -> list[Payment]:
    """What is open to be paid at a post by whoever shows a passport, a reference or an earlier receipt; oldest first.

    Nothing else is told: no name, nothing that is paid, nothing of another post. That the cashier looked is recorded
    at each case, and that they searched; what they typed is not.

    Args:
        typed: the number of a passport, the reference of a case or of its payment, or the number of a receipt.

    Raises:
        NotFound: `by` has no desk there.
        NotAllowed: `by` is no cashier.
    """
    check_cashier(by, place)
    known = typed.strip().upper()[:120]
    known = _of_receipt(known, place) or known
    asked = finding.asked_for(known, place)
    names = {known, *(each for one in asked for each in one.references)}
    rows = Payment.objects.filter(reference__in=names, place=place, state__in=_OPEN).order_by("requested_at", "pk")
    found = list(rows)
    references = {row.reference for row in found}
    looked = [one.case for one in asked if not references.isdisjoint(one.references)]
    body = {"role": by.role, "post": place, "purpose": PURPOSE}
    record_access(actor=by.name, verb="searched", at=at, body={"found": len(found), "purpose": PURPOSE, "post": place})
    record_accesses(actor=by.name, verb="looked_at", at=at, to=[(case, body) for case in looked])
    return found


def _of_receipt(number: str, place: str) -> str:
    """The reference that a receipt of the post was written for; empty if it is none."""
    post, _dash, rest = number.partition("-")
    *series, year, last = rest.split("-") if rest.count("-") else ["", "", ""]
    if post != place or not (year.isascii() and year.isdigit() and last.isascii() and last.isdigit()):
        return ""
    try:
        return selectors.slip(
            place, int(year[:4]), "-".join([*filter(None, series), str(int(last[:9]))])
        ).payment.reference
    except NotFound:
        return ""
