"""The root's private key, wherever it lies: it is needed to make signers and revocation lists, and for nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from legation.documents import keys
from legation.documents.certificates import signing_period
from legation.documents.seals.certificates import states_of
from legation.documents.signer.config import ROOT, signer_config
from legation.documents.signer.private_keys import load
from legation.ground.errors import Invalid, NotAllowed

Ask = Callable[[str], str]
"""Asks whoever sits at the keyboard for a PIN or a password, without showing it."""


@dataclass(frozen=True)
class Root:
    """A root that can sign: certificate and private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def is_specimen(self) -> bool:
        """Whether it is a development root."""
        return keys.SPECIMEN_STATE in states_of(self.certificate)


def open_root(place: str = "", *, at: datetime, ask: Ask | None = None) -> Root:
    """The root of this instance with its key.

    Args:
        place: File or PKCS#11 URI; what keys.yaml says, or root.key, where it is empty.
        at: When it is to sign.
        ask: Asked for the PIN or the password of the key, where it has one.

    Raises:
        Unavailable: the key is not there.
        NotAllowed: it is not the root's, or the root signs no longer.
    """
    certificate = keys.key_ring().root
    place = place or signer_config().place(ROOT)
    try:
        key = load(place, pin=(lambda: ask("PIN of the root's token: ")) if ask else None)
    except keys.Unavailable as error:
        if ask is None or "password" not in error.detail.lower():
            raise
        key = load(place, password=ask("Password of the root key: ").encode())
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise NotAllowed("this is not the private key of the root")
    begin, end = signing_period(certificate)
    if not begin <= at <= end:
        raise NotAllowed(f"the root signs from {begin:%Y-%m-%d} to {end:%Y-%m-%d}; a new root takes a ceremony")
    return Root(certificate, key)


def check_state(state: str, *, is_development: bool) -> None:
    """UTO belongs to development roots, every other State to ceremonies.

    Raises:
        Invalid: the State does not go with this kind of root.
    """
    if (state == keys.SPECIMEN_STATE) is not is_development:
        raise Invalid(
            f"a development root speaks for {keys.SPECIMEN_STATE} only, not for {state}" if is_development
            else f"{state} is the specimen State: `legation prepare` makes its keys, no ceremony does"
        )  # fmt: skip
