"""Every published IDB and VDS-NC seal is read; the ones whose key is published verify."""

import base64
import json
from datetime import date
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from legation.documents.seals import formats, portraits
from legation.documents.seals.certificates import VDS_NC_SIGNER, encode_document_types, short_reference
from legation.documents.seals.errors import FormatError, ProfileError, SealError
from legation.documents.seals.idb import messages
from legation.documents.seals.idb.dates import decode_masked, encode_masked
from legation.documents.seals.idb.header import IdbHeader
from legation.documents.seals.idb.seal import IdbSeal
from legation.documents.seals.vds_nc import canonical, health
from legation.documents.seals.vds_nc.seal import NcSeal

from . import independent
from .published import IDB_UNSIGNED, UTTS5B, VACCINATION, certificate, rows

IDB = rows("vds", "idb_barcode_strings.json")
ZONES = {
    "SubstituteIdentityDocument": ("AID<<KOEPPENIK<<JONATHAN<GERALD<<<<<", "2L1T3QPB04D<<8506210M2604239<<<<<<<8"),
    "TemporaryPassport": (
        "PPD<<FOLKS<<TALLULAH<<<<<<<<<<<<<<<<<<<<<<<<", "3113883489D<<9709155F1601013<<<<<<<<<<<<<<04"
    ),
    "SupplementarySheetResidencePermit": (
        "AZD<<5W1ETCGE25<<<<<<<<<<<<<<<", "8703123F2908258CHL<<<<<<<<<<<4", "BORIC<<BRYAN<<<<<<<<<<<<<<<<<<"
    ),
}  # fmt: skip

_POINT = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
_DER = NcSeal.parse(VACCINATION).certificate
KEY = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _DER[_DER.index(_POINT) + len(_POINT) :][:65])


def named(name: str) -> IdbSeal:
    found = [row for row in IDB if isinstance(row, dict) and row["name"] == name]
    if not found:
        pytest.skip("open data vds is not on this machine (LEGATION_DATA)")
    return IdbSeal.parse(found[0]["raw"].encode())


@pytest.mark.parametrize("row", IDB)
def test_every_idb_sample_is_read_and_written_again_letter_for_letter(row: dict[str, str]) -> None:
    seal = IdbSeal.parse(row["raw"].encode())
    assert seal.encode(zipped=False) == row["raw"].encode()
    assert IdbSeal.parse(seal.encode(zipped=True)) == seal


@pytest.mark.parametrize("row", IDB)
def test_every_idb_sample_verifies_with_the_printed_key(row: dict[str, str]) -> None:
    seal = IdbSeal.parse(row["raw"].encode())
    assert seal.verify(UTTS5B)
    assert seal.certificate_key == short_reference(certificate("sealgen_UTTS5B.crt"))
    assert seal.country == "D" and seal.signed is not None and seal.signed.year in {2025, 2026}


@pytest.mark.parametrize("row", IDB)
def test_a_second_decoder_agrees_on_every_idb_sample(row: dict[str, str]) -> None:
    seal, other = IdbSeal.parse(row["raw"].encode()), independent.read_idb(row["raw"].encode())
    assert other["messages"] == {message.tag: message.value for message in seal.messages}
    assert (other["signed_part"], other["signature"]) == (seal.signed_part, seal.signature)
    assert (other["country"], other["reference"], other["signed"]) == (
        seal.country, seal.header.reference, seal.header.signed_on,
    )  # fmt: skip


@pytest.mark.parametrize(("name", "lines"), ZONES.items())
def test_zones_of_all_sizes_say_what_was_published(name: str, lines: tuple[str, ...]) -> None:
    seal = named(name)
    tag = {2: messages.MRZ_TD2, 3: messages.MRZ_TD1}[len(lines)] if len(lines[0]) < 44 else messages.MRZ_TD3
    found = seal.get(tag)
    assert found is not None and found.value == lines
    assert seal.code == lines[0][:2]
    assert messages.write(found).value == next(each.value for each in seal.messages if each.tag == tag)


def test_the_other_messages_are_typed() -> None:
    seal = named("SubstituteIdentityDocument")
    day, kind, face = (seal.get(tag) for tag in (messages.VALID_UNTIL, messages.NATIONAL_TYPE, messages.PORTRAIT))
    assert day is not None and day.value == "2026-04-23"
    assert kind is not None and kind.value == b"\x01"
    assert face is not None and isinstance(face.value, bytes) and portraits.is_readable(face.value)
    sheet = named("SupplementarySheetResidencePermit")
    assert [sheet.get(tag) for tag in (messages.DOCUMENT_REFERENCE, messages.DOCUMENT_NUMBER)] == [
        (messages.DOCUMENT_REFERENCE, "5W1ETCGE2"), (messages.DOCUMENT_NUMBER, "ABCDEFGHI"),
    ]  # fmt: skip
    assert named("ArrivalAttestation").get(messages.REGISTER_NUMBER) == (messages.REGISTER_NUMBER, "ABC123456DEF")


