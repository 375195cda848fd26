"""Money there and back. The table is Stripe's: https://docs.stripe.com/currencies#special-cases"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.payments.providers.stripe import currency
from legation.payments.rules import Money


@pytest.mark.parametrize(
    ("money", "written"),
    [(Money(5000, "EUR"), (5000, "eur")), (Money(500, "JPY"), (500, "jpy")), (Money(5, "ISK"), (500, "isk")),
     (Money(5, "UGX"), (500, "ugx")), (Money(500, "MGA"), (5, "mga")), (Money(12_340, "KWD"), (12_340, "kwd"))],
)  # fmt: skip
def test_money_is_written_as_stripe_writes_it(money, written):
    assert currency.written(money) == written
    assert currency.read(*written) == money


@pytest.mark.parametrize("money", [Money(12_345, "KWD"), Money(50, "MGA")])
def test_what_stripe_cannot_take_is_not_rounded(money):
    with pytest.raises(ValueError, match="takes no"):
        currency.written(money)


@given(
    st.integers(1, 10**12).map(lambda n: n * 1000), st.sampled_from(["EUR", "JPY", "ISK", "UGX", "MGA", "KWD", "XOF"])
)
def test_nothing_is_lost_on_the_way(amount, code):
    money = Money(amount, code)
    assert currency.read(*currency.written(money)) == money


@pytest.mark.parametrize(
    ("amount", "code"), [(0, "eur"), (True, "eur"), ("5", "eur"), (1.5, "eur"), (5, "é12"), (5, None), (101, "isk")]
)
def test_what_is_no_money_is_not_read(amount, code):
    with pytest.raises(ValueError, match=r"amount|currency"):
        currency.read(amount, code)
