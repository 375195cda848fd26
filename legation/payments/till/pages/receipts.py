"""What a receipt says, of a cash desk or of what was paid online, in one language or another.

Nothing on it tells who paid but the reference they know.
"""

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from legation.ground.languages.api import BY_CODE, format_date, format_moment, format_money
from legation.ground.posts.api import post_names
from legation.ground.posts.numbering import zone_of
from legation.ground.profile import profile
from legation.payments.models import Payment
from legation.payments.till.links import cashier_number, number_of
from legation.payments.till.models import Slip
from legation.payments.till.rules import BACK, CARD, CARD_BACK, TAKEN
from legation.payments.till.selectors import paid_back


@dataclass(frozen=True)
class Copy:
    """One receipt: `rows` are (term, value, whether it is a number or reference to be kept left to right)."""

    language: str
    direction: str
    ministry: str
    post: str
    title: str
    whose: str
    rows: list[tuple[str, str]]


def copies(slip: Slip) -> list[Copy]:
    """The payer's in their language, and the post's in the ministry's first one."""
    ours = profile().languages[0]
    return [_copy(slip, slip.language, payer=True), _copy(slip, ours, payer=False)]


def payers_copy(paid: Slip | Payment, language: str) -> Copy:
    """The payer's alone, in another language than it was written in if they wish."""
    return _copy(paid, language, payer=True) if isinstance(paid, Slip) else _online(paid, language)


def _copy(slip: Slip, language: str, *, payer: bool) -> Copy:
    with translation.override(language):
        title = _("Receipt") if slip.kind in (TAKEN, CARD) else _("Receipt for money paid back")
        rows = [*_rows(slip, language), *_cashier(slip, language, named=not payer)]
        return _laid(slip.book.place, language, title, _("For the payer") if payer else _("For the post"), rows)


def _online(paid: Payment, language: str) -> Copy:
    """Of what was paid on a provider's page, with what went back to the card since."""
    with translation.override(language):
        zone = str(zone_of(paid.place)) if paid.place else "UTC"
        sum_ = format_money(paid.amount, paid.currency, language)
        rows: list[tuple[Any, str]] = [
            (_("Reference"), paid.reference),
            (_("Date"), format_moment(paid.settled_at, language, zone) if paid.settled_at else ""),
            (_("Fee"), sum_), (_("Paid by card"), sum_),
        ]  # fmt: skip
        for row in paid_back(paid):
            day = format_moment(row.ended_at, language, zone) if row.ended_at else ""
            rows += [(_("Date"), day), (_("Paid back to the card"), format_money(row.amount, row.currency, language))]
        return _laid(paid.place, language, _("Receipt"), _("For the payer"), rows)


def _laid(place: str, language: str, title: str, whose: str, rows: list[tuple[str, str]]) -> Copy:
    ministry, post = profile().ministry.name, post_names(language).get(place, place)
    return Copy(
        language, BY_CODE[language].direction, ministry.get(language) or ministry["en"], post, title, whose, rows
    )


def _cashier(slip: Slip, language: str, *, named: bool) -> list[tuple[str, str]]:
    """Who took or gave the money: by the number that stands in the record of who does what, on the post's copy by name.

    A card's slip that was written when its terminal was asked by nobody has none.
    """
    if slip.by is None:
        return []
    number = f"\u2066{cashier_number(slip.book.place, slip.by.pk)}\u2069"
    name = f"{BY_CODE[language].comma}\u2068{slip.by.name}\u2069" if named else ""
    return [(_("Cashier"), number + name)]


def _rows(slip: Slip, language: str) -> list[tuple[str, str]]:
    def money(amount: int, currency: str) -> str:
        return format_money(amount, currency, language)

    rows: list[tuple[Any, str]] = [
        (_("Number"), number_of(slip)), (_("Reference"), slip.payment.reference),
        (_("Date"), format_moment(slip.at, language, str(zone_of(slip.book.place)))),
        (_("Fee"), money(slip.owed, slip.owed_currency)),
    ]  # fmt: skip
    if slip.rate:
        day = format_date(slip.rate_day, language) if slip.rate_day else ""
        rate = f"\u20661 {slip.owed_currency} = {slip.rate} {slip.currency}\u2069"
        rows.append((_("Rate of %(day)s") % {"day": day}, rate))
    if slip.rounding:
        rows.append((_("Rounding"), money(slip.rounding, slip.currency)))
    paid = {TAKEN: _("Paid in cash"), CARD: _("Paid by card"), BACK: _("Paid back in cash"),
            CARD_BACK: _("Paid back to the card")}  # fmt: skip
    rows.append((paid[slip.kind], money(slip.cash, slip.currency)))
    if slip.tendered:
        rows += [
            (_("Received"), money(slip.tendered, slip.currency)),
            (_("Change given"), money(slip.change, slip.currency)),
        ]
    return rows
