"""Check digits, worked in Doc 9303-3 Appendix A and in the specimens of Parts 4 to 7."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.documents.seals import mrz
from legation.documents.seals.mrz import Format, check_digit, decode

from .published import rows
from .samples import zones

PASSPORT = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
CARD = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")


@pytest.mark.parametrize(
    ("text", "digit"),
    [
        ("520727", "3"),  # Part 3, Appendix A, example 1
        ("AB2134<<<", "5"),  # example 2
        ("HA672242<658022549601086<<<<<<<<<<<<<<0", "8"),  # example 3, composite of a TD3
        ("D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<<", "2"),  # example 4, TD1
        ("HA672242<658022549601086<<<<<<<", "8"),  # example 5, TD2
    ],
)
def test_the_digits_worked_in_the_standard_come_out(text: str, digit: str) -> None:
    assert check_digit(text) == digit


@pytest.mark.parametrize(
    "lines",
    [
        PASSPORT,  # Part 4, Appendix B
        CARD,  # Part 5, Appendix B
        (
            "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
            "D231458907UTO7408122F1204159<<<<<<<6",
        ),  # Part 6, Figure B-1
        (
            "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C<3UTO6908061F9406236ZE184226B<<<<<<<",
        ),  # Part 7, B-1
        ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L898902C<3UTO6908061F9406236ZE184226"),  # Part 7, B-2
        (
            "PUUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
            "D231458907UTO7408122F2606277<<<<<<<8",
        ),  # Part 8, Appendix B
        ("VCD<<DENT<<ARTHUR<PHILIP<<<<<<<<<<<<", "1234567XY7GBR5203116M2005250<<<<<<<<"),  # TR-03137, Annex F
    ],
)
def test_the_specimens_of_the_standard_are_consistent_and_are_written_again(lines: tuple[str, ...]) -> None:
    read = decode(lines)
    assert read.is_consistent
    assert mrz.encode(read.fields) == lines


@pytest.mark.parametrize("row", rows("mrz", "mrz_specimens.json"))
def test_every_published_specimen_is_judged_as_published(row: dict[str, object]) -> None:
    checks = dict(row["checks"])  # type: ignore[call-overload]
    read = decode(row["lines"])  # type: ignore[arg-type]
    wrong = {"personal" if failure.field == "optional" else failure.field for failure in read.failures}
    assert read.fields.format == checks.pop("format")
    assert wrong == {name for name, holds in checks.items() if not holds}


@pytest.mark.parametrize("row", rows("mrz", "mrz_specimens.json"))
def test_every_published_specimen_is_written_again_unless_it_breaks_the_rules(row: dict[str, object]) -> None:
    lines = tuple(row["lines"])  # type: ignore[arg-type]
    fields = decode(lines).fields
    if not fields.primary:
        with pytest.raises(mrz.MrzError, match="primary identifier is empty"):
            mrz.encode(fields)
    else:
        written = mrz.encode(fields)
        assert (written == lines) is row["all_check_digits_ok"]
        assert decode(written).is_consistent


def test_a_failing_digit_says_where_it_stands_and_what_belongs_there() -> None:
    read = decode((PASSPORT[0], PASSPORT[1][:9] + "7" + PASSPORT[1][10:]))
    assert [(f.field, f.line, f.position, f.expected, f.actual) for f in read.failures] == [
        ("number", 2, 10, "6", "7"),
        ("composite", 2, 44, "7", "0"),
    ]


def test_an_empty_personal_number_may_have_zero_or_a_filler_for_its_digit() -> None:
    upper, lower = (
        "P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<",
        "C01X0006H1D<<6408125F1710319<<<<<<<<<<<<<<",
    )
    assert decode((upper, lower + "<0")).is_consistent
    assert decode((upper, lower + "00")).is_consistent
    assert [failure.field for failure in decode((upper, lower + "10")).failures] == ["optional", "composite"]


CHECKED = {
    Format.TD1: [(0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 30)],
    Format.TD2: [(1, 0, 10), (1, 13, 20), (1, 21, 36)],
    Format.TD3: [(1, 0, 10), (1, 13, 20), (1, 21, 44)],
    Format.MRV_A: [(1, 0, 10), (1, 13, 20), (1, 21, 28)],
    Format.MRV_B: [(1, 0, 10), (1, 13, 20), (1, 21, 28)],
}
VALUES = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}


@settings(deadline=None)
@given(zones(), st.data())
def test_one_wrong_character_in_a_checked_field_is_found(fields: mrz.Mrz, data: st.DataObject) -> None:
    lines = mrz.encode(fields)
    places = [(line, at) for line, start, end in CHECKED[fields.format] for at in range(start, end)]
    line, at = data.draw(st.sampled_from(places))
    was = lines[line][at]
    # Characters whose values differ by ten pass for each other; no scheme modulo ten can tell them apart.
    others = [character for character in VALUES if (VALUES[character] - VALUES[was]) % 10]
    now = data.draw(st.sampled_from(others))
    spoilt = [text[:at] + now + text[at + 1 :] if number == line else text for number, text in enumerate(lines)]
    assert decode(lines).is_consistent
    assert not decode(spoilt).is_consistent


@pytest.mark.parametrize("twin", ["A", "K", "U", "<"])
def test_characters_ten_apart_have_the_same_digit(twin: str) -> None:
    assert check_digit(f"12{twin}") == check_digit("120")
