"""ECDSA as seals use it: raw r||s, a hash that follows from the key (Doc 9303-13 2.4 and Appendix B)."""

from collections.abc import Callable

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from .errors import SealKeyError

Signer = Callable[[bytes], bytes]
"""Takes the bytes to be signed, not their hash, and returns the raw signature r||s."""

SealHash = hashes.SHA224 | hashes.SHA256 | hashes.SHA384 | hashes.SHA512

_HASHES: tuple[tuple[int, type[SealHash]], ...] = (
    (224, hashes.SHA224),
    (256, hashes.SHA256),
    (384, hashes.SHA384),
    (512, hashes.SHA512),
)


def hash_for(bits: int) -> SealHash:
    """The hash that goes with a curve whose order has `bits` bits: the smallest SHA-2 at least as long.

    Raises `SealKeyError` above 512 bits, for which the standard names none (so P-521 cannot sign seals).
    """
    for limit, algorithm in _HASHES:
        if bits <= limit:
            return algorithm()
    raise SealKeyError(f"Doc 9303-13 section 2.4 names no hash for a key of {bits} bits")


def signer_for(key: ec.EllipticCurvePrivateKey) -> Signer:
    """A signer for a private key held in memory."""
    algorithm = ec.ECDSA(hash_for(key.curve.key_size))
    bits = key.curve.key_size
    return lambda data: der_to_raw(key.sign(data, algorithm), bits)


def is_signed_by(
    key: ec.EllipticCurvePublicKey | x509.Certificate,
    data: bytes,
    signature: bytes,
    *,
    algorithm: SealHash | None = None,
) -> bool:
    """Whether the raw `signature` over `data` was made with this key. A signature of another length is not.

    `algorithm` is the hash that a seal names; without one it follows from the key. Raises `SealKeyError` for a
    certificate without an elliptic curve key that can be used.
    """
    public = public_key_of(key) if isinstance(key, x509.Certificate) else key
    bits = public.curve.key_size
    if len(signature) != 2 * octets(bits):
        return False
    try:
        public.verify(raw_to_der(signature), data, ec.ECDSA(algorithm or hash_for(bits)))
    except InvalidSignature:
        return False
    return True


def public_key_of(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    """The elliptic curve key of a certificate. Raises `SealKeyError` for any other and for unknown curves."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:  # a curve the library lacks, such as brainpoolP224r1
        raise SealKeyError(f"the key of the certificate cannot be loaded: {error}") from error
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise SealKeyError("a seal is signed with ECDSA; the certificate holds another kind of key")
    return key


def octets(bits: int) -> int:
    """Bytes of each of r and s for a key of `bits` bits."""
    return (bits + 7) // 8


def der_to_raw(signature: bytes, bits: int) -> bytes:
    """From SEQUENCE { r, s } to r||s, each with leading zeros up to the key length of `bits` bits.

    Raises `SealKeyError` when the bytes are no such sequence or belong to a longer key.
    """
    try:
        return b"".join(part.to_bytes(octets(bits), "big") for part in decode_dss_signature(signature))
    except (ValueError, OverflowError) as error:
        raise SealKeyError(f"not the DER signature of a {bits} bit key") from error


def raw_to_der(signature: bytes) -> bytes:
    """From r||s, two equal halves, to SEQUENCE { r, s }. Raises `SealKeyError` for an odd length."""
    half, odd = divmod(len(signature), 2)
    if odd or not half:
        raise SealKeyError(f"a raw signature has two equal halves, not {len(signature)} bytes")
    first, second = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
    return encode_dss_signature(first, second)
