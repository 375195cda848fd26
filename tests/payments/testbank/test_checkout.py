"""The payer's side of the test bank."""

import re
from pathlib import Path

import pytest

from legation.payments.testbank import cards
from legation.payments.testbank.texts import TEXTS, money

REAL = "4111 1111 1111 1111"


def state(visitor):
    answer = visitor.merchant("GET", "/v1/sessions", query="reference=attempt-1").json
    return answer["state"], answer["code"], answer["last_four"]


def test_the_accepted_card_captures_and_leads_back(visitor):
    answer = visitor.pay(visitor.open())
    assert (answer.status, answer.headers["Location"]) == (303, "https://ministry.example/back?of=1")
    assert state(visitor) == ("captured", "", "4242")


@pytest.mark.parametrize(
    ("number", "code"),
    [("4000000000009995", "insufficient_funds"), ("4000-0000-0000-9979", "stolen_card")],
)
def test_a_refused_card_captures_nothing_and_leads_back(visitor, number, code):
    assert visitor.pay(visitor.open(), number=number).status == 303
    assert state(visitor) == ("refused", code, number[-4:])


def test_a_real_card_is_refused_and_its_number_is_neither_shown_nor_kept(visitor, config):
    answer = visitor.pay(visitor.open(), number=REAL)
    assert answer.status == 422
    assert "1111" not in answer.text
    assert state(visitor) == ("open", "", "")
    files = Path(config.database).parent.glob("*")
    assert not any(b"1111" in file.read_bytes() for file in files)


def test_of_a_test_card_only_the_last_four_digits_are_kept(visitor, config):
    visitor.pay(visitor.open())
    files = [file.read_bytes() for file in Path(config.database).parent.glob("*")]
    assert not any(b"42424242" in data or b"4242 4242" in data for data in files)


def test_paying_twice_captures_once(visitor):
    path = visitor.open()
    assert [visitor.pay(path).status, visitor.pay(path, number="4000000000009979").status] == [303, 303]
    assert state(visitor) == ("captured", "", "4242")


def test_cancelling_leads_back_with_nothing_captured(visitor):
    page = visitor.ask("GET", visitor.open()).text
    assert re.search(r'class="cancel" href="https://ministry.example/back\?of=1"', page)
    assert state(visitor)[0] == "open"


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [("number", "", "number_missing"), ("number", "4242 4242 4242 4243", "number_wrong"),
     ("number", REAL, "number_not_test"), ("number", "x" * 5000, "number_wrong"), ("expiry", "", "expiry_missing"),
     ("expiry", "13/39", "expiry_wrong"), ("expiry", "01/20", "expiry_past"), ("expiry", "ab", "expiry_wrong"),
     ("code", "", "code_wrong"), ("code", "12", "code_wrong"), ("code", "12345", "code_wrong")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_the_field_and_at_the_top(visitor, field, value, error):
    answer = visitor.pay(visitor.open(), **{field: value})
    said = TEXTS["en"][error].partition("{")[0]
    assert answer.status == 422
    assert answer.text.count(said) == 2
    assert f'<a href="#{field}">' in answer.text
    assert re.search(rf'id="{field}"[^>]*aria-describedby="[^"]*{field}-error"[^>]*aria-invalid="true"', answer.text)
    assert "<title>Error:" in answer.text


@pytest.mark.parametrize(
    "typed",
    [{"number": "٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢"}, {"number": "4242-4242-4242-4242"}, {"expiry": "8/39"}, {"expiry": "0839"},
     {"expiry": "08 / 2039"}, {"expiry": "٠٨/٣٩"}, {"code": "٣٢١"}, {"code": " 123 "}],
)  # fmt: skip
def test_digits_are_understood_however_they_are_typed(visitor, typed):
    assert visitor.pay(visitor.open(), **typed).status == 303


def test_hostile_text_is_shown_as_text(visitor):
    path = visitor.open(order='<script>"alert"</script>')
    answer = visitor.pay(path, expiry='"><b>')
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "<b>&" not in answer.text


def test_the_page_loads_nothing_from_elsewhere_and_runs_nothing(visitor):
    answer = visitor.ask("GET", visitor.open())
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self';")
    assert "form-action 'self' https://ministry.example;" in policy
    assert "script" not in answer.text + policy
    assert "style=" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(re.findall(r'(?:src|href)="(https?:[^"]+)"', answer.text)) == {"https://ministry.example/back?of=1"}


def test_its_files_may_be_kept_for_ever(visitor):
    page = visitor.ask("GET", visitor.open()).text
    for address in set(re.findall(r'"(/static/[^"]+)"', page)):
        answer = visitor.ask("GET", address)
        assert (answer.status, "immutable" in answer.headers["Cache-Control"]) == (200, True)


def test_the_page_speaks_the_sessions_language_or_the_one_asked_for(visitor):
    path = visitor.open(language="ar")
    assert '<html lang="ar" dir="rtl">' in visitor.ask("GET", path).text
    assert '<html lang="en" dir="ltr">' in visitor.ask("GET", path, query="language=en").text
    assert '<html lang="en" dir="ltr">' in visitor.ask("GET", path, query="language=../../x").text


def test_both_languages_say_everything():
    places = re.compile(r"{\w+}")
    assert TEXTS["en"].keys() == TEXTS["ar"].keys()
    for key, text in TEXTS["en"].items():
        assert places.findall(text) == places.findall(TEXTS["ar"][key])


def test_the_page_of_an_ended_payment_says_how_it_ended(visitor):
    path = visitor.open()
    visitor.pay(path)
    assert "This payment is complete" in visitor.ask("GET", path).text


def test_a_page_that_is_not_there_says_so_in_the_readers_language(visitor):
    answer = visitor.ask("GET", "/pay/cs_nothing", HTTP_ACCEPT_LANGUAGE="ar-EG,ar")
    assert (answer.status, 'lang="ar"' in answer.text) == (404, True)


def test_every_test_card_is_a_card_and_is_on_the_page(visitor):
    page = visitor.ask("GET", visitor.open()).text
    for card in cards.CARDS:
        assert cards.luhn(card.number)
        assert card.spaced in page


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [(5000, "EUR", "EUR 50.00"), (5, "EUR", "EUR 0.05"), (125000, "JPY", "JPY 125,000"), (1, "KWD", "KWD 0.001")],
)  # fmt: skip
def test_money_has_the_decimals_of_its_currency(amount, currency, written):
    assert money(amount, currency).split() == written.split()
