"""The keys of the small authority in a folder, so that its stamps are believed after it is started again."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from legation.documents.keys import pem, write_secret
from legation.documents.timestamps.authority import Authority, Fault, make_authority
from legation.ground.errors import Unavailable


def stored_authority(folder: Path, *, clock: Callable[[], datetime], fault: Fault = Fault.NONE) -> Authority:
    """The authority whose keys lie in a folder; they are made where there are none. A fault changes no stored key.

    Raises:
        Unavailable: what lies there are no such keys.
    """
    if fault is Fault.EXPIRED:
        return make_authority(clock=clock, fault=fault)
    if not (folder / "root.crt").exists():
        _store(folder, make_authority(clock=clock))
    root, own = (x509.load_pem_x509_certificate((folder / f"{name}.crt").read_bytes()) for name in ("root", "own"))
    root_key, key = (_key(folder / f"{name}.key") for name in ("root", "own"))
    return Authority(root, own, key, root_key, clock, fault)


def _store(folder: Path, made: Authority) -> None:
    write_secret(folder / "own.key", pem(made.key))
    write_secret(folder / "root.key", pem(made.root_key))
    write_secret(folder / "own.crt", made.certificate.public_bytes(serialization.Encoding.PEM))
    write_secret(folder / "root.crt", made.root.public_bytes(serialization.Encoding.PEM))


def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Unavailable(f"{path.name} is no key of the authority")
    return key
