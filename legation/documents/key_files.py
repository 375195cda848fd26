"""Keys as files: PKCS#8, each put in place at once, for its owner's eyes only."""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from legation.documents.development import PrivateKey
from legation.ground.errors import Unavailable


def pem(key: PrivateKey) -> bytes:
    """A private key as PKCS#8, not encrypted: the folder is its owner's alone."""
    encoding, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, kind, serialization.NoEncryption())


def write_secret(path: Path, data: bytes) -> None:
    """Put a file that its owner alone may read in place of whatever was there: at once, and on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def read_root_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The root's private key.

    Raises:
        Unavailable: what lies there is another kind of key.
    """
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Unavailable(f"{path.name} is no elliptic curve key")
    return key
