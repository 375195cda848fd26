"""Kinds of fields: whatever a stranger sends is an error in their language, or a value that comes back as it went."""

import json
from datetime import date
from random import Random
from typing import get_args

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.ground.errors import Invalid
from legation.procedures.definitions.schema import FieldDefinition, FieldKind
from legation.procedures.kinds import KINDS, fact, from_json, input_names, json_schema, parse, sample, show, typed
from tests.procedures.kinds_fields import FIELDS, PAPERS, said

TODAY = date(2026, 11, 22)
EVERY = pytest.mark.parametrize("field", FIELDS, ids=said)
HOSTILE = st.one_of(
    st.text(max_size=60), st.text("0123456789+-.,/ ٠١٢٣٤٥٦٧٨٩", max_size=20), st.text("AZ<09 \n", min_size=60, max_size=95),
    st.sampled_from(["yes", "no", "one", "FRA", "EUR", "father", "1950", "2", "12", "\ud800", "ﷺ", "İ", "ß" * 90, "9" * 5000]),
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
    | st.sampled_from(["EUR", "FRA", "one", "1950-03"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["amount", "currency", "lines", "city", "country", "surname", "born", "relation", "edition", "x"]),
        inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


def words(key: str) -> str:
    return key


def is_told(error: Invalid) -> bool:
    return bool(str(error.reader)) and all(str(each) for each in error.fields.values())


def holds(field: FieldDefinition, value: object) -> None:
    """What a stored value must be: JSON, by its schema, shown, seen by conditions, and the same again when typed."""
    from jsonschema import Draft202012Validator  # here, since it takes seconds to load

    assert json.loads(json.dumps(value)) == value
    Draft202012Validator(json_schema(field)).validate(value)
    assert parse(field, typed(field, value), today=TODAY) == value
    assert from_json(field, value, today=TODAY) == value
    for language in ("en", "ar"):
        assert show(field, value, language, words)
    fact(field, value)
    json.dumps(value).encode()


def test_every_kind_of_the_schema_is_in_the_registry_and_tried_here() -> None:
    assert set(KINDS) == set(get_args(FieldKind)) == {each.kind for each in (*FIELDS, *PAPERS)}


@EVERY
def test_samples_are_accepted_and_come_back_as_they_went(field: FieldDefinition) -> None:
    for seed in range(25):
        holds(field, sample(field, Random(seed), today=TODAY))


@EVERY
@settings(max_examples=60)
@given(data=st.data())
def test_a_hostile_form_is_told_or_kept_as_it_should_be(field: FieldDefinition, data: st.DataObject) -> None:
    names = [*input_names(field)[:20], "it", "it-0-surname", "it-0-relation", "it-99-surname"]
    good = typed(field, sample(field, Random(1), today=TODAY)) if data.draw(st.booleans()) else {}
    sent = good | data.draw(st.dictionaries(st.sampled_from(names), HOSTILE, max_size=4))
    try:
        value = parse(field, sent, today=TODAY)
    except Invalid as error:
        assert is_told(error)
    else:
        assert value is not None or not field.required
        if value is not None:
            holds(field, value)


@EVERY
@settings(max_examples=60)
@given(value=JSON)
def test_hostile_json_is_told_or_kept_as_it_should_be(field: FieldDefinition, value: object) -> None:
    try:
        stored = from_json(field, value, today=TODAY)
    except Invalid as error:
        assert is_told(error)
    else:
        if stored is not None:
            holds(field, stored)


@EVERY
def test_nothing_is_an_error_only_where_something_is_needed(field: FieldDefinition) -> None:
    with pytest.raises(Invalid) as told:
        parse(field, {}, today=TODAY)
    assert is_told(told.value)
    assert parse(field.model_copy(update={"required": False, "at_least": 0}), {}, today=TODAY) is None


def read(kind: str, *texts: str, **options: object) -> object:
    field = FieldDefinition.model_validate({"field": "it", "kind": kind, **options})
    return parse(field, dict(zip(input_names(field), texts, strict=False)), today=TODAY)


def refused(kind: str, *texts: str, **options: object) -> str:
    with pytest.raises(Invalid) as told:
        read(kind, *texts, **options)
    return str(told.value.reader)


def test_a_name_shows_how_a_passport_spells_it() -> None:
    field = FieldDefinition(field="it", kind="name", spelled=True)
    assert "MUELLER" in show(field, "Müller", "en", words)
    assert "PETROV" in show(field, "Петров", "en", words)
    assert show(field, "Smith", "en", words) == "Smith"
    assert show(FieldDefinition(field="it", kind="name"), "Müller", "en", words) == "Müller"
    assert "Latin" in refused("name", "王", spelled=True)


def test_check_digits_of_national_numbers_are_checked_by_name() -> None:
    assert read("national_number", "140 155 5071", check="az.voen") == "1401555071"
    assert "not right" in refused("national_number", "1401655071", check="az.voen")
    assert read("national_number", "L898902C36", check="mrz") == "L898902C36"
    assert "not right" in refused("national_number", "L898902C35", check="mrz")
    assert read("national_number", "١٤٠١٥٥٥٠٧١", check="az.voen") == "1401555071"


def test_pasted_lines_of_passports_and_cards_are_checked_whole() -> None:
    upper, lower = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
    assert read("mrz", f"  {upper}\r\n{lower} ") == f"{upper}\n{lower}"
    assert read("mrz", f"{upper}{lower}".lower()) == f"{upper}\n{lower}"
    assert "not right" in refused("mrz", upper + lower.replace("740812", "740813"))
    assert "all lines" in refused("mrz", upper)
    assert fact(FieldDefinition(field="it", kind="mrz"), f"{upper}\n{lower}") == {"issuer": "UTO", "nationality": "UTO"}


def test_of_a_date_day_and_month_may_be_unknown() -> None:
    assert read("partial_date", "", "", "1950") == "1950"
    assert read("partial_date", "", "3", "١٩٥٠") == "1950-03"
    assert read("partial_date", "7", "3", "1950") == "1950-03-07"
    assert "month" in refused("partial_date", "7", "", "1950")
    assert "not a date" in refused("partial_date", "30", "2", "1950")
    assert "year" in refused("partial_date", "7", "3", "")
    assert "past" in refused("partial_date", "", "", "2030", past=True)
    field = FieldDefinition(field="it", kind="partial_date")
    assert [show(field, each, "en", words) for each in ("1950", "1950-03", "1950-03-07")] == [
        "1950",
        "March 1950",
        "7 March 1950",
    ]
    assert "آذار" in show(field, "1950-03", "ar", words) or "مارس" in show(field, "1950-03", "ar", words)


def test_nobody_lives_or_travels_in_an_organisation() -> None:
    where = FieldDefinition(field="journey_to", kind="country", lands=True)
    whose = FieldDefinition(field="nationality", kind="country")
    offered = {code for code, _name in KINDS["country"].options(where, "en", words)}
    assert {"FRA", "UTO", "RKS"} <= offered and not {"UNO", "XPO", "XXA"} & offered
    assert {"UNO", "XPO", "XXA"} <= {code for code, _name in KINDS["country"].options(whose, "en", words)}
    assert read("country", "UNO") == "UNO" and read("country", "fra", lands=True) == "FRA"
    assert "from the list" in refused("country", "UNO", lands=True)
    assert "from the list" in refused("address", "1 First Avenue", "", "", "New York", "", "UNO")


def test_a_phone_without_country_code_is_one_of_the_country_named() -> None:
    assert read("phone", "01 44 55 66 77", country="FRA") == "+33144556677"
    assert read("phone", "0044 20 7946 0000", country="FRA") == "+442079460000"
    assert "country code" in refused("phone", "01 44 55 66 77")
    assert "country code" in refused("phone", "12", country="FRA")


def test_money_has_the_decimals_of_its_currency_and_is_never_guessed() -> None:
    assert read("money", "1 234,50", currencies=["EUR"]) == {"amount": 123450, "currency": "EUR"}
    assert read("money", "1.234", "KWD", currencies=["EUR", "KWD"]) == {"amount": 1234, "currency": "KWD"}
    assert read("money", "500", "JPY", currencies=["EUR", "JPY"]) == {"amount": 500, "currency": "JPY"}
    assert "1234.50" in refused("money", "1,234", currencies=["EUR"])
    assert "digits" in refused("money", "500.5", "JPY", currencies=["EUR", "JPY"])
    assert "currency" in refused("money", "5", "USD", currencies=["EUR", "JPY"])


def test_rows_are_read_one_by_one_and_told_by_number() -> None:
    field = FieldDefinition.model_validate({"field": "children", "kind": "group", "at_most": 2, "fields": [
        {"field": "name", "kind": "name"}, {"field": "born", "kind": "date", "past": True}]})  # fmt: skip
    one = {
        "children-0-name": "Ann",
        "children-0-born-day": "3",
        "children-0-born-month": "2",
        "children-0-born-year": "2020",
    }
    assert parse(field, one | {"children-1-name": " "}, today=TODAY) == [{"name": "Ann", "born": "2020-02-03"}]
    with pytest.raises(Invalid) as told:
        parse(field, one | {"children-1-name": "Bob"}, today=TODAY)
    assert set(told.value.fields) == {"children", "children-1-born"} and "2" in told.value.reader
    with pytest.raises(Invalid):
        parse(field, one | {"children-1-name": "Bob", "children-2-name": "Eve"}, today=TODAY)


def test_words_are_said_in_the_readers_language() -> None:
    with override("ru"):
        assert show(FieldDefinition(field="it", kind="yes_no"), True, "ru", words) != "Yes"
        assert "country" not in refused("phone", "12")
