"""The door of the cash desk: for the counter, for commands, and for whoever keeps the books."""

from legation.payments.till.cash import waiting
from legation.payments.till.currencies import cash_currency, quote
from legation.payments.till.finding import Asked
from legation.payments.till.finding import connect as connect_finding
from legation.payments.till.links import address_online, is_online, receipts_of
from legation.payments.till.models import Drawer, Slip
from legation.payments.till.permit import CASHIER, tills_of
from legation.payments.till.rules import Quote
from legation.payments.till.selectors import drawer_of, is_stocked
from legation.payments.till.services.close_drawer import close_drawer, reopen_drawer
from legation.payments.till.services.confirm_consignment import confirm_consignment
from legation.payments.till.services.consign import consign
from legation.payments.till.services.count_drawer import count_drawer
from legation.payments.till.services.find_open import find_open
from legation.payments.till.services.open_drawer import open_drawer
from legation.payments.till.services.pay_back import pay_back
from legation.payments.till.services.put_away import put_away
from legation.payments.till.services.take_cash import take_cash

__all__ = [
    "CASHIER", "Asked", "Drawer", "Quote", "Slip", "address_online", "cash_currency", "close_drawer",
    "confirm_consignment", "connect_finding", "consign", "count_drawer", "drawer_of", "find_open", "is_online",
    "is_stocked", "open_drawer", "pay_back", "put_away", "quote", "receipts_of", "reopen_drawer", "take_cash",
    "tills_of", "waiting",
]  # fmt: skip