def test_the_emergency_travel_document_among_the_samples_is_one() -> None:
    seal = named("EmergencyTravelDocument")
    content = formats.content_of(seal)
    assert content.mrz[0].startswith("PUD<<") and portraits.is_readable(content.portrait)
    assert seal.code == "PU"


def test_the_visa_among_the_samples_breaks_the_profile_of_part_7_and_is_told_so() -> None:
    with pytest.raises(ProfileError, match="has 48 to 48 bytes, not 60"):
        formats.content_of(named("Visa"))


def test_a_packed_unsigned_seal_of_the_first_draft_is_read() -> None:
    seal = IdbSeal.parse(IDB_UNSIGNED)
    assert seal.header == IdbHeader(country="UTO") and seal.signature == b"" and seal.signed is None
    assert seal.get(messages.CAN) == (messages.CAN, "156782")
    assert seal.encode(zipped=True)[5:] == IDB_UNSIGNED[5:]
    assert not seal.verify(UTTS5B)


@pytest.mark.parametrize(
    ("hexadecimal", "day"),
    [("c3002e7c", "19xx-xx-01"), ("313d10da", "201x-04-xx"), ("f000076c", "1900-xx-xx"), ("00bbddbf", "1999-12-31")],
)  # the printed examples of the library that made the samples
def test_masked_dates(hexadecimal: str, day: str) -> None:
    assert decode_masked(bytes.fromhex(hexadecimal)) == day
    assert encode_masked(day) == bytes.fromhex(hexadecimal)


@pytest.mark.parametrize("data", ["00ffffff", "0002faf0", "c3002e7d00", "80bbddbf", "001e8d48", "30783030"])
def test_days_that_are_none(data: str) -> None:
    with pytest.raises(FormatError):
        decode_masked(bytes.fromhex(data))


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "26-01-01", "2026-1x-40", "0000-01-01", ""])
def test_days_that_cannot_be_written(day: str) -> None:
    with pytest.raises(FormatError):
        encode_masked(day)


def test_the_worked_example_of_vds_nc_verifies_with_the_certificate_in_it() -> None:
    seal = NcSeal.parse(VACCINATION)
    assert seal.verify(KEY)
    assert (seal.data.type, seal.data.version, seal.country, seal.algorithm) == ("icao.vacc", 1, "UTO", "ES256")
    assert seal.encode() == VACCINATION
    health.check(seal.data)


def test_the_certificate_of_the_worked_example_is_one_for_vds_nc() -> None:
    seal = NcSeal.parse(VACCINATION)
    purpose = x509.ExtendedKeyUsage([VDS_NC_SIGNER]).public_bytes()
    assert purpose in seal.certificate and seal.purpose == VDS_NC_SIGNER
    assert encode_document_types(["NV"]) in seal.certificate and seal.code == "NV"
    assert seal.embedded is None  # its algorithm has a parameter that RFC 5758 section 3.2 forbids


def test_a_second_decoder_agrees_on_the_worked_example() -> None:
    other, seal = independent.read_nc(VACCINATION), NcSeal.parse(VACCINATION)
    assert (other["signed_part"], other["signature"]) == (seal.signed_part, seal.signature)
    numbers = KEY.public_numbers()
    assert other["certificate"] == seal.certificate
    assert independent.is_signed((numbers.x, numbers.y), other["signed_part"], other["signature"])


def test_the_order_in_which_members_are_sent_does_not_matter() -> None:
    whole = json.loads(VACCINATION)
    turned = {"sig": dict(reversed(whole["sig"].items())), "data": dict(reversed(whole["data"].items()))}
    sent = json.dumps(turned, indent=2).encode()
    assert NcSeal.parse(b"{" + sent[1:].lstrip()).signed_part == NcSeal.parse(VACCINATION).signed_part


