from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.people.api import Actor, Person
from legation.ground.statements import Select
from legation.payments.models import Attempt, Payment
from legation.payments.providers.base import Notice
from legation.payments.providers.registry import provider_named
from legation.payments.rules import Kind, Money, State
from legation.payments.selectors import locked_attempt, open_attempt, payment_by_reference
from legation.payments.services.apply_notice import apply_notice
from legation.payments.services.ask_provider import take_answer
from legation.payments.services.close_page import close_page
from legation.payments.services.start import start
from legation.payments.till.currencies import quote
from legation.payments.till.models import Slip
from legation.payments.till.money import move, own_drawer, post
from legation.payments.till.permit import check_cashier, record
from legation.payments.till.rules import CASH, TAKEN, TERMINAL, Quote, legs
from legation.payments.till.services.write_slip import write_slip

_TOO_LITTLE = _("This is less than what is due. Nothing was taken.")
_OTHER_DUE = _("What is due has changed meanwhile: look at it again. Nothing was taken.")
_ELSEWHERE = _("Somebody may be paying this fee in another way just now. Nothing was taken: look again in a while.")
_WRITTEN = Select(Slip, "payment_id = %s AND kind = %s AND by_id = %s")
PAID = _("This fee is paid already. Nothing was taken.")


def payment_at(reference: str, place: str) -> Payment:
    """The payment of a post under that reference.

    Raises:
        NotFound: there is none, or it is another post's.
    """
    row = payment_by_reference(reference.strip().upper()[:120])
    if row is None or row.place != place:
        raise NotFound(f"no payment {reference[:60]!r} in {place}")
    return row


def close_desk_or_page(row: Payment, *, at: datetime) -> None:
    """Have the provider that may be taking the money of a payment stop, if it can be sure of it.

    A terminal is stopped by our own name of the attempt; of a page whose name never reached us nobody can be sure.
    """
    attempt = open_attempt(row)
    if attempt is not None and attempt.provider == TERMINAL:
        session = provider_named(TERMINAL).close_session(attempt=str(attempt.pk), session=attempt.session)
        take_answer(attempt=attempt, session=session, at=at)
    else:
        close_page(payment=str(row.pk), at=at)


def begin(row: Payment, *, provider: str, language: str, at: datetime) -> Attempt | None:
    """Have this provider's attempt open, having closed another's page; None if the fee is paid.

    Must be called outside any transaction.

    Raises:
        Conflict: another provider may still be taking the money, or the fee is not asked for any more.
        Unavailable: a provider does not answer.
    """
    page = f"{settings.LEGATION_ADDRESS}/en/till/{row.place}/payment/?reference={row.reference}"
    other = open_attempt(row)
    if other is not None and other.provider != provider:
        close_desk_or_page(row, at=at)
    start(payment=str(row.pk), provider=provider, return_url=page, language=language, at=at)
    row.refresh_from_db()
    attempt = open_attempt(row)
    if attempt is None and row.state == State.SETTLED:
        return None
    if attempt is None or attempt.provider != provider:
        raise Conflict(f"payment {row.pk} is open elsewhere", reader=_ELSEWHERE)
    attempt.payment = row
    return attempt


def take_cash(
    *, place: str, reference: str, tendered: int, due: int, language: str, by: Actor, at: datetime
) -> Slip:  # fmt: skip
    """Take cash for a payment that is asked for; repeated, it gives the slip that was written.

    Must be called outside any transaction.

    Args:
        tendered: what was put on the desk, in minor units of the drawer's currency; the change is given out of it.
        due: what the cashier was shown, so that nobody takes another amount than they read.
        language: in which the payer's receipt is.

    Raises:
        NotFound: no such payment at this post, or `by` has no desk there.
        NotAllowed: `by` is no cashier.
        Invalid: less was tendered than is due.
        Conflict: no drawer is open, the fee is paid, another amount is due by now, or there is no rate.
        Unavailable: the fee may be paid elsewhere just now and its provider does not answer.
    """
    person, row = check_cashier(by, place), payment_at(reference, place)
    if known := _WRITTEN.first(row.pk, TAKEN, person.pk):
        return known
    asked = quote(Money(row.amount, row.currency), place=place, at=at)
    if due != asked.cash.amount:
        raise Conflict(f"{due} was shown, {asked.cash} is due", reader=_OTHER_DUE)
    if tendered < due:
        raise Invalid(f"{tendered} of {asked.cash}", reader=_TOO_LITTLE)
    own_drawer(person, place, locked=False)
    attempt = begin(row, provider=CASH, language=language, at=at)
    if attempt is None:
        raise Conflict(f"payment {row.pk} is paid", reader=PAID)
    return _take(attempt, asked, tendered, person=person, by=by, place=place, language=language, at=at)


@transaction.atomic
def _take(
    attempt: Attempt, asked: Quote, tendered: int,
    *, person: Person, by: Actor, place: str, language: str, at: datetime,
) -> Slip:  # fmt: skip
    held = locked_attempt(attempt=str(attempt.pk), provider=CASH)
    if held is None or held.state == State.SETTLED:
        raise Conflict(f"payment {attempt.payment_id} is paid", reader=PAID)
    if held.owed != asked.owed:
        raise Conflict(f"{held.owed} is owed by now", reader=_OTHER_DUE)
    drawer = own_drawer(person, place)
    name = str(attempt.pk)
    apply_notice(provider=CASH, notice=Notice(f"taken:{name}", Kind.CAPTURED, name, name, held.owed, at=at), at=at)
    post(legs(asked), place=place, key=f"cash:{name}", at=at, payment=held.payment)
    move(drawer, TAKEN, asked.cash.amount, by=person, at=at)
    slip = write_slip(
        place=place, at=at, kind=TAKEN, payment=attempt.payment, attempt=attempt, drawer=drawer,
        owed=held.owed.amount, cash=asked.cash.amount, currency=asked.cash.currency,
        rounding=asked.rounding, rate=asked.rate, rate_day=asked.rate_day, tendered=tendered, language=language,
        by=person,
    )  # fmt: skip
    record(by, "cash_taken", f"drawer:{drawer.pk}", at, slip=slip.number, amount=slip.cash, currency=slip.currency)
    return slip
