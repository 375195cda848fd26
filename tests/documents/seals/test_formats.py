"""One interface over three formats: made by one hand, read by another, judged by the same trust list."""

import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings

from legation.documents.seals import barcode, formats, issuing, mrz
from legation.documents.seals.certificates import SEAL_SIGNER, VDS_NC_SIGNER, identity, short_reference
from legation.documents.seals.errors import FormatError, ProfileError, SealError
from legation.documents.seals.interface import AnySeal, Issuance
from legation.documents.seals.signatures import signer_for
from legation.documents.seals.trust import Outcome, TrustedRoot, TrustList
from legation.documents.seals.vds_nc.seal import NcData
from legation.documents.seals.visa import Content, EmergencySeal, VisaSeal

from . import independent, tiny
from .samples import ROOT, SIGNER_KEY, TODAY, a_signer, a_visa, visas

SIGNER = a_signer(purposes=(SEAL_SIGNER, VDS_NC_SIGNER), document_types=["V", "PU"])
KEY = (SIGNER_KEY.public_key().public_numbers().x, SIGNER_KEY.public_key().public_numbers().y)
ISSUED, SIGNED = date(2026, 2, 27), date(2026, 2, 28)
ISSUANCE = Issuance(country="UTO", certificate=SIGNER, issued=ISSUED, signed=SIGNED)
ALL = formats.FORMATS
EMERGENCY = EmergencySeal(("PUUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L898902C36UTO7408122F1204159<<<<<<<8"))
every_format = pytest.mark.parametrize("format_", ALL, ids=[each.name for each in ALL])


def made(format_: formats.SealFormat, content: Content | None = None) -> bytes:
    return format_.encode(content or a_visa(), ISSUANCE, signer_for(SIGNER_KEY))


def judged(seal: AnySeal, *, today: date = TODAY, **changes: object) -> Outcome:
    roots = [TrustedRoot.of(ROOT)]
    return TrustList(roots, [SIGNER], **changes).judge(seal, today=today).outcome  # type: ignore[arg-type]


def flat(content: Content) -> tuple[object, ...]:
    return content.features(), content.portrait


@every_format
@settings(max_examples=40, deadline=None)
@given(visa=visas())
def test_what_is_sealed_is_read_again(format_: formats.SealFormat, visa: VisaSeal) -> None:
    assert flat(formats.content_of(formats.parse(made(format_, visa)))) == flat(visa)


@every_format
@settings(max_examples=15, deadline=None)
@given(visa=visas())
def test_a_seal_survives_its_barcode(format_: formats.SealFormat, visa: VisaSeal) -> None:
    data = made(format_, visa)
    assert barcode.read(barcode.png(data, symbol=format_.symbol, module=4)) == (data,)


@every_format
def test_an_emergency_travel_document_is_sealed_in_every_format(format_: formats.SealFormat) -> None:
    assert mrz.decode(EMERGENCY.mrz).is_consistent
    seal = formats.parse(made(format_, EMERGENCY))
    assert formats.content_of(seal) == EMERGENCY
    assert seal.code == "PU" and judged(seal) is Outcome.OK


@every_format
def test_a_seal_says_who_issued_it_and_when_if_it_can(format_: formats.SealFormat) -> None:
    seal = formats.parse(made(format_))
    assert (seal.country, seal.code) == ("UTO", "V")
    assert seal.signed == (None if format_.name == "vds-nc" else SIGNED)


@every_format
def test_the_same_trust_list_judges_them_all(format_: formats.SealFormat) -> None:
    seal = formats.parse(made(format_))
    assert judged(seal) is Outcome.OK
    assert judged(seal, revoked=[identity(SIGNER)]) is Outcome.CERTIFICATE_REVOKED
    assert judged(seal, today=date(2029, 6, 1)) is Outcome.CERTIFICATE_EXPIRED
    assert judged(seal, purposes=[x509.ObjectIdentifier("1.2.3")]) is Outcome.CERTIFICATE_UNFIT
    stranger = issuing.new_key()
    forged = formats.parse(format_.encode(a_visa(), ISSUANCE, signer_for(stranger)))
    assert judged(forged) is Outcome.SIGNATURE_WRONG


@every_format
def test_a_signer_seals_only_the_documents_it_may(format_: formats.SealFormat) -> None:
    narrow = a_signer(purposes=(SEAL_SIGNER, VDS_NC_SIGNER), document_types=["VC"], reference=7)
    data = format_.encode(a_visa(), replace(ISSUANCE, certificate=narrow), signer_for(SIGNER_KEY))
    trust = TrustList([TrustedRoot.of(ROOT)], [narrow])
    assert trust.judge(formats.parse(data), today=TODAY).outcome is Outcome.DOCUMENT_TYPE_NOT_ALLOWED


