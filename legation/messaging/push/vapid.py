"""Who we are, said to a push service: a short-lived signed word (RFC 8292, section 2)."""

import base64
import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from legation.ground.errors import Unavailable
from legation.ground.secrets import create_secret_file
from legation.messaging.push.encryption import point

LASTS = timedelta(hours=12)
"""A service takes no word that is valid for more than a day."""


def key_path() -> Path:
    """Where the key lies. It proves to push services that it is the same house; it signs nothing else."""
    return Path(settings.LEGATION_KEYS) / "push.key"


def create_key() -> bool:
    """Make the key if there is none; says whether it made one. Another key would end every subscription."""
    key = ec.generate_private_key(ec.SECP256R1())
    return create_secret_file(key_path(), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def public_key() -> str:
    """What browsers bind a subscription to (`applicationServerKey`), base64url."""
    return encoded(point(_key(key_path()).public_key()))


def authorization(endpoint: str, *, at: datetime) -> str:
    """The value of the header `Authorization` for a push to an endpoint."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int((at + LASTS).timestamp()), "sub": _contact()}
    said = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
    r, s = decode_dss_signature(_key(key_path()).sign(said.encode(), ec.ECDSA(SHA256())))
    return f"vapid t={said}.{encoded(r.to_bytes(32) + s.to_bytes(32))}, k={public_key()}"


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
    where = urlsplit(endpoint)
    lasts = 0 < claims["exp"] - at.timestamp() <= 86_400
    return parts["k"] == key and claims["aud"] == f"{where.scheme}://{where.netloc}" and lasts


def encoded(data: bytes) -> str:
    """Base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes that `encoded` wrote.

    Raises:
        ValueError: it did not.
    """
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _part(said: dict[str, object]) -> str:
    return encoded(json.dumps(said, separators=(",", ":")).encode())


def _contact() -> str:
    """Whom a push service may write to about us: an address it can reach (RFC 8292, section 2.1)."""
    sender, address = settings.LEGATION_MAIL_SENDER, settings.LEGATION_ADDRESS
    return f"mailto:{sender}" if sender else address


@cache
def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except FileNotFoundError:
        raise Unavailable("push.key is missing; legation keys push makes it") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Unavailable("push.key is not of P-256")
    return key
