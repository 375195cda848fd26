"""Who we are, said to push services: a key of our own, and words signed with it (RFC 8292)."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from legation.ground.errors import Unavailable
from legation.ground.secrets import create_secret_file
from legation.messaging.push import words
from legation.messaging.push.encryption import point

LASTS = timedelta(hours=12)


def key_path() -> Path:
    """Where the key lies. It proves to push services that it is the same house; it signs nothing else."""
    return Path(settings.LEGATION_KEYS) / "push.key"


def create_key() -> bool:
    """Make the key if there is none; says whether it made one. Another key would end every subscription."""
    key = ec.generate_private_key(ec.SECP256R1())
    return create_secret_file(key_path(), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def public_key() -> str:
    """What browsers bind a subscription to (`applicationServerKey`), base64url.

    Raises:
        Unavailable: there is no key.
    """
    return words.encoded(point(_key(key_path()).public_key()))


def authorization(endpoint: str, *, at: datetime) -> str:
    """The value of the header `Authorization` for a push to an endpoint.

    Raises:
        Unavailable: there is no key.
    """
    # whom a push service may write to about us, RFC 8292, section 2.1
    contact = f"mailto:{settings.LEGATION_MAIL_SENDER}" if settings.LEGATION_MAIL_SENDER else settings.LEGATION_ADDRESS
    return words.written(_key(key_path()), endpoint, until=at + LASTS, contact=contact)


@cache
def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except FileNotFoundError:
        raise Unavailable("push.key is missing; legation keys push makes it") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Unavailable("push.key is not of P-256")
    return key
