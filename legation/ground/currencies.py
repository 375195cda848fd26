"""How many decimals a currency has, and whether one can pay in it.

Source: ISO 4217. CLDR (Babel) is not used for the decimals because it gives those of daily life (no
fils, no para), while card schemes settle in those of ISO 4217.
"""

from functools import cache

import pycountry

_NO_DECIMALS = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
    "XOF", "XPF",
)  # fmt: skip
_THREE_DECIMALS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_FOUR_DECIMALS = ("CLF", "UYW")
# In ISO 4217, but metals, units of account and test codes: nobody pays a fee in them.
_NOT_MONEY = (
    "XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX",
)  # fmt: skip


@cache
def is_currency(code: str) -> bool:
    """Says whether one can charge in this currency: an ISO 4217 code in capitals that is money."""
    return code not in _NOT_MONEY and pycountry.currencies.get(alpha_3=code) is not None and code.isupper()


def exponent(currency: str) -> int:
    """The number of decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD."""
    if currency in _NO_DECIMALS:
        return 0
    if currency in _THREE_DECIMALS:
        return 3
    return 4 if currency in _FOUR_DECIMALS else 2
