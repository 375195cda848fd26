"""Fields to lines and back: what is written, what is refused, where a long number goes."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from legation.documents.seals import mrz
from legation.documents.seals.mrz import Format, Mrz, MrzError, decode, encode

from .samples import zones

ANNA = Mrz(
    format=Format.TD3,
    document_code="P",
    issuer="UTO",
    number="L898902C3",
    nationality="UTO",
    birth="740812",
    sex="F",
    expiry="120415",
    primary="Eriksson",
    secondary="Anna Maria",
    optional="ZE184226B",
)


def test_the_passport_of_the_standard_is_written_from_its_fields() -> None:
    assert encode(ANNA) == (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    )


def test_a_person_of_unstated_sex_has_a_filler_there_and_x_when_read() -> None:
    lines = encode(replace(ANNA, sex="X"))
    assert lines[1][20] == "<"
    assert decode(lines).fields.sex == "X"


def test_an_unknown_birthday_is_written_with_fillers_and_a_digit() -> None:
    assert encode(replace(ANNA, birth="74<<<<"))[1][13:20] == "74<<<<1"
    assert encode(replace(ANNA, birth=mrz.UNKNOWN))[1][13:20] == "<<<<<<0"


@pytest.mark.parametrize("state", ["D", "UTO", "XXA", "UNO", "GBD", "EUE"])
def test_issuing_states_of_one_to_three_letters_come_back(state: str) -> None:
    read = decode(encode(replace(ANNA, issuer=state, nationality=state))).fields
    assert (read.issuer, read.nationality) == (state, state)


@pytest.mark.parametrize("number", ["D23145890734", "D231458907349ABC", "A" * 22])
def test_a_long_number_of_a_card_runs_over_into_the_optional_field(number: str) -> None:
    card = replace(ANNA, format=Format.TD1, document_code="I", number=number, optional="")
    lines = encode(card)
    assert lines[0][14] == "<"
    assert lines[0].startswith(f"I<UTO{number[:9]}<{number[9:]}{mrz.check_digit(number)}<")
    assert decode(lines).fields.number == number


def test_the_long_number_of_the_standard_is_read() -> None:
    lines = (
        "I<UTOD23145890<7349<<<<<<<<<<<",
        "3407127M9507122UTO<<<<<<<<<<<2",
        "STEVENSON<<PETER<JOHN<<<<<<<<<",
    )
    read = decode(lines)
    assert (read.fields.number, read.fields.optional, read.is_consistent) == ("D23145890734", "", True)


def test_a_wrong_digit_of_a_long_number_is_found_where_it_stands() -> None:
    lines = (
        "I<UTOD23145890<7348<<<<<<<<<<<",
        "3407127M9507122UTO<<<<<<<<<<<2",
        "STEVENSON<<PETER<JOHN<<<<<<<<<",
    )
    failure = decode(lines).failures[0]
    assert (failure.field, failure.line, failure.position, failure.expected) == ("number", 1, 19, "9")


def test_data_may_follow_a_long_number() -> None:
    card = replace(ANNA, format=Format.TD2, document_code="I", number="D231458907", optional="7B")
    assert decode(encode(card)).fields.optional == "7B"


def test_spaces_and_punctuation_in_numbers_become_fillers() -> None:
    assert encode(replace(ANNA, number=" AB 12-3 "))[1][:9] == "AB<12<3<<"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"issuer": "UTOP"}, "issuer"),
        ({"issuer": "uto"}, "issuer"),
        ({"nationality": ""}, "nationality"),
        ({"document_code": "V"}, "document_code of a TD3"),
        ({"document_code": "PPP"}, "document_code"),
        ({"number": ""}, "number is empty"),
        ({"number": "L898902C34"}, "number of a TD3 has 9 positions"),
        ({"number": "Л898902"}, "number takes"),
        ({"number": "l898902c"}, "number takes"),
        ({"birth": "740832"}, "birth is YYMMDD"),
        ({"birth": "750229"}, "no day of the calendar"),
        ({"birth": "19740812"}, "birth is YYMMDD"),
        ({"birth": "٧٤٠٨١٢"}, "birth is YYMMDD"),
        ({"expiry": "12<<<<"}, "expiry must be known"),
        ({"sex": "Q"}, "sex is M, F or X"),
        ({"optional": "A" * 15}, "optional of a TD3 has 14 positions"),
        ({"optional2": "A"}, "optional2 of a TD3 has 0 positions"),
        ({"primary": ""}, "primary identifier is empty"),
        ({"primary": "李"}, "U\\+674E"),
        ({"secondary": "Anna 2"}, "is a number"),
        ({"format": Format.TD1, "document_code": "AI"}, "reserved"),
        ({"format": Format.TD2, "document_code": "IV"}, "reserved"),
        (
            {"format": Format.TD1, "document_code": "I", "number": "A" * 23},
            "optional of a TD1 has 15 positions",
        ),
    ],
)
def test_what_cannot_be_written_exactly_is_refused_by_name(change: dict[str, str], message: str) -> None:
    with pytest.raises(MrzError, match=message):
        encode(replace(ANNA, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("",),
        ("P<UTO",),
        ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",),
        ("P<UTO" + "<" * 39, "L" * 43),
        ("p<UTO" + "<" * 39, "L" * 44),
        ("I<UTO" + "<" * 25, "7408122F1204159UTO<<<<<<<<<<<6"),
        ("P UTO" + "<" * 39, "L" * 44),
    ],
)
def test_lines_that_are_no_zone_are_refused(lines: tuple[str, ...]) -> None:
    with pytest.raises(MrzError):
        decode(lines)


@settings(deadline=None)
@given(zones())
def test_any_legal_fields_come_back_as_they_were(fields: Mrz) -> None:
    read = decode(encode(fields))
    assert read.fields == fields
    assert read.is_consistent