def test_each_format_wants_the_key_usage_that_icao_has_for_it() -> None:
    for purpose, fit in ((SEAL_SIGNER, {"vds", "idb", "idb-portrait"}), (VDS_NC_SIGNER, {"vds-nc"})):
        signer = a_signer(purposes=(purpose,), reference=9)
        trust = TrustList([TrustedRoot.of(ROOT)], [signer])
        issuance = replace(ISSUANCE, certificate=signer)
        found = {
            each.name: trust.judge(
                formats.parse(each.encode(a_visa(), issuance, signer_for(SIGNER_KEY))), today=TODAY
            ).outcome
            for each in ALL
        }  # fmt: skip
        assert {name for name, outcome in found.items() if outcome is Outcome.OK} == fit
        assert set(found.values()) == {Outcome.OK, Outcome.CERTIFICATE_UNFIT}


def test_a_certificate_that_travels_in_the_seal_needs_a_pinned_root_and_nothing_else() -> None:
    seal = formats.parse(made(formats.named("vds-nc")))
    assert TrustList([TrustedRoot.of(ROOT)]).judge(seal, today=TODAY).is_ok
    assert TrustList([]).judge(seal, today=TODAY).outcome is Outcome.UNKNOWN_ISSUER
    foreign = replace(ISSUANCE, country="UNO")
    seal = formats.parse(formats.named("vds-nc").encode(a_visa(), foreign, signer_for(SIGNER_KEY)))
    assert TrustList([TrustedRoot.of(ROOT)]).judge(seal, today=TODAY).outcome is Outcome.UNKNOWN_ISSUER


def test_a_revoked_certificate_cannot_be_dressed_up_as_another() -> None:
    data = json.loads(made(formats.named("vds-nc")))
    r, s = decode_dss_signature(SIGNER.signature)
    rewritten = encode_dss_signature(r, independent.N - s)
    der = _with_signature(SIGNER, rewritten)
    data["sig"]["cer"] = base64.urlsafe_b64encode(der).decode()
    seal = formats.parse(json.dumps(data).encode())
    assert seal.embedded is not None and seal.embedded.fingerprint(SHA256()) != SIGNER.fingerprint(SHA256())
    assert judged(seal) is Outcome.OK
    for name in (identity(SIGNER), SIGNER.fingerprint(SHA256())):
        assert judged(seal, revoked=[name]) is Outcome.CERTIFICATE_REVOKED


def _with_signature(certificate: x509.Certificate, signature: bytes) -> bytes:
    content = certificate.tbs_certificate_bytes + bytes.fromhex("300a06082a8648ce3d040302")
    content += bytes((3, len(signature) + 1, 0)) + signature
    return b"\x30\x82" + len(content).to_bytes(2, "big") + content


def test_a_seal_that_does_not_say_when_it_was_signed_is_held_against_today() -> None:
    seal = formats.parse(made(formats.named("vds-nc")))
    assert judged(seal, today=date(2024, 12, 31)) is Outcome.INVALID_AT_SIGNING
    assert judged(seal, today=date(2025, 1, 1)) is Outcome.OK
    assert judged(seal, today=date(2029, 1, 2)) is Outcome.CERTIFICATE_EXPIRED


@every_format
@settings(max_examples=15, deadline=None)
@given(visa=visas())
def test_a_second_decoder_reads_the_same(format_: formats.SealFormat, visa: VisaSeal) -> None:
    data = made(format_, visa)
    features = {feature.tag: feature.value for feature in visa.features()}
    if format_.name == "vds":
        found = tiny.read(data)
        assert found["features"] == features
    elif format_.name == "vds-nc":
        found = independent.read_nc(data)
        message = found["message"]
        assert (found["type"], found["country"], found["algorithm"]) == ("uto.visa", "UTO", "ES256")
        assert tuple(message["mrz"]) == visa.mrz and message["pn"] == visa.passport
        assert (message["stay"]["d"], message["stay"]["m"], message["stay"]["y"]) == visa.stay
        assert message.get("ent") == visa.entries
        assert found["certificate"] == SIGNER.public_bytes(Encoding.DER)
    else:
        found = independent.read_idb(data)
        assert dict(independent.fields(found["messages"][1])) == features
        zone = independent.characters(features.get(1) or features[2])
        assert zone.ljust(len(visa.mrz[0]) + 28, "<") == visa.mrz[0] + visa.mrz[1][:28]
        assert (found["country"], found["algorithm"], found["signed"]) == ("UTO", 1, SIGNED.isoformat())
        assert found["reference"] == short_reference(SIGNER)
    assert found["signed_part"] == formats.parse(data).signed_part
    assert independent.is_signed(KEY, found["signed_part"], found["signature"])  # type: ignore[arg-type]


