"""VDS-NC: any message that JSON can carry exactly is signed, read again and understood by a second decoder."""

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from legation.documents.seals import barcode
from legation.documents.seals.errors import FormatError, ProfileError
from legation.documents.seals.signatures import signer_for
from legation.documents.seals.vds_nc import canonical, document
from legation.documents.seals.vds_nc.seal import NcData, NcSeal, sign

from . import independent
from .samples import SIGNER_KEY, a_visa
from .test_formats import KEY, SIGNER

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.integers(-(2**53) + 1, 2**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(texts, inside, max_size=4),
    max_leaves=10,
)
members = st.dictionaries(texts, values, min_size=1, max_size=5)
types = st.from_regex(r"[a-z0-9]{2,12}(\.[a-z0-9]{1,16}){1,3}", fullmatch=True)
datas = st.builds(
    NcData, type=types, version=st.integers(1, 99), country=st.sampled_from(["UTO", "D", "UNO"]), message=members
)


@settings(max_examples=150, deadline=None)
@given(datas)
def test_every_message_is_signed_read_again_and_understood_by_a_second_decoder(data: NcData) -> None:
    assume(len(data.encode()) < 2000)
    made = sign(data, SIGNER, signer_for(SIGNER_KEY))
    found, other = NcSeal.parse(made.encode()), independent.read_nc(made.encode())
    assert found == made and found.data == data and found.embedded == SIGNER and found.verify(SIGNER)
    assert NcSeal.parse_unsigned(found.signed_part).data == data
    assert (other["type"], other["version"], other["country"]) == (data.type, data.version, data.country)
    assert other["message"] == data.message and other["signed_part"] == found.signed_part
    assert independent.is_signed(KEY, other["signed_part"], other["signature"])


@settings(max_examples=30, deadline=None)
@given(datas, st.sampled_from(list(barcode.Symbol)))
def test_any_letters_survive_any_symbol(data: NcData, symbol: barcode.Symbol) -> None:
    encoded = sign(data, SIGNER, signer_for(SIGNER_KEY)).encode()
    assume(len(encoded) < 1400)
    assert barcode.read(barcode.png(encoded, symbol=symbol, module=4)) == (encoded,)


@settings(max_examples=150, deadline=None)
@given(values)
def test_the_canonical_form_is_the_same_however_it_was_sent(value: Any) -> None:
    written = canonical.encode(value)
    for sent in (json.dumps(value), json.dumps(value, indent=1), json.dumps(value, ensure_ascii=False, sort_keys=True)):
        assert canonical.encode(canonical.decode(sent.encode())) == written
    assert independent.canonical(value).encode() == written


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "visa"}, {"type": "ICAO.vacc"}, {"type": "icao."}, {"version": 0}, {"version": 100}, {"version": True},
        {"country": "uto"}, {"country": "UTOP"}, {"message": {}}, {"message": {"a": 0.5}}, {"message": {"a": 2**60}},
    ],
)  # fmt: skip
def test_a_header_or_message_that_has_no_form_is_refused(changes: dict[str, Any]) -> None:
    fields: dict[str, Any] = {"type": "uto.visa", "version": 1, "country": "UTO", "message": {"a": 1}}
    with pytest.raises(FormatError):
        NcData(**(fields | changes)).encode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mrz", None), ("mrz", ["V<UTO", "7"]), ("mrz", "V<UTO"), ("mrz", [1, 2]), ("stay", None), ("stay", {"d": 300}),
        ("stay", {"d": 30, "m": 0, "y": True}), ("stay", 30), ("pn", ""), ("pn", 7), ("ent", 256), ("ent", "1"),
        ("vt", "a"), ("vt", 1), ("add", "%"), ("more", 1), ("stay", {"d": 1, "m": 1, "y": 1, "h": 1}),
    ],
)  # fmt: skip
def test_a_visa_with_a_member_that_is_missing_strange_or_wrong_is_none(name: str, value: Any) -> None:
    message = dict(document.data_of(a_visa(visa_type=b"A1"), "UTO").message)
    message[name] = value
    if value is None:
        del message[name]
    data = NcData(type="uto.visa", version=1, country="UTO", message=message)
    with pytest.raises(ProfileError):
        document.read(sign(data, SIGNER, signer_for(SIGNER_KEY)))


@pytest.mark.parametrize(("type_", "version"), [("uno.visa", 1), ("uto.visa", 2), ("icao.visa", 1), ("uto.etd", 1)])
def test_a_visa_under_another_name_is_none(type_: str, version: int) -> None:
    message = document.data_of(a_visa(), "UTO").message
    data = NcData(type=type_, version=version, country="UTO", message=message)
    with pytest.raises(ProfileError):
        document.read(sign(data, SIGNER, signer_for(SIGNER_KEY)))


def test_more_than_a_barcode_holds_is_refused_when_it_is_made() -> None:
    data = NcData(type="uto.visa", version=1, country="UTO", message={"a": "x" * 4000})
    with pytest.raises(FormatError, match="more than a barcode holds"):
        sign(data, SIGNER, signer_for(SIGNER_KEY))
