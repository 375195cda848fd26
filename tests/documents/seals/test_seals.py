"""Making, reading and checking seals (Doc 9303-13)."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.documents.seals import issuing, vds
from legation.documents.seals.errors import FormatError, SealKeyError
from legation.documents.seals.header import decode_day, encode_day
from legation.documents.seals.signatures import der_to_raw, hash_for, raw_to_der, signer_for
from legation.documents.seals.tlv import encode_length
from legation.documents.seals.vds import Feature, Header, Seal, encode_header, encode_message

from . import tiny
from .samples import SIGNER, SIGNER_KEY, a_header, a_seal, days, visas

HEADER = Header(
    country="D",
    signer="DETS",
    certificate="00027",
    issued=date(2020, 1, 1),
    signed=date(2020, 1, 13),
    reference=0xFD,
    category=0x02,
    version=3,
)


def test_the_header_of_the_german_arrival_attestation_is_written() -> None:
    assert encode_header(HEADER).hex() == "dc026abc6d32c8a519fc0f71341145f4fd02"


def test_version_4_counts_the_characters_of_the_reference_in_hexadecimal() -> None:
    header = replace(HEADER, version=4, certificate="A" * 0x28)
    assert tiny.text_of(encode_header(header)[4:36]) == "DETS28" + "A" * 0x28
    assert Seal.parse(encode_header(header)).header == header


def test_a_day_is_written_as_in_the_standard() -> None:
    assert encode_day(date(1957, 3, 25)).hex() == "319ef5"  # section 2.3.1
    assert decode_day(bytes.fromhex("319ef5")) == date(1957, 3, 25)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"version": 2}, "version"),
        ({"country": "UTOP"}, "country"),
        ({"country": ""}, "country"),
        ({"signer": "UT"}, "signer"),
        ({"certificate": "27"}, "certificate"),
        ({"version": 4, "certificate": ""}, "certificate"),
        ({"version": 4, "certificate": "2a"}, "certificate"),
        ({"version": 4, "certificate": "A" * 256}, "certificate"),
        ({"reference": 0}, "reference"),
        ({"reference": 255}, "reference"),
        ({"category": 256}, "category"),
    ],
)
def test_a_header_outside_its_limits_is_refused_by_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(FormatError, match=f"cannot carry its {field}"):
        encode_header(replace(HEADER, **change))  # type: ignore[arg-type]


def test_lengths_are_der_in_version_4_and_plain_in_version_3() -> None:
    long = (Feature(1, bytes(200)),)
    assert encode_message(long, version=3)[:2].hex() == "01c8"
    assert encode_message(long, version=4)[:3].hex() == "0181c8"
    assert encode_length(0x1234, der=True).hex() == "821234"
    with pytest.raises(FormatError, match="up to 255"):
        encode_message((Feature(1, bytes(256)),), version=3)


@pytest.mark.parametrize("features", [(Feature(255, b""),), (Feature(-1, b""),), (Feature(1, b""), Feature(1, b"x"))])
def test_a_tag_is_0_to_254_and_used_once(features: tuple[Feature, ...]) -> None:
    with pytest.raises(FormatError, match="feature tag"):
        encode_message(features)


PREFIX = encode_header(a_header())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xdc",
        b"\xdc\x03",
        b"\xdd" + PREFIX[1:],
        b"\xdc\x01" + PREFIX[2:],
        PREFIX[:-1],
        PREFIX[:6] + b"\xff\xff" + PREFIX[8:],  # identifier is not C40
        PREFIX[:8] + b"\xff\xff\xff" + PREFIX[11:],  # no day
        PREFIX + b"\x01",
        PREFIX + b"\x01\x05abcd",
        PREFIX + b"\x01\x81\x05abcde",  # not the shortest length
        PREFIX + b"\x01\x80",
        PREFIX + b"\x01\x01a\x01\x01b",
        PREFIX + b"\x01\x01a\xff\x02ab\x00",
        PREFIX + b"\x01\x01a\xff\x03ab",
    ],
)
def test_broken_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        Seal.parse(data)


@settings(deadline=None)
@given(st.binary(max_size=300).map(lambda tail: PREFIX + tail) | st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(FormatError):
        assert Seal.parse(data).encode() == data


@settings(deadline=None)
@given(visas(), days, days, st.integers(1, 2**159), st.sampled_from([3, 4]))
def test_a_seal_comes_back_as_it_was_made(visa: object, issued: date, signed: date, serial: int, version: int) -> None:
    reference = f"{serial % 0xFFFFF + 1:05X}" if version == 3 else f"{serial:X}"
    header = replace(a_header(), issued=issued, signed=signed, certificate=reference, version=version)
    features = visa.features()  # type: ignore[attr-defined]
    seal = vds.sign(header, features, signer_for(SIGNER_KEY))
    read = Seal.parse(seal.encode())
    assert read == seal
    assert read.verify(SIGNER)
    assert tiny.read(seal.encode())["features"] == {feature.tag: feature.value for feature in features}


@settings(deadline=None)
@given(st.data())
def test_one_changed_byte_never_verifies(data: st.DataObject) -> None:
    good = a_seal().encode()
    at = data.draw(st.integers(0, len(good) - 1))
    spoilt = bytearray(good)
    spoilt[at] ^= data.draw(st.integers(1, 255))
    with suppress(FormatError):
        assert not Seal.parse(bytes(spoilt)).verify(SIGNER)


@pytest.mark.parametrize(
    ("curve", "octets"),
    [
        (ec.SECP224R1(), 56),
        (ec.SECP256R1(), 64),
        (ec.BrainpoolP256R1(), 64),
        (ec.SECP384R1(), 96),
        (ec.BrainpoolP384R1(), 96),
        (ec.BrainpoolP512R1(), 128),
    ],
)
def test_every_curve_signs_with_the_hash_of_its_size(curve: ec.EllipticCurve, octets: int) -> None:
    key = issuing.new_key(curve)
    seal = a_seal(key=key)
    assert len(seal.signature) == octets
    assert hash_for(curve.key_size).digest_size * 2 == octets
    assert Seal.parse(seal.encode()).verify(key.public_key())
    assert not seal.verify(SIGNER_KEY.public_key())


def test_a_key_without_a_hash_is_refused() -> None:
    with pytest.raises(SealKeyError, match="521 bits"):
        signer_for(issuing.new_key(ec.SECP521R1()))


def test_the_key_may_live_elsewhere() -> None:
    asked: list[bytes] = []

    def elsewhere(data: bytes) -> bytes:
        asked.append(data)
        return signer_for(SIGNER_KEY)(data)

    seal = vds.sign(a_header(), [Feature(1, b"x")], elsewhere)
    assert asked == [seal.signed_part]
    assert seal.verify(SIGNER)


@pytest.mark.parametrize("answer", [b"", bytes(63), bytes(70), bytes(132)])
def test_an_answer_of_another_length_is_no_signature(answer: bytes) -> None:
    with pytest.raises(FormatError, match="raw signature"):
        vds.sign(a_header(), [Feature(1, b"x")], lambda _: answer)


def test_the_reference_reserved_for_tests_is_not_signed() -> None:
    with pytest.raises(FormatError, match="reserved"):
        vds.sign(replace(a_header(), certificate="00"), [], signer_for(SIGNER_KEY))


def test_signatures_change_form_as_in_part_7_appendix_e() -> None:
    r = "21C6785B027EC4A5BFA6DDE537E8ADFA91BEB1197BED97ADF2FF89E0A344512B"
    s = "7B0136C44050F117E507BC2A782FFE15F68DDD6818AF5A7BAF21CA7CFC7E83BE"
    der = bytes.fromhex(f"30440220{r}0220{s}")
    assert der_to_raw(der, 256).hex().upper() == r + s
    assert raw_to_der(bytes.fromhex(r + s)) == der
    assert der_to_raw(bytes.fromhex("3006020101020102"), 256) == bytes(31) + b"\x01" + bytes(31) + b"\x02"


def test_what_is_no_signature_does_not_change_form() -> None:
    with pytest.raises(SealKeyError):
        der_to_raw(b"\x30\x00", 256)
    with pytest.raises(SealKeyError):
        der_to_raw(raw_to_der(bytes([1]) * 96), 256)
    with pytest.raises(SealKeyError):
        raw_to_der(b"abc")


def test_a_certificate_of_another_kind_of_key_is_refused() -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    key = rsa.generate_private_key(65537, 2048)
    name = SIGNER.subject
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1)
    builder = builder.not_valid_before(SIGNER.not_valid_before_utc).not_valid_after(SIGNER.not_valid_after_utc)
    with pytest.raises(SealKeyError, match="another kind of key"):
        a_seal().verify(builder.sign(key, hashes.SHA256()))
