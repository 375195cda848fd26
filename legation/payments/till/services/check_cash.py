from django.db.models import F, Q, Sum

from legation.payments.services.count_ledger import Balance
from legation.payments.till.models import Book, Consignment, Drawer, Safe, Slip
from legation.payments.till.rules import CASH


def _by_account(counted: list[Balance]) -> dict[tuple[str, str, str], int]:
    """(kind, post or provider, currency) -> balance, of accounts that hold cash."""
    found = {}
    for one in counted:
        if one.kind in ("drawer", "safe", "transit") or one.account.startswith(f"clearing:{CASH}:"):
            kind, of, currency = one.account.split(":")
            found[kind, of, currency] = one.amount
    return found


def _by_rows() -> dict[tuple[str, str, str], int]:
    found: dict[tuple[str, str, str], int] = {}
    drawers = Drawer.objects.values_list("place", "currency").annotate(Sum("held")).order_by()
    safes = Safe.objects.values_list("place", "currency", "held")
    under_way = Consignment.objects.filter(confirmed_at=None).values_list("place", "currency")
    sent = under_way.annotate(Sum("amount")).order_by()
    for kind, rows in (("drawer", drawers), ("safe", safes), ("transit", sent)):
        for place, currency, amount in rows:
            found[kind, place, currency] = amount
    return found


def check_cash(counted: list[Balance]) -> int:
    """How many accounts of cash hold something else than the rows beside them say: drawers, safes, bags under way,
    and the clearing of cash, which holds nothing; drawers whose movements make another sum; books with a gap.
    """
    ledger, rows = _by_account(counted), _by_rows()
    adrift = sum(1 for key in ledger.keys() | rows.keys() if ledger.get(key, 0) != rows.get(key, 0))
    moved = Drawer.objects.annotate(moved=Sum("movements__amount")).exclude(Q(moved=F("held")) | Q(moved=None, held=0))
    slips = dict(Slip.objects.values_list("book").annotate(Sum("number")).order_by())
    gaps = sum(1 for pk, last in Book.objects.values_list("pk", "last") if slips.get(pk, 0) != last * (last + 1) // 2)
    return adrift + moved.count() + gaps
