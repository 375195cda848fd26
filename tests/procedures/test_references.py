"""References people read out: mended where that is safe, refused where a character is wrong."""

from hypothesis import given
from hypothesis import strategies as st

from legation.procedures.references import ALPHABET, new_reference, tidy_reference


def test_a_reference_survives_how_people_write_it() -> None:
    reference = new_reference("UTO")
    for typed in (reference.lower(), reference.replace("-", " "), f"  {reference}  ", reference.replace("0", "O")):
        assert tidy_reference(typed) == reference


@given(st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(place: int, character: str) -> None:
    reference = new_reference("UTO")
    body = reference[4:].replace("-", "")
    wrong = body[:place] + character + body[place + 1 :]
    assert tidy_reference(f"UTO-{wrong}") == (reference if wrong == body else None)


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert tidy_reference(text) is None or tidy_reference(text).startswith(text.strip().upper()[:1])  # type: ignore[union-attr]
