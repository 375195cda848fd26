"""C40 against the examples of Doc 9303-13 (Appendix C, section 2.3.1), TR-03137 and a second decoder."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.documents.seals import c40
from legation.documents.seals.errors import C40Error

from . import tiny

texts = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ", max_size=80)


@pytest.mark.parametrize(
    ("text", "packed"),
    [
        ("XK<CD", "eb0466a9"),
        ("XKCD", "eb11fe45"),
        ("VISA01", "de515826"),
        ("BSI01", "62d719c9"),
        ("D<<", "6abc"),
        ("UTO", "d9c5"),
        ("DETS00027", "6d32c8a519fc"),
        ("", ""),
    ],
)
def test_the_worked_examples_come_out(text: str, packed: str) -> None:
    assert c40.encode(text).hex() == packed
    assert c40.decode(bytes.fromhex(packed)) == text.replace("<", " ")


@settings(deadline=None)
@given(texts)
def test_any_text_comes_back_in_the_promised_size(text: str) -> None:
    packed = c40.encode(text)
    assert c40.decode(packed) == text
    assert tiny.text_of(packed) == text
    assert len(packed) == c40.size(len(text))


@pytest.mark.parametrize("text", ["a", "Ä", "A.B", "A\n"])
def test_other_characters_are_refused(text: str) -> None:
    with pytest.raises(C40Error, match="C40 carries"):
        c40.encode(text)


@pytest.mark.parametrize("packed", ["eb", "ffff", "0000", "fa01", "0001", "fe62", "fe00", "fe45eb04", "66a966a9"])
def test_bytes_that_nobody_writes_are_refused(packed: str) -> None:
    with pytest.raises(C40Error):
        c40.decode(bytes.fromhex(packed))


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_back_exactly_or_refused(data: bytes) -> None:
    with suppress(C40Error):
        assert c40.encode(c40.decode(data)) == data
