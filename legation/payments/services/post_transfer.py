from datetime import datetime

from django.db import connection

from legation.ground.errors import Tampered
from legation.payments.models import Account, Event, Payment
from legation.payments.rules import Posting, clearing_account, income_account
from legation.payments.selectors import Held

# one statement finds both accounts, checks their currency and writes; a trigger checks the currency once more
_POST = """
INSERT INTO payments_transfer (kind, debit_id, credit_id, amount, currency, payment_id, event_id, at)
SELECT %s, debit.id, credit.id, %s, %s, %s, %s, %s FROM payments_account debit, payments_account credit
WHERE debit.code = %s AND credit.code = %s AND debit.currency = %s AND credit.currency = %s
RETURNING id
"""


def _try(posting: Posting, codes: dict[str, str], event: Event, held: Held, at: datetime) -> bool:
    key = Payment._meta.pk.get_db_prep_value(held.payment, connection)
    moment = connection.ops.adapt_datetimefield_value(at)
    amount, currency = held.owed.amount, held.owed.currency
    values = [posting.kind, amount, currency, key, event.pk, moment]
    with connection.cursor() as cursor:
        cursor.execute(_POST, [*values, codes[posting.debit], codes[posting.credit], currency, currency])
        return cursor.fetchone() is not None


def post_transfer(*, posting: Posting, held: Held, event: Event, at: datetime) -> None:
    """Move what a payment asks for between two accounts because of `event`; accounts are opened when first needed.

    Must be called inside the transaction that writes the event.

    Raises:
        Tampered: an account of that name counts another currency.
    """
    currency = held.owed.currency
    codes = {
        "clearing": clearing_account(event.provider, currency),
        "income": income_account(held.purpose, currency),
    }
    if _try(posting, codes, event, held, at):
        return
    accounts = [Account(code=code, currency=currency, kind=kind) for kind, code in codes.items()]
    Account.objects.bulk_create(accounts, ignore_conflicts=True)
    if not _try(posting, codes, event, held, at):
        raise Tampered(f"an account of {sorted(codes.values())} does not count {currency}")
