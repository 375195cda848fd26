"""The sealed message of a visa (Doc 9303-7 section 9.1) and what its limits refuse."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from legation.documents.seals import profiles, vds
from legation.documents.seals.errors import ProfileError
from legation.documents.seals.signatures import signer_for
from legation.documents.seals.vds import Feature, document_code
from legation.documents.seals.visa import (
    STAY_IN_TRANSIT,
    STAY_SET_AT_BORDER,
    STAY_UNTIL_EXPIRY,
    EmergencySeal,
    Stay,
    VisaSeal,
)

from .samples import SIGNER_KEY, VISA_A, VISA_B, a_header, a_seal, a_visa, visas


def features_of(**changes: object) -> dict[int, bytes]:
    return {feature.tag: feature.value for feature in a_visa(**changes).features()}


def test_a_large_visa_seals_72_characters_of_its_zone_in_48_bytes() -> None:
    features = features_of()
    assert len(features[0x01]) == 48
    assert Feature(1, features[0x01]).text == (VISA_A[0] + VISA_A[1][:28]).replace("<", " ")


def test_a_small_visa_seals_64_characters_of_its_zone_in_44_bytes() -> None:
    features = features_of(mrz=VISA_B)
    assert 0x01 not in features
    assert len(features[0x02]) == 44


def test_stay_entries_and_passport_take_the_bytes_of_the_standard() -> None:
    features = features_of(stay=Stay(10, 2, 1), entries=0, passport="AB12")
    assert (features[0x04], features[0x03], len(features[0x05])) == (b"\x0a\x02\x01", b"\x00", 6)
    assert VisaSeal.read(a_seal(a_visa(passport="AB12"))).passport == "AB12"


@pytest.mark.parametrize(
    ("stay", "octets"),
    [(STAY_UNTIL_EXPIRY, "000000"), (STAY_SET_AT_BORDER, "ffffff"), (STAY_IN_TRANSIT, "fefefe")],
)
def test_the_three_special_stays_have_their_triples(stay: Stay, octets: str) -> None:
    assert features_of(stay=stay)[0x04].hex() == octets


def test_what_a_seal_does_not_say_is_none() -> None:
    visa = VisaSeal.read(a_seal(a_visa(entries=None)))
    assert (visa.entries, visa.visa_type, visa.additional) == (None, None, None)


@settings(deadline=None)
@given(visas())
def test_any_lawful_visa_comes_back_without_its_optional_data(visa: VisaSeal) -> None:
    upper, lower = visa.mrz
    expected = replace(visa, mrz=(upper, lower[:28].ljust(len(lower), "<")))
    assert VisaSeal.read(a_seal(visa)) == expected


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"entries": 256}, "entries takes numbers"),
        ({"entries": -1}, "entries takes numbers"),
        ({"stay": Stay(days=256)}, "stay takes numbers"),
        ({"passport": ""}, "passport number"),
        ({"passport": "A123456789"}, "passport number"),
        ({"passport": "a1"}, "passport number"),
        ({"visa_type": b""}, "visa type has 1 to 4 bytes"),
        ({"visa_type": b"12345"}, "visa type has 1 to 4 bytes"),
        ({"additional": bytes(255)}, "additional feature has 0 to 254 bytes"),
        ({"mrz": ("P<UTO" + "<" * 39, VISA_A[1])}, "check digits|not of TD3"),
        ({"mrz": (VISA_A[0], VISA_A[1].replace("L", "M"))}, "check digits do not fit: number"),
        ({"mrz": VISA_A[:1]}, "no machine readable zone"),
        ({"mrz": (VISA_A[0], VISA_B[1])}, "no machine readable zone"),
    ],
)
def test_a_visa_outside_its_limits_is_refused_by_field(change: dict[str, object], message: str) -> None:
    with pytest.raises(ProfileError, match=message):
        a_visa(**change).features()


def sealed(features: list[Feature], **header: object) -> vds.Seal:
    return vds.sign(replace(a_header(), **header), features, signer_for(SIGNER_KEY))  # type: ignore[arg-type]


GOOD = list(a_visa().features())


@pytest.mark.parametrize(
    ("features", "header", "message"),
    [
        ([each for each in GOOD if each.tag != 0x01], {}, "exactly one machine readable zone"),
        ([*GOOD, Feature(0x02, bytes(44))], {}, "exactly one machine readable zone"),
        ([each for each in GOOD if each.tag != 0x04], {}, "duration of stay .* is missing"),
        ([each for each in GOOD if each.tag != 0x05], {}, "passport number .* is missing"),
        ([*GOOD, Feature(0x06, b"")], {}, "visa type has 1 to 4 bytes"),
        ([*GOOD, Feature(0x06, b"12345")], {}, "visa type has 1 to 4 bytes"),
        (GOOD, {"category": 0x02}, "announces no visa seal"),
        (GOOD, {"reference": 0x5E, "category": 0x03}, "announces no visa seal"),
    ],
)
def test_a_seal_that_breaks_the_profile_is_not_read_as_a_visa(
    features: list[Feature], header: dict[str, object], message: str
) -> None:
    with pytest.raises(ProfileError, match=message):
        VisaSeal.read(sealed(features, **header))


def test_unknown_features_are_allowed_and_reported() -> None:
    seal = sealed([*GOOD, Feature(0x40, b"new")])
    assert VisaSeal.read(seal) == VisaSeal.read(a_seal())
    assert profiles.check(profiles.VISA, seal.header, seal.features) == (0x40,)


def test_an_emergency_document_must_be_of_version_4() -> None:
    header = {"reference": 0x5E, "category": 0x03}
    lines = ("PUUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F2606277<<<<<<<8")
    features = list(EmergencySeal(lines).features())
    assert EmergencySeal.read(sealed(features, **header)).mrz == lines
    with pytest.raises(ProfileError, match="announces no emergency"):
        EmergencySeal.read(sealed(features, **header, version=3, certificate="0002A"))


def test_an_emergency_document_takes_only_a_td2_zone() -> None:
    with pytest.raises(ProfileError, match="not of MRV-B"):
        EmergencySeal(VISA_B).features()


def test_the_document_code_is_found_in_a_seal_of_a_known_profile() -> None:
    assert document_code(a_header(), GOOD) == "V"
    assert document_code(replace(a_header(), category=0x08), GOOD) is None
    assert document_code(a_header(), GOOD[1:]) == ""