def changed(path: str, value: Any) -> NcSeal:
    """The worked example with one member changed, signature and all."""
    whole = json.loads(VACCINATION)
    *way, last = path.split(".")
    holder = whole["data"]["msg"]
    for step in way:
        holder = holder[int(step)] if step.isdigit() else holder[step]
    if value is None:
        del holder[last]
    else:
        holder[last] = value
    return NcSeal.parse(json.dumps(whole).encode())


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("uvci", None, "uvci"), ("uvci", "", "uvci"), ("uvci", "1234567890123", "uvci"), ("pid", None, "pid.n"),
        ("pid", [{"n": "A"}], "one person"), ("pid.n", ["A"], "pid.n"), ("pid.dob", "1990-1-2", "pid.dob"),
        ("ve", [], "ve.des"), ("ve.0.vd.0.lot", None, "ve.vd.lot"), ("ve.0.vd.1.dvc", "2021", "ve.vd.dvc"),
        ("ve.0.des", 1234567, "ve.des"),
    ],
)  # fmt: skip
def test_a_vaccination_that_breaks_its_type_is_told_where(path: str, value: Any, named: str) -> None:
    with pytest.raises(ProfileError, match=named):
        health.check(changed(path, value).data)


def test_a_vaccinated_person_has_a_day_of_birth_or_a_document() -> None:
    health.check(changed("pid.i", None).data)
    with pytest.raises(ProfileError, match="day of birth"):
        health.check(changed("pid", {"n": "Smith Bill"}).data)


TEST = {
    "utci": "U01932", "pid": {"n": "Cook Gerald", "dob": "1990-01-29", "dt": "P", "dn": "E1234567P"},
    "sp": {"spn": "General Hospital", "ctr": "UTO", "cd": {"p": "+00068765432", "e": "a@b.example", "a": "12 Utopia"}},
    "dat": {"sc": "2020-12-12T12:00:00+08:00", "ri": "2021-02-11T14:00:00+08:00"},
    "tr": {"tc": "molecular(PCR)", "r": "negative", "m": "nasopharyngeal"}, "opt": "ID12345",
}  # fmt: skip


def test_a_test_of_the_other_type_is_held_against_its_rules() -> None:
    from legation.documents.seals.vds_nc.seal import NcData

    data = NcData(type="icao.test", version=1, country="UTO", message=TEST)
    health.check(data)
    with pytest.raises(ProfileError, match=r"dat\.sc"):
        health.check(NcData(type="icao.test", version=1, country="UTO", message=TEST | {"dat": {"sc": "2020"}}))
    with pytest.raises(ProfileError, match="no data type"):
        health.check(NcData(type="icao.visa", version=1, country="UTO", message=TEST))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"\u20ac": "Euro Sign", "\r": "Carriage Return", "\u0080": "Control", "1": "One",
          "\U0001f600": "Emoji: Grinning Face", "\u00f6": "Latin Small Letter O With Diaeresis", "\ufb33": "Hebrew"},
         '{"\\r":"Carriage Return","1":"One","\u0080":"Control",'
         '"\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign",'
         '"\U0001f600":"Emoji: Grinning Face","\ufb33":"Hebrew"}'),
        ({"string": '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\\"\u002f', "literals": [None, True, False]},
         '{"literals":[null,true,false],"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'),
    ],
)  # fmt: skip
def test_the_examples_of_rfc_8785_are_written_as_it_does(value: Any, written: str) -> None:
    assert canonical.encode(value) == written.encode()
    assert independent.canonical(value) == written


@pytest.mark.parametrize("value", [0.5, {"a": 1.0}, 2**53, [-(2**53)], {1: "a"}, b"a", "\ud800", {"\udfff": 1}])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(FormatError):
        canonical.encode(value)


def test_signatures_may_come_without_padding() -> None:
    bare = VACCINATION.replace(b'=="}}', b'"}}')
    seal = NcSeal.parse(bare)
    assert seal.verify(KEY)
    for wrong in (b'="}}', b'==="}}', b'=  "}}'):
        with pytest.raises(SealError):
            NcSeal.parse(VACCINATION.replace(b'=="}}', wrong))


def test_a_signature_in_der_is_told_apart() -> None:
    whole = json.loads(VACCINATION)
    whole["sig"]["sigvl"] = base64.urlsafe_b64encode(bytes(70)).decode()
    with pytest.raises(FormatError, match="64"):
        NcSeal.parse(json.dumps(whole).encode())


def test_the_day_of_a_masked_signature_is_not_known() -> None:
    header = IdbHeader(country="UTO", algorithm=1, reference=b"12345", signed_on="2026-02-xx")
    assert header.signed is None and IdbHeader.decode(header.encode(), signed=True) == header
    assert IdbHeader(country="UTO", algorithm=1, reference=b"12345", signed_on="2026-02-28").signed == date(2026, 2, 28)
