"""Every published seal decodes; those whose key is published verify."""

from datetime import date

import pytest

from legation.documents.seals.errors import SealKeyError
from legation.documents.seals.vds import Seal, encode_header
from legation.documents.seals.visa import EmergencySeal, Stay, VisaSeal

from . import tiny
from .published import DETS32, EMERGENCY, UTTS5B, VISA, certificate, rows

# The table that goes with the samples comes from a reader that takes German decimal counts for hexadecimal.
MISREAD = {
    "ankunftsnwPapier2",
    "meldebescheinigung",
    "administrativeDocumentV9Basic",
    "administrativeDocumentV9WithDates",
    "administrativeDocumentV9WithStatus",
}


def sample(name: str) -> Seal:
    found = [row for row in rows("vds", "vds_seals.json") if isinstance(row, dict) and row["name"] == name]
    if not found:
        pytest.skip("open data vds is not on this machine (LEGATION_DATA)")
    return Seal.parse(bytes.fromhex(found[0]["hex"]))


@pytest.mark.parametrize("row", rows("vds", "vds_seals.json"))
def test_every_sample_is_read_and_written_again_byte_for_byte(row: dict[str, str]) -> None:
    data = bytes.fromhex(row["hex"])
    seal = Seal.parse(data)
    assert seal.encode() == data
    assert seal.header.version == int(row["version"]) + 1


@pytest.mark.parametrize("row", rows("vds", "vds_signature_check.csv"))
def test_every_sample_says_what_its_table_says(row: dict[str, str]) -> None:
    seal = sample(row["name"])
    assert (seal.header.country, seal.header.signer) == (row["issuing_country"].strip(), row["signer"])
    if row["name"] not in MISREAD:
        assert seal.header.certificate == row["cert_ref"]
        assert [feature.tag for feature in seal.features] == [int(tag, 16) for tag in row["tags"].split("|")]
        assert len(seal.signature) == int(row["sig_len"])


@pytest.mark.parametrize("row", rows("vds", "vds_signature_check.csv"))
def test_samples_signed_with_a_published_key_verify(row: dict[str, str]) -> None:
    seal = sample(row["name"])
    if row["signature_against_included_certs"] == "valid sha256":
        assert seal.verify(certificate("sealgen_UTTS5B.crt"))
        assert seal.verify(UTTS5B)
    elif row["signature_against_included_certs"] == "valid sha224":
        assert tiny.is_signed_on_p224(DETS32, seal.signed_part, seal.signature)
    else:
        assert seal.verify(UTTS5B) is (row["name"] == "meldebescheinigung")


def test_a_certificate_on_an_unknown_curve_is_refused_by_name() -> None:
    with pytest.raises(SealKeyError, match="cannot be loaded"):
        sample("addressStickerId").verify(certificate("sealgen_DETS32.crt"))


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (
            "residentPermit",
            {
                0x02: "ATD  RESIDORCE  ROLAND              6525845096USA7008038M2201018      06",
                0x03: "UFO001979",
            },
        ),
        ("addressStickerId", {0x01: "T2000AK47", 0x02: "05314000", 0x03: "53175HEINEMANNSTR11"}),
        ("addressStickerPassport", {0x01: "PA5500K11", 0x02: "03359010", 0x03: "21614"}),
        ("supplementSheet", {0x05: "PA0000005"}),
        ("arrivalAttestation", {0x03: "160113000085"}),
        ("arrivalAttestationV02", {0x03: "ABC123456DEF"}),
        ("socialInsurance", {0x01: "65170839J003"}),
    ],
)
def test_packed_features_say_what_was_published(name: str, texts: dict[int, str]) -> None:
    seal = sample(name)
    for tag, text in texts.items():
        feature = seal.get(tag)
        assert feature is not None
        assert feature.text == text


def test_features_in_other_encodings_are_kept_as_bytes() -> None:
    seal = sample("socialInsurance")
    assert [feature.value.decode() for feature in seal.features[1:]] == [
        "Perschweiß",
        "Oscar",
        "Jâcobénidicturius",
    ]


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("ankunftsnwPapier", "00008"),
        ("ankunftsnwPapier2", "00008"),  # version 4 with the nine characters of version 3
        ("meldebescheinigung", "00112233445566778899AABBCCDDEEFF00112233"),  # count in decimal
    ],
)
def test_headers_that_deviate_are_read_as_they_were_meant(name: str, reference: str) -> None:
    assert sample(name).header.certificate == reference


def test_a_registration_certificate_with_a_decimal_count_is_read_to_its_end() -> None:
    seal = sample("meldebescheinigung")
    texts = {feature.tag: feature.value for feature in seal.features}
    assert (texts[0x04], texts[0x05], texts[0x06]) == (b"Mustermann", b"Dr.", b"Erika")
    assert seal.verify(UTTS5B)


def test_a_seal_without_a_signature_is_read_and_never_verifies() -> None:
    seal = sample("administrativeDocumentV9Basic")
    assert seal.signature == b""
    assert not seal.verify(UTTS5B)


def test_the_emergency_travel_document_of_part_8_says_what_it_should_and_verifies() -> None:
    seal = Seal.parse(EMERGENCY)
    assert seal.header.issued == date(2026, 6, 13)
    assert EmergencySeal.read(seal).mrz == (
        "PUUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
        "D231458907UTO7408122F2606277<<<<<<<8",
    )
    assert seal.verify(UTTS5B)
    assert EmergencySeal.read(seal).features() == seal.features
    assert encode_header(seal.header) == EMERGENCY[:18]


def test_the_visa_of_the_german_guideline_says_what_it_should_and_verifies() -> None:
    seal = Seal.parse(VISA)
    assert (seal.header.country, seal.header.signer, seal.header.certificate) == ("D", "DETS", "32")
    assert (seal.header.issued, seal.header.signed) == (date(2020, 1, 1), date(2021, 12, 3))
    visa = VisaSeal.read(seal)
    assert visa.mrz == ("VCD<<DENT<<ARTHUR<PHILIP<<<<<<<<<<<<", "1234567XY7GBR5203116M2005250<<<<<<<<")
    assert (visa.stay, visa.passport, visa.entries) == (Stay(days=160), "47110815P", None)
    assert visa.features() == seal.features
    assert tiny.is_signed_on_p224(DETS32, seal.signed_part, seal.signature)


@pytest.mark.parametrize("data", [EMERGENCY, VISA])
def test_a_second_reader_agrees(data: bytes) -> None:
    seal, other = Seal.parse(data), tiny.read(data)
    assert other["features"] == {feature.tag: feature.value for feature in seal.features}
    assert (other["signed_part"], other["signature"]) == (seal.signed_part, seal.signature)
    assert (other["signer"], other["certificate"]) == (seal.header.signer, seal.header.certificate)
