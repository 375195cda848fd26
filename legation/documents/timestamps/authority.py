"""A small time stamping authority (RFC 3161), with faults that can be switched on: for demonstrations and tests.

A ministry uses a qualified one; what this one stamps proves what its operator's clock said, and no more.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

POLICY = "2.25.147617894220125315565293422060764787685"  # an identifier of our own: no promise beyond the clock
_DIGESTS = {"sha256": 32, "sha384": 48, "sha512": 64}
_MOST_REQUEST = 4096
_CRL_HOLDS = timedelta(days=30)


class Fault(StrEnum):
    """What goes wrong on purpose."""

    NONE = ""
    DOWN = "down"
    WRONG_NONCE = "wrong-nonce"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Authority:
    """Root and signer of a time stamping authority, and its clock."""

    root: x509.Certificate
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    root_key: ec.EllipticCurvePrivateKey
    clock: Callable[[], datetime]
    fault: Fault = Fault.NONE

    def crl(self) -> bytes:
        """The root's revocation list, DER; nothing is ever on it."""
        now = self.clock().replace(microsecond=0)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.root.subject)
        builder = builder.last_update(now).next_update(now + _CRL_HOLDS)
        return builder.sign(self.root_key, hashes.SHA256()).public_bytes(Encoding.DER)

    def answer(self, request: bytes) -> bytes:
        """The reply to a request, both in DER; what cannot be stamped is rejected as section 2.4.2 says."""
        try:
            asked = tsp.TimeStampReq.load(request[:_MOST_REQUEST], strict=True)
            imprint = asked["message_imprint"]
            kind, digest = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native
            if asked["version"].native != "v1" or _DIGESTS.get(kind) != len(digest):
                return _rejected("bad_alg")
        except (ValueError, TypeError, KeyError):
            return _rejected("bad_data_format")
        granted = {"status": tsp.PKIStatusInfo({"status": "granted"}), "time_stamp_token": self._token(asked)}
        return tsp.TimeStampResp(granted).dump()

    def _token(self, asked: Any) -> Any:
        now = self.clock()
        info: dict[str, Any] = {
            "version": "v1", "policy": POLICY, "message_imprint": asked["message_imprint"], "gen_time": now,
            "serial_number": int.from_bytes(os.urandom(8), "big"),
        }  # fmt: skip
        if asked["nonce"].native is not None:
            info["nonce"] = asked["nonce"].native + (self.fault is Fault.WRONG_NONCE)
        content = tsp.TSTInfo(info).dump()
        signed = {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "tst_info", "content": cms.ParsableOctetString(content)},
            "signer_infos": [self._signer_info(content)],
        }
        if asked["cert_req"].native:
            signed["certificates"] = [_asn1(each) for each in (self.certificate, self.root)]
        return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})

    def _signer_info(self, content: bytes) -> Any:
        own = _asn1(self.certificate)
        identity = tsp.ESSCertIDv2({"cert_hash": sha256(own.dump()).digest()})
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [core.OctetString(sha256(content).digest())]}),
                cms.CMSAttribute(
                    {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [identity]})]}
                ),
            ]
        )
        named = cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number})
        return cms.SignerInfo(
            {
                "version": "v1", "sid": cms.SignerIdentifier({"issuer_and_serial_number": named}),
                "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "signed_attrs": attributes,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
                "signature": self.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
            }
        )  # fmt: skip


def make_authority(*, clock: Callable[[], datetime], fault: Fault = Fault.NONE, days: int = 10 * 365) -> Authority:
    """An authority with fresh keys; one with the fault EXPIRED stamps with a certificate that has ended."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    begin = clock().replace(microsecond=0) - timedelta(days=30)
    end = clock() - timedelta(days=1) if fault is Fault.EXPIRED else begin + timedelta(days=days)
    ends = begin + timedelta(days=days)
    mark = os.urandom(4).hex()  # two roots of one name could not be told apart by who chains to them
    root = _certificate(f"SPECIMEN time stamping root {mark}", None, key=root_key, by=root_key, life=(begin, ends))
    own = _certificate("SPECIMEN time stamps", root, key=key, by=root_key, life=(begin, end))
    return Authority(root, own, key, root_key, clock, fault)


def _certificate(
    name: str,
    issuer: x509.Certificate | None,
    *,
    key: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
    life: tuple[datetime, datetime],
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
    builder = builder.public_key(key.public_key()).not_valid_before(life[0]).not_valid_after(life[1])
    builder = builder.add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    identity = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = builder.add_extension(identity, critical=False)
    if issuer:
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(stamping, critical=True)  # RFC 3161 section 2.3
    return builder.serial_number(x509.random_serial_number()).sign(by, hashes.SHA256())


def _asn1(certificate: x509.Certificate) -> Any:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def _rejected(why: str) -> bytes:
    """A reply without a token, which the library would not encode."""
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {why}}).dump()
    return bytes((0x30, len(status))) + status
