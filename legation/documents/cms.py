"""CMS signatures from a template: what never changes for a chain of certificates is encoded once.

RFC 5652 SignedData without content, one signer, DER throughout. The signed attributes are the three that a PAdES B-B
signature must have (ETSI EN 319 142-1, 6.3; ETSI EN 319 122-1, 5.1 and 5.2.2): content type, message digest and
signing-certificate-v2 (RFC 5035). The time of signing is not among them: it stands in the PDF's signature dictionary.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from legation.documents import der
from legation.ground.errors import LegationError

_LONG, _CONTEXT_1 = 0x80, 0xA1
_DIRECTORY_NAME = 0xA4  # GeneralName, RFC 5280 section 4.2.1.6
_VERSION_1 = bytes.fromhex("020101")
_DATA = bytes.fromhex("06092a864886f70d010701")
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("060b2a864886f70d010910022f")
_SHA_256 = bytes.fromhex("300b0609608648016503040201")  # without parameters, RFC 5754 section 2
_ECDSA_WITH_SHA_256 = bytes.fromhex("300a06082a8648ce3d040302")  # RFC 5754 section 3.3


class CannotSign(LegationError):
    """The PDF is not of the shape our compiler writes, or the key or the room do not fit; `detail` says what."""

    code = "cannot_sign"


@dataclass(frozen=True)
class _Fixed:
    """What all signatures under one chain share: the head of SignedData, of SignerInfo, and two attributes."""

    head: bytes
    signer: bytes
    content_type: bytes
    signing_certificate: bytes


def signed_data(
    digest: bytes,
    *,
    chain: tuple[x509.Certificate, ...],
    approve: Callable[[bytes], bytes],
    unsigned: tuple[tuple[bytes, bytes], ...] = (),
) -> bytes:
    """The signature over content with this SHA-256, in DER.

    Args:
        digest: SHA-256 of what is signed.
        chain: The signer's certificate first; all of them are embedded.
        approve: Takes the SHA-256 of the signed attributes and gives the ECDSA signature in DER.
        unsigned: Attributes that are not signed: object identifier and value, each in DER.

    Raises:
        CannotSign: the signer's key is not on P-256.
    """
    fixed = _fixed(chain)
    message_digest = _attribute(_MESSAGE_DIGEST, _value(der.OCTETS, digest))
    attributes = b"".join(sorted((fixed.content_type, message_digest, fixed.signing_certificate)))  # X.690, 11.6
    signature = approve(sha256(_value(der.SET, attributes)).digest())  # hashed as a SET OF, RFC 5652 section 5.4
    parts = (fixed.signer, _value(der.CONTEXT_0, attributes), _ECDSA_WITH_SHA_256, _value(der.OCTETS, signature))
    more = [_value(_CONTEXT_1, *(_attribute(kind, value) for kind, value in unsigned))] if unsigned else []
    infos = _value(der.SET, _value(der.SEQUENCE, *parts, *more))
    return _value(der.SEQUENCE, _SIGNED_DATA, _value(der.CONTEXT_0, _value(der.SEQUENCE, fixed.head, infos)))


def detached(
    digest: bytes,
    *,
    certificate: x509.Certificate,
    approve: Callable[[bytes], bytes],
    hashed: bytes,
    algorithm: bytes,
) -> bytes:
    """A signature by another algorithm, in DER (RFC 5652 sections 5.1 and 5.3).

    Args:
        digest: What is signed, hashed by `hashed`.
        certificate: The signer's, embedded.
        approve: Takes the DER of the signed attributes themselves and gives the signature.
        hashed, algorithm: AlgorithmIdentifiers in DER.
    """
    encoded = certificate.public_bytes(Encoding.DER)
    _version, serial, _algorithm, issuer = der.first(encoded).children()[0].children()[:4]
    pair = _attribute(_CONTENT_TYPE, _DATA), _attribute(_MESSAGE_DIGEST, _value(der.OCTETS, digest))
    attributes = b"".join(sorted(pair))
    signature = _value(der.OCTETS, approve(_value(der.SET, attributes)))
    named = _value(der.SEQUENCE, issuer.whole, serial.whole)
    signed = _value(der.CONTEXT_0, attributes)
    info = _value(der.SEQUENCE, _VERSION_1, named, hashed, signed, algorithm, signature)
    head = _VERSION_1 + _value(der.SET, hashed) + _value(der.SEQUENCE, _DATA) + _value(der.CONTEXT_0, encoded)
    inner = _value(der.SEQUENCE, head, _value(der.SET, info))
    return _value(der.SEQUENCE, _SIGNED_DATA, _value(der.CONTEXT_0, inner))


@lru_cache(maxsize=8)
def _fixed(chain: tuple[x509.Certificate, ...]) -> _Fixed:
    key = chain[0].public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise CannotSign("the signer's key is not on P-256")
    encoded = [each.public_bytes(Encoding.DER) for each in chain]
    # tbsCertificate begins with version, serial number, algorithm, issuer (RFC 5280 section 4.1)
    _version, serial, _algorithm, issuer = der.first(encoded[0]).children()[0].children()[:4]
    content = _value(der.SEQUENCE, _DATA)
    certificates = _value(der.CONTEXT_0, *sorted(encoded))
    return _Fixed(
        head=_VERSION_1 + _value(der.SET, _SHA_256) + content + certificates,
        signer=_VERSION_1 + _value(der.SEQUENCE, issuer.whole, serial.whole) + _SHA_256,
        content_type=_attribute(_CONTENT_TYPE, _DATA),
        signing_certificate=_signing_certificate(encoded[0], issuer.whole, serial.whole),
    )


def _signing_certificate(certificate: bytes, issuer: bytes, serial: bytes) -> bytes:
    """ESS signing-certificate-v2 (RFC 5035 section 3); SHA-256 is its default and is left out."""
    names = _value(der.SEQUENCE, _value(_DIRECTORY_NAME, issuer))
    named = _value(der.SEQUENCE, names, serial)
    identity = _value(der.SEQUENCE, _value(der.OCTETS, sha256(certificate).digest()), named)
    return _attribute(_SIGNING_CERTIFICATE_V2, _value(der.SEQUENCE, _value(der.SEQUENCE, identity)))


def _attribute(kind: bytes, content: bytes) -> bytes:
    return _value(der.SEQUENCE, kind, _value(der.SET, content))


def _value(tag: int, *parts: bytes) -> bytes:
    """One DER value (ITU-T X.690, 8.1 and 10.1)."""
    content = b"".join(parts)
    if len(content) < _LONG:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG | len(length))) + length + content
