from collections.abc import Sequence
from datetime import datetime
from functools import cache

from django.db import connection

from legation.ground.errors import Tampered
from legation.ground.statements import adapted, execute
from legation.payments.models import Account, Event, Payment
from legation.payments.rules import Money, Posting, account
from legation.payments.shares import Part

# one statement finds both accounts, checks their currency and writes; a trigger checks the currency once more
_POST = """
INSERT INTO payments_transfer (kind, debit_id, credit_id, amount, currency, payment_id, share_id, event_id, at)
SELECT %s, debit.id, credit.id, part.amount, %s, %s, part.share, %s, %s
FROM payments_account debit, payments_account credit, ({parts}) part
WHERE debit.code = %s AND credit.code = %s AND debit.currency = %s AND credit.currency = %s
RETURNING id
"""


@cache
def _text(count: int) -> str:
    return _POST.format(
        parts=" UNION ALL ".join(["SELECT CAST(%s AS bigint) share, CAST(%s AS bigint) amount"] * count)
    )


def _try(
    posting: Posting, codes: dict[str, str], parts: Sequence[Part], *, event: Event, currency: str, payment: object,
    at: datetime,
) -> bool:  # fmt: skip
    key = Payment._meta.pk.get_db_prep_value(payment, connection)
    values = [posting.kind, currency, key, event.pk, adapted(at)]
    split = [value for part in parts for value in (part.share, part.amount)]
    found = execute(
        _text(len(parts)), [*values, *split, codes[posting.debit], codes[posting.credit], currency, currency]
    )
    return found.fetchone() is not None


def post_transfer(
    *, posting: Posting, event: Event, money: Money, at: datetime, payment: object = None, purpose: str = "",
    place: str = "", parts: Sequence[Part] = (),
) -> None:  # fmt: skip
    """Move money between two accounts because of `event`; accounts are opened when first needed.

    Must be called inside the transaction that writes the event.

    Args:
        payment: key of the payment that this pays or gives back, if any.
        purpose: what the income is counted under, for a posting that touches income.
        place: whose cash it is, for a posting that touches accounts of a post.
        parts: whose income it is, where it is that of several persons; together as much as `money`.

    Raises:
        Tampered: an account of that name counts another currency.
    """
    kinds = (posting.debit, posting.credit)
    codes = {
        kind: account(kind, currency=money.currency, provider=event.provider, purpose=purpose, place=place)
        for kind in kinds
    }  # fmt: skip
    parts, currency = parts or [Part(None, money.amount)], money.currency
    if _try(posting, codes, parts, event=event, currency=currency, payment=payment, at=at):
        return
    accounts = [Account(code=code, currency=money.currency, kind=kind) for kind, code in codes.items()]
    Account.objects.bulk_create(accounts, ignore_conflicts=True)
    if not _try(posting, codes, parts, event=event, currency=currency, payment=payment, at=at):
        raise Tampered(f"an account of {sorted(codes.values())} does not count {money.currency}")
