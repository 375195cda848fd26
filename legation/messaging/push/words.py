"""The signed word by which a push service knows a house again (RFC 8292, section 2). Pure functions."""

import base64
import json
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from legation.messaging.push.encryption import point

MOST_SECONDS = 86_400
"""A service takes no word that is valid for longer."""


def written(key: ec.EllipticCurvePrivateKey, endpoint: str, *, until: datetime, contact: str) -> str:
    """The value of the header `Authorization` for a push to an endpoint."""
    claims = {"aud": _origin(endpoint), "exp": int(until.timestamp()), "sub": contact}
    said = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(SHA256())))
    return f"vapid t={said}.{encoded(r.to_bytes(32) + s.to_bytes(32))}, k={encoded(point(key.public_key()))}"


def is_genuine(header: str, endpoint: str, key: str, *, at: datetime) -> bool:
    """What a push service asks of the header: the subscription's own key, its signature, audience and time."""
    try:
        parts = dict(part.strip().split("=", 1) for part in header.removeprefix("vapid ").split(","))
        said, signature = parts["t"].rsplit(".", 1)
        raw, claims = decoded(signature), json.loads(decoded(said.split(".")[1]))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
        der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        public.verify(der, said.encode(), ec.ECDSA(SHA256()))
    except (KeyError, ValueError, IndexError, InvalidSignature):
        return False
    lasts = 0 < claims["exp"] - at.timestamp() <= MOST_SECONDS
    return parts["k"] == key and claims["aud"] == _origin(endpoint) and lasts


def encoded(data: bytes) -> str:
    """Base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes that `encoded` wrote.

    Raises:
        ValueError: it did not.
    """
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _origin(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def _part(said: dict[str, object]) -> str:
    return encoded(json.dumps(said, separators=(",", ":")).encode())
