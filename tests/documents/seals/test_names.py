"""The name field: the examples of Parts 4 to 7, section 4.2.3, and what truncation always keeps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.documents.seals.mrz import MrzError, names

from .samples import name_parts

TREES = "Bennelong Wooloomooloo Warrandyte Warnambool"


@pytest.mark.parametrize(
    ("primary", "secondary", "written"),
    [
        ("ERIKSSON", "ANNA MARIA", "ERIKSSON<<ANNA<MARIA"),
        ("HENG", "DEBORAH MING LO", "HENG<<DEBORAH<MING<LO"),
        ("SMITH-JONES", "SUSIE MARGARET", "SMITH<JONES<<SUSIE<MARGARET"),
        ("O'CONNOR", "ENYA SIOBHAN", "OCONNOR<<ENYA<SIOBHAN"),
        ("VAN DER MUELLEN", "MARTIN", "VAN<DER<MUELLEN<<MARTIN"),
        ("AL-BASRI", "HUDA MUHAMMAD JAWAD", "AL<BASRI<<HUDA<MUHAMMAD<JAWAD"),
        ("VILARCHAO FERNANDEZ", "JOSE RAMON", "VILARCHAO<FERNANDEZ<<JOSE<RAMON"),
        ("ARKFREITH", "", "ARKFREITH"),
        ("SATRIYA SUDARPA", "", "SATRIYA<SUDARPA"),
        ("PAPANDROPOULOUS", "JONATHON WARREN TREVOR", "PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR"),
    ],
)
def test_names_that_fit_are_written_as_in_part_4(primary: str, secondary: str, written: str) -> None:
    assert names(primary, secondary, 39) == written.ljust(39, "<")


@pytest.mark.parametrize(
    ("primary", "secondary", "written"),
    [
        # Part 4, 4.2.3.2 and 4.2.3.3; Part 7, 4.2.3.1 and 4.2.3.2 (39 positions)
        ("Nilavadhanananda", "Chayapa Dejthamrong Krasuang", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
        ("Nilavadhanananda", "Arnpol Petch Charonguang", "NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU"),
        (TREES, "Dingo Potoroo", "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI"),
        # Part 6, 4.2.3.1 a and 4.2.3.2 a; Part 7, 7.2.3.1 a (31 positions)
        ("Nilavadhanananda", "Chayapa Dejthamrong Krasuang", "NILAVADHANANANDA<<CHAYAPA<DEJ<K"),
        (TREES, "Dingo Potoroo", "BENNELONG<WOOLOOMOOLOO<W<W<<D<P"),
        ("Papandropoulous", "Jonathoon Alec", "PAPANDROPOULOUS<<JONATHOON<ALEC"),
        ("Papandropoulous", "Stephen Trevor", "PAPANDROPOULOUS<<STEPHEN<TREVOR"),
        # Part 5, 4.2.3.1 a, 4.2.3.2 a, 4.2.3.3 and 4.2.3.4 (30 positions)
        ("Nilavadhanananda", "Chayapa Dejthamrong Krasuang", "NILAVADHANANANDA<<CHAYAPA<DE<K"),
        (TREES, "Dingo Potoroo", "BENNELONG<WOOLOOMOOLOO<W<W<<DI"),
        ("Papandropoulous", "Jonathon Alec", "PAPANDROPOULOUS<<JONATHON<ALEC"),
        ("Vilarchao Fernandez", "Jose Ramon", "VILARCHAO<FERNANDEZ<<JOSE<RAMO"),
    ],
)
def test_long_names_are_truncated_as_in_the_examples(primary: str, secondary: str, written: str) -> None:
    assert names(primary, secondary, len(written)) == written


def test_a_primary_identifier_gives_way_only_for_the_first_letter_of_the_secondary_one() -> None:
    assert names("A" * 39, "Bob", 39) == "A" * 36 + "<<B"


def test_a_single_long_name_is_cut() -> None:
    assert names("A" * 45, "", 39) == "A" * 39


def test_what_the_secondary_identifier_leaves_goes_back_to_the_primary_one() -> None:
    assert names(TREES, "Di", 39) == "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI"
    assert names(TREES, "D", 39) == "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<WA<<D"


def test_a_name_of_initials_alone_is_refused_when_no_cut_ends_in_a_letter() -> None:
    with pytest.raises(MrzError, match="shorten it by hand"):
        names(" ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), "", 30)


@settings(deadline=None)
@given(name_parts, st.just("") | name_parts, st.sampled_from([30, 31, 39]))
def test_a_truncated_name_keeps_every_rule(primary: str, secondary: str, width: int) -> None:
    whole = "<<".join(part.replace(" ", "<") for part in (primary, secondary) if part)
    try:
        field = names(primary, secondary, width)
    except MrzError:
        # Only names made of single letters have no lawful cut.
        assert min(len(word) for word in primary.split()) == 1
        return
    assert len(field) == width
    assert field[0] == primary[0]
    if len(whole) <= width:
        assert field == whole.ljust(width, "<")
        return
    assert field[-1].isalpha()
    assert ("<<" in field) is bool(secondary)
    kept, _, rest = field.partition("<<")
    assert all(full.startswith(cut) for cut, full in zip(kept.split("<"), primary.split(), strict=False))
    assert all(full.startswith(cut) for cut, full in zip(rest.split("<"), secondary.split(), strict=False))
