"""Amounts are exact, codes are those of passports."""

from decimal import Decimal
from pathlib import Path

import pytest

from legation.ground.currencies import is_currency
from legation.ground.states.codes import alpha_2, canonical_nationality, mrz_code, nationality_codes
from legation.visa.rules.money import fits_exponent, minor_units

DATA = Path(__file__).parents[4] / "shared/data"


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("20.50", "EUR", 2050),
        ("20", "EUR", 2000),
        ("2000", "JPY", 2000),
        ("1.234", "KWD", 1234),
        ("0", "EUR", 0),
    ],
)
def test_an_amount_becomes_minor_units_exactly(amount: str, currency: str, minor: int) -> None:
    assert minor_units(Decimal(amount), currency) == minor


@pytest.mark.parametrize(("amount", "currency"), [("20.005", "EUR"), ("0.5", "JPY"), ("NaN", "EUR")])
def test_an_amount_that_cannot_be_paid_is_refused(amount: str, currency: str) -> None:
    assert not fits_exponent(Decimal(amount), currency)
    with pytest.raises(ValueError, match="minor units"):
        minor_units(Decimal(amount), currency)


@pytest.mark.parametrize(("code", "known"), [("EUR", True), ("eur", False), ("XAU", False), ("ABC", False)])
def test_a_currency_is_what_one_can_pay_in(code: str, known: bool) -> None:
    assert is_currency(code) is known


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("D", "DEU"), ("D<<", "DEU"), ("tr", "TUR"), ("XKX", "RKS"), ("XXK", "RKS"), ("XK", "RKS"),
        ("UNO", "UNO"), ("gbn", "GBN"), ("NO", "NOR"), ("QQ", None), ("", None),
    ],
)  # fmt: skip
def test_any_spelling_leads_to_one_code(spelling: str, code: str | None) -> None:
    assert canonical_nationality(spelling) == code


def test_a_code_is_written_as_each_reader_needs_it() -> None:
    assert (mrz_code("DEU"), mrz_code("TUR")) == ("D", "TUR")
    assert (alpha_2("DEU"), alpha_2("RKS"), alpha_2("XXA")) == ("DE", "XK", None)


def test_every_code_of_the_list_of_icao_is_known() -> None:
    source = DATA / "07_test_vectors/mrz/states_icao.txt"
    if not source.exists():
        pytest.skip(f"open data is absent: {source}")
    lines = [line for line in source.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    codes = {line.split()[-1] for line in lines} - {"ANT", "NTZ"}  # withdrawn states
    assert len(codes) > 20
    assert all(canonical_nationality(code) in nationality_codes() for code in codes)
