from datetime import datetime

from django.db import connection

from legation.ground.errors import Tampered
from legation.ground.statements import adapted, execute
from legation.payments.models import Account, Event, Payment
from legation.payments.rules import Money, Posting, account

# one statement finds both accounts, checks their currency and writes; a trigger checks the currency once more
_POST = """
INSERT INTO payments_transfer (kind, debit_id, credit_id, amount, currency, payment_id, event_id, at)
SELECT %s, debit.id, credit.id, %s, %s, %s, %s, %s FROM payments_account debit, payments_account credit
WHERE debit.code = %s AND credit.code = %s AND debit.currency = %s AND credit.currency = %s
RETURNING id
"""


def _try(posting: Posting, codes: dict[str, str], *, event: Event, money: Money, payment: object, at: datetime) -> bool:
    key = Payment._meta.pk.get_db_prep_value(payment, connection)
    currency = money.currency
    values = [posting.kind, money.amount, currency, key, event.pk, adapted(at)]
    found = execute(_POST, [*values, codes[posting.debit], codes[posting.credit], currency, currency])
    return found.fetchone() is not None


def post_transfer(
    *, posting: Posting, event: Event, money: Money, at: datetime, payment: object = None, purpose: str = ""
) -> None:
    """Move money between two accounts because of `event`; accounts are opened when first needed.

    Must be called inside the transaction that writes the event.

    Args:
        payment: key of the payment that this pays or gives back, if any.
        purpose: what the income is counted under, for a posting that touches income.

    Raises:
        Tampered: an account of that name counts another currency.
    """
    kinds = (posting.debit, posting.credit)
    codes = {
        kind: account(kind, currency=money.currency, provider=event.provider, purpose=purpose) for kind in kinds
    }  # fmt: skip
    if _try(posting, codes, event=event, money=money, payment=payment, at=at):
        return
    accounts = [Account(code=code, currency=money.currency, kind=kind) for kind, code in codes.items()]
    Account.objects.bulk_create(accounts, ignore_conflicts=True)
    if not _try(posting, codes, event=event, money=money, payment=payment, at=at):
        raise Tampered(f"an account of {sorted(codes.values())} does not count {money.currency}")
