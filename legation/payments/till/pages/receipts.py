"""What a receipt says, in one language or another. Nothing on it tells who paid but the reference they know."""

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from legation.ground.languages.api import BY_CODE, format_date, format_moment, format_money
from legation.ground.posts.api import post_names
from legation.ground.posts.numbering import zone_of
from legation.ground.profile import profile
from legation.payments.till.links import cashier_number, number_of
from legation.payments.till.models import Slip
from legation.payments.till.rules import BACK, CARD, CARD_BACK, TAKEN


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


def payers_copy(slip: Slip, language: str) -> Copy:
    """The payer's alone, in another language than it was written in if they wish."""
    return _copy(slip, language, payer=True)


def _copy(slip: Slip, language: str, *, payer: bool) -> Copy:
    place, ministry = slip.book.place, profile().ministry.name
    with translation.override(language):
        return Copy(
            language, BY_CODE[language].direction, ministry.get(language) or ministry["en"],
            post_names(language).get(place, place),
            _("Receipt") if slip.kind in (TAKEN, CARD) else _("Receipt for money paid back"),
            _("For the payer") if payer else _("For the post"),
            [*_rows(slip, language), *_cashier(slip, language, named=not payer)],
        )  # fmt: skip


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