@every_format
def test_the_signed_part_alone_is_read_before_it_is_signed(format_: formats.SealFormat) -> None:
    data = made(format_)
    seal = formats.parse(data)
    unsigned = formats.parse_unsigned(seal.signed_part)
    assert type(unsigned) is type(seal) and not unsigned.signature
    assert unsigned.country == "UTO" and unsigned.certificate_key == seal.certificate_key
    with pytest.raises(SealError):
        formats.parse_unsigned(data)
    with pytest.raises(SealError):
        formats.parse_unsigned(seal.signed_part + seal.signature)


@settings(max_examples=60, deadline=None)
@given(visa=visas())
def test_no_signed_part_is_one_of_two_formats(visa: VisaSeal) -> None:
    for each in ALL[:3]:
        part = formats.parse(made(each, visa)).signed_part
        readers = {other.kind for other in ALL[:3] if _reads(other, part)}
        assert readers == {each.kind}


def _reads(format_: formats.SealFormat, part: bytes) -> bool:
    try:
        format_.parse_unsigned(part)
    except SealError:
        return False
    return True


def test_a_portrait_is_refused_where_there_is_no_room() -> None:
    visa = a_visa(portrait=b"a face")
    for each in ALL:
        if each.name.startswith("idb"):
            assert formats.content_of(formats.parse(made(each, visa))).portrait == b"a face"
        else:
            with pytest.raises(ProfileError, match="portrait"):
                made(each, visa)
    with pytest.raises(ProfileError, match="1000"):
        made(formats.named("idb-portrait"), a_visa(portrait=bytes(1001)))


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(FormatError, match="known are vds, vds-nc, idb"):
        formats.named("jab")


@pytest.mark.parametrize(
    ("curve", "names"), [(ec.SECP384R1(), ("ES384", 2)), (ec.BrainpoolP512R1(), ("ES512", 3))]
)  # fmt: skip
def test_the_hash_follows_the_key(curve: ec.EllipticCurve, names: tuple[str, int]) -> None:
    key = issuing.new_key(curve)
    signer = a_signer(key, purposes=(SEAL_SIGNER, VDS_NC_SIGNER), reference=11)
    issuance, trust = replace(ISSUANCE, certificate=signer), TrustList([TrustedRoot.of(ROOT)], [signer])
    found = []
    for name in ("vds-nc", "idb"):
        data = formats.named(name).encode(a_visa(), issuance, signer_for(key))
        assert trust.judge(formats.parse(data), today=TODAY).is_ok
        found.append(independent.read_nc(data) if name == "vds-nc" else independent.read_idb(data))
    assert tuple(each["algorithm"] for each in found) == names


def test_a_key_without_a_named_hash_seals_neither() -> None:
    key = issuing.new_key(ec.SECP224R1())
    issuance = replace(ISSUANCE, certificate=a_signer(key, reference=12))
    for name in ("vds-nc", "idb"):
        with pytest.raises(FormatError, match="sha224"):
            formats.named(name).encode(a_visa(), issuance, signer_for(key))


def test_the_clock_of_the_samples_is_inside_the_certificates() -> None:
    assert SIGNER.not_valid_before_utc < datetime(2026, 3, 1, tzinfo=UTC) < SIGNER.not_valid_after_utc


@every_format
def test_a_signer_is_asked_only_for_seals_that_are_its_own(format_: formats.SealFormat) -> None:
    part = formats.parse(made(format_)).signed_part
    assert formats.parse_to_sign(part, SIGNER, "UTO").signed_part == part
    with pytest.raises(FormatError, match="does not sign for"):
        formats.parse_to_sign(part, SIGNER, "UNO")
    if format_.name != "vds-nc":  # what is signed there does not name a certificate
        with pytest.raises(FormatError, match="does not sign for"):
            formats.parse_to_sign(part, a_signer(reference=8), "UTO")
    narrow = a_signer(document_types=["AC"])
    other = format_.encode(a_visa(), replace(ISSUANCE, certificate=narrow), signer_for(SIGNER_KEY))
    with pytest.raises(FormatError, match="seals AC, not V"):
        formats.parse_to_sign(formats.parse(other).signed_part, narrow, "UTO")


def test_a_visa_signer_makes_no_proofs_of_health_and_nothing_it_cannot_tell() -> None:
    for type_, message in (("icao.vacc", {"uvci": "U1"}), ("uto.visa", {"pn": "1"}), ("uto.anything", {"a": 1})):
        part = NcData(type=type_, version=1, country="UTO", message=message).encode()
        with pytest.raises(FormatError, match="seals PU, V, not"):
            formats.parse_to_sign(part, SIGNER, "UTO")
