"""Whom a verifier believes, and why not (Doc 9303-13 Appendix D, Doc 9303-12 section 7.1)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from legation.documents.seals import issuing
from legation.documents.seals.certificates import DOCUMENT_TYPES, SEAL_SIGNER, document_types_of, identity, states_of
from legation.documents.seals.errors import SealKeyError
from legation.documents.seals.trust import Outcome, TrustedRoot, TrustList
from legation.documents.seals.vds import Seal
from legation.documents.seals.visa import EmergencySeal

from .published import EMERGENCY, certificate
from .samples import (
    BEGIN,
    ROOT,
    ROOT_KEY,
    SIGNER,
    SIGNER_KEY,
    TODAY,
    a_header,
    a_root,
    a_seal,
    a_signer,
    a_visa,
)

PINNED = TrustedRoot.of(ROOT)


def outcome(seal: Seal, *signers: x509.Certificate, today: date = TODAY, **options: object) -> Outcome:
    trust = TrustList([PINNED], signers or [SIGNER], **options)  # type: ignore[arg-type]
    verdict = trust.judge(seal, today=today)
    assert verdict.reason
    assert verdict.is_ok is (verdict.outcome is Outcome.OK)
    return verdict.outcome


def test_a_seal_under_a_pinned_root_is_believed() -> None:
    assert outcome(a_seal()) is Outcome.OK


def test_a_seal_read_from_its_bytes_is_believed() -> None:
    assert outcome(Seal.parse(a_seal().encode())) is Outcome.OK


def test_an_unknown_signer_is_not() -> None:
    header = replace(a_header(), signer="UTXX")
    assert outcome(a_seal(header=header)) is Outcome.UNKNOWN_CERTIFICATE


def test_another_reference_of_the_same_signer_is_not() -> None:
    assert outcome(a_seal(), a_signer(reference=0x2B)) is Outcome.UNKNOWN_CERTIFICATE


def test_the_reference_is_a_number_however_it_is_padded() -> None:
    assert outcome(a_seal(header=a_header(version=3))) is Outcome.OK
    assert outcome(a_seal(header=replace(a_header(), certificate="002A"))) is Outcome.OK


def test_a_certificate_of_a_root_that_is_not_pinned_is_not_believed() -> None:
    key = issuing.new_key()
    stranger = issuing.issue_root(
        key,
        country="UT",
        state="UTO",
        name="Country signing root of Utopia",
        crl_url="https://example.org/CRLs/UTO.crl",
        not_before=BEGIN,
        signs_until=datetime(2028, 1, 1, tzinfo=UTC),
        not_after=datetime(2031, 1, 1, tzinfo=UTC),
    )
    forged = a_signer(root=stranger, root_key=key)
    assert outcome(a_seal(), forged) is Outcome.UNKNOWN_ISSUER


def test_a_genuine_certificate_decides_even_beside_a_forged_one_of_the_same_name() -> None:
    key = issuing.new_key()
    forged = a_signer(
        key,
        root=issuing.issue_root(
            key,
            country="UT",
            state="UTO",
            name="Other",
            crl_url="https://example.org/x.crl",
            not_before=BEGIN,
            signs_until=datetime(2028, 1, 1, tzinfo=UTC),
            not_after=datetime(2031, 1, 1, tzinfo=UTC),
        ),
        root_key=key,
    )
    assert outcome(a_seal(), SIGNER, forged) is Outcome.OK
    assert outcome(a_seal(), forged, SIGNER) is Outcome.OK


def test_a_root_speaks_only_for_its_own_states() -> None:
    assert outcome(a_seal(header=a_header(country="D"))) is Outcome.UNKNOWN_ISSUER
    wider = TrustList([TrustedRoot(ROOT, frozenset({"UTO", "D"}))], [SIGNER])
    assert wider.judge(a_seal(header=a_header(country="D")), today=TODAY).is_ok


def test_a_changed_message_is_signed_wrong() -> None:
    seal = a_seal()
    spoilt = seal.encode().replace(seal.features[-1].value, a_visa(passport="OTHER").features()[-1].value)
    assert outcome(Seal.parse(spoilt)) is Outcome.SIGNATURE_WRONG


def test_a_seal_signed_with_another_key_is_signed_wrong() -> None:
    assert outcome(a_seal(key=issuing.new_key())) is Outcome.SIGNATURE_WRONG
    assert outcome(replace(a_seal(), signature=b"")) is Outcome.SIGNATURE_WRONG


@pytest.mark.parametrize(
    ("signed", "today", "expected"),
    [
        (date(2024, 12, 31), TODAY, Outcome.INVALID_AT_SIGNING),
        (date(2025, 1, 1), TODAY, Outcome.OK),
        (date(2026, 3, 1), TODAY, Outcome.OK),
        (date(2026, 3, 2), TODAY, Outcome.OK),  # beyond the date line it is tomorrow
        (date(2026, 3, 3), TODAY, Outcome.SIGNED_IN_FUTURE),
        (date(2029, 1, 1), date(2029, 1, 1), Outcome.OK),
        (date(2029, 1, 2), date(2029, 1, 3), Outcome.INVALID_AT_SIGNING),
        (date(2026, 3, 1), date(2029, 1, 2), Outcome.CERTIFICATE_EXPIRED),
    ],
)
def test_the_day_of_the_signature_and_today_count(signed: date, today: date, expected: Outcome) -> None:
    assert outcome(a_seal(header=a_header(signed=signed)), today=today) is expected


def test_a_revoked_certificate_or_root_is_refused() -> None:
    for revoked in (SIGNER, ROOT):
        for name in (identity(revoked), revoked.fingerprint(hashes.SHA256())):
            assert outcome(a_seal(), revoked={name}) is Outcome.CERTIFICATE_REVOKED


def test_a_certificate_for_another_purpose_is_unfit() -> None:
    assert outcome(a_seal(), purposes=[x509.ObjectIdentifier("0.4.0.127.0.7.3.5.1.1")]) is Outcome.CERTIFICATE_UNFIT


def test_a_document_the_signer_may_not_seal_is_refused() -> None:
    limited = a_signer(document_types=["PU"])
    assert outcome(a_seal(), limited) is Outcome.DOCUMENT_TYPE_NOT_ALLOWED
    assert outcome(a_seal(), a_signer(document_types=[])) is Outcome.OK


def altered(
    *extensions: tuple[x509.ExtensionType, bool], public_key: ec.EllipticCurvePublicKey | None = None
) -> x509.Certificate:
    builder = x509.CertificateBuilder(ROOT.subject, SIGNER.subject, public_key or SIGNER_KEY.public_key(), 0x2A)
    builder = builder.not_valid_before(SIGNER.not_valid_before_utc).not_valid_after(SIGNER.not_valid_after_utc)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(ROOT_KEY, hashes.SHA256())


PURPOSE = (x509.ExtendedKeyUsage([SEAL_SIGNER]), True)
NO_SIGNING = x509.KeyUsage(False, False, True, False, False, False, False, False, False)


@pytest.mark.parametrize(
    "extensions",
    [
        (),
        (PURPOSE, (NO_SIGNING, True)),
        (PURPOSE, (x509.BasicConstraints(ca=True, path_length=0), True)),
        (PURPOSE, (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True)),
        (PURPOSE, (x509.UnrecognizedExtension(DOCUMENT_TYPES, b"\x30\x03\x02\x01\x00"), False)),
    ],
)
def test_a_certificate_that_is_none_for_seals_is_unfit(
    extensions: tuple[tuple[x509.ExtensionType, bool], ...],
) -> None:
    assert outcome(a_seal(), altered(*extensions)) is Outcome.CERTIFICATE_UNFIT


def test_a_key_too_long_for_seals_makes_a_certificate_unfit() -> None:
    long = altered(PURPOSE, public_key=issuing.new_key(ec.SECP521R1()).public_key())
    seal = replace(a_seal(), signature=bytes(131) + b"\x01")
    assert outcome(seal, long) is Outcome.CERTIFICATE_UNFIT


def test_a_published_seal_is_unknown_until_its_root_is_pinned() -> None:
    trust = TrustList([PINNED], [certificate("sealgen_UTTS5B.crt")])
    verdict = trust.judge(Seal.parse(EMERGENCY), today=date(2026, 7, 1))
    assert verdict.outcome is Outcome.UNKNOWN_ISSUER
    assert EmergencySeal.read(Seal.parse(EMERGENCY)).mrz[0].startswith("PUUTO")


def test_only_an_authority_can_be_pinned() -> None:
    with pytest.raises(SealKeyError, match="authority"):
        TrustedRoot(SIGNER, frozenset({"UTO"}))
    with pytest.raises(SealKeyError, match="at least one State"):
        TrustedRoot(ROOT, frozenset())


def test_a_root_carries_what_table_6_asks_for() -> None:
    found = {each.oid: each for each in ROOT.extensions}
    constraints, usage = found[x509.BasicConstraints.oid], found[x509.KeyUsage.oid]
    assert (constraints.critical, constraints.value.ca, constraints.value.path_length) == (True, True, 0)
    assert (usage.critical, usage.value.key_cert_sign, usage.value.crl_sign) == (True, True, True)
    assert not usage.value.digital_signature
    assert {
        x509.SubjectKeyIdentifier.oid,
        x509.PrivateKeyUsagePeriod.oid,
        x509.CRLDistributionPoints.oid,
    } <= set(found)
    assert states_of(ROOT) == {"UTO"}
    ROOT.verify_directly_issued_by(ROOT)


def test_a_signer_carries_the_three_extensions_of_table_8_and_no_other() -> None:
    found = {each.oid: each.critical for each in SIGNER.extensions}
    assert found == {
        x509.AuthorityKeyIdentifier.oid: False,
        x509.ExtendedKeyUsage.oid: True,
        DOCUMENT_TYPES: False,
    }
    assert SIGNER.subject.rfc4514_string() == "CN=VS,C=UT"
    assert b"\x13\x02VS" in SIGNER.subject.public_bytes()  # PrintableString
    assert SIGNER.serial_number == 0x2A
    assert document_types_of(SIGNER) == {"V", "VC"}


def test_the_list_of_document_types_is_the_der_of_the_standard() -> None:
    value = SIGNER.extensions.get_extension_for_oid(DOCUMENT_TYPES).value.public_bytes()
    assert value.hex() == "300c" + "020100" + "3107" + "130156" + "13025643"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "V"},
        {"name": "vs"},
        {"reference": 0},
        {"reference": 2**160},
        {"document_types": ["VISA"]},
        {"not_before": BEGIN - timedelta(days=1)},
        {"not_after": datetime(2032, 1, 1, tzinfo=UTC)},
        {"root_key": SIGNER_KEY},
    ],
)
def test_a_signer_outside_the_profile_is_not_issued(change: dict[str, object]) -> None:
    with pytest.raises(SealKeyError):
        a_signer(**change)


def test_a_signer_whose_key_cannot_sign_seals_is_not_issued() -> None:
    with pytest.raises(SealKeyError, match="521 bits"):
        a_signer(issuing.new_key(ec.SECP521R1()))


@pytest.mark.parametrize(
    "change", [{"country": "UTO"}, {"state": "UTOP"}, {"signs_until": BEGIN}, {"not_after": BEGIN}]
)
def test_a_root_with_wrong_codes_or_times_is_not_issued(change: dict[str, object]) -> None:
    with pytest.raises(SealKeyError):
        a_root(**change)
