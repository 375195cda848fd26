"""Money as Stripe writes it: minor units too, but of its own list of currencies, which is not quite ISO 4217.

https://docs.stripe.com/currencies#special-cases: ISK and UGX have no decimals and are written with two; MGA is
written without any; of currencies with three decimals the last must be 0.
"""

from legation.payments.rules import Money

_WRITTEN_WITH_TWO = ("ISK", "UGX")
_WRITTEN_WITHOUT = ("MGA",)
_THREE = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")


def written(money: Money) -> tuple[int, str]:
    """An amount and a currency code as Stripe takes them.

    Raises:
        ValueError: Stripe knows no such amount.
    """
    if money.currency in _WRITTEN_WITH_TWO:
        return money.amount * 100, money.currency.lower()
    smallest = 100 if money.currency in _WRITTEN_WITHOUT else 10 if money.currency in _THREE else 1
    if money.amount % smallest:
        raise ValueError(f"Stripe takes no {money.amount} of {money.currency}")
    return (money.amount // 100 if money.currency in _WRITTEN_WITHOUT else money.amount), money.currency.lower()


def read(amount: object, currency: object) -> Money:
    """What Stripe means, without its sign.

    Raises:
        ValueError: it is no money.
    """
    if type(amount) is not int or not 0 < abs(amount) < 2**62:
        raise ValueError(f"amount {amount!r}")
    if not isinstance(currency, str) or len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        raise ValueError(f"currency {currency!r}")
    code, units = currency.upper(), abs(amount)
    if code in _WRITTEN_WITH_TWO:
        if units % 100:
            raise ValueError(f"amount {amount!r} of {code}")
        return Money(units // 100, code)
    return Money(units * 100 if code in _WRITTEN_WITHOUT else units, code)
