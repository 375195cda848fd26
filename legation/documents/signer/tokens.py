"""Private keys in a token (PKCS#11): they sign there and never leave it. Needs the extra `pkcs11`.

A key of a token looks like any other of the cryptography library, so that what signs seals, documents, certificates and
revocation lists does not know where a key lies.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NoReturn

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from legation.documents.seals.signatures import raw_to_der
from legation.documents.signer.token_uri import TokenUri
from legation.ground.errors import Unavailable

_EDWARDS25519 = b"\x13\x0cedwards25519"  # PrintableString, PKCS#11 3.1 section 6.3.3
Pin = Callable[[], str]


@dataclass
class _Token:
    """One token of one library: logged in once for the process, one operation at a time."""

    uri: TokenUri
    pin: Pin
    turn: threading.RLock = field(default_factory=threading.RLock)
    session: Any = None

    def opened(self) -> Any:
        import pkcs11

        if self.session is None:
            library = _library(self.uri.module)
            serial = {"token_serial": self.uri.serial.encode()} if self.uri.serial else {}
            wanted = {"token_label": self.uri.token, **serial}
            try:
                self.session = library.get_token(**wanted).open(rw=True, user_pin=self.pin())
            except pkcs11.exceptions.UserAlreadyLoggedIn:
                self.session = library.get_token(**wanted).open(rw=True)
        return self.session


_tokens: dict[tuple[str, str, str], _Token] = {}


def load(uri: TokenUri, *, pin: Pin | None = None) -> ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey:
    """The key that a URI names, P-256 or Ed25519.

    Args:
        uri: Which key.
        pin: Asked for the PIN where the URI names no file.

    Raises:
        Unavailable: library, token or key is not there, the PIN is wrong, or the key could be taken out of the token.
    """
    return _guarded(lambda: _load(_token(uri, pin), uri))


def create(uri: TokenUri, *, is_ed25519: bool = False, pin: Pin | None = None) -> Any:
    """Make a key in the token that cannot be taken out of it; gives it as `load` does.

    Raises:
        Unavailable: library or token is not there, the PIN is wrong, or a key of that name is there already.
    """
    return _guarded(lambda: _create(_token(uri, pin), uri, is_ed25519))


def _token(uri: TokenUri, pin: Pin | None) -> _Token:
    key = uri.module, uri.token, uri.serial
    return _tokens.setdefault(key, _Token(uri, pin or (lambda: _pin(uri))))


def _guarded(work: Callable[[], Any]) -> Any:
    """What goes wrong in a token, as our own error. The library's errors may have no text, only a name."""
    try:
        import pkcs11
    except ImportError as error:
        raise Unavailable("keys in a token need the extra: pip install 'legation[pkcs11]'") from error
    try:
        return work()
    except (pkcs11.exceptions.PKCS11Error, RuntimeError) as error:
        raise Unavailable(f"the token does not give the key: {type(error).__name__} {error}".rstrip()) from error


@cache
def _library(module: str) -> Any:
    import pkcs11

    if not module:
        raise Unavailable("a PKCS#11 URI without module-path: which library is it?")
    return pkcs11.lib(module)


def _pin(uri: TokenUri) -> str:
    if uri.pin_file is None:
        raise Unavailable(f"no PIN for token {uri.token}: name a file by pin-source")
    try:
        return uri.pin_file.read_text().strip()
    except OSError as error:
        raise Unavailable(f"the PIN of token {uri.token} cannot be read: {error}") from error


def _wanted(uri: TokenUri) -> dict[str, Any]:
    return ({"label": uri.object} if uri.object else {}) | ({"id": uri.id} if uri.id else {})


def _load(token: _Token, uri: TokenUri) -> Any:
    from pkcs11 import Attribute, KeyType, ObjectClass

    with token.turn:
        session = token.opened()
        private = session.get_key(object_class=ObjectClass.PRIVATE_KEY, **_wanted(uri))
        if private[Attribute.EXTRACTABLE] or not private[Attribute.SENSITIVE]:
            raise Unavailable(f"key {uri.object} may be taken out of its token; make one that may not")
        public = session.get_key(object_class=ObjectClass.PUBLIC_KEY, **_wanted(uri))
        point = bytes(public[Attribute.EC_POINT])
        kind = public.key_type
    content = point[2:]  # an OCTET STRING of fewer than 128 bytes (PKCS#11 3.1, section 6.3)
    if kind == KeyType.EC_EDWARDS:
        return TokenEd25519(token, uri, ed25519.Ed25519PublicKey.from_public_bytes(content))
    return TokenP256(token, uri, ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), content))


def _create(token: _Token, uri: TokenUri, is_ed25519: bool) -> Any:
    from pkcs11 import Attribute, KeyType
    from pkcs11.util.ec import encode_named_curve_parameters

    encoded = _EDWARDS25519 if is_ed25519 else encode_named_curve_parameters("secp256r1")
    kind = KeyType.EC_EDWARDS if is_ed25519 else KeyType.EC
    with token.turn:
        session = token.opened()
        if list(session.get_objects({Attribute.LABEL: uri.object})):
            raise Unavailable(f"token {uri.token} holds a key {uri.object} already")
        domain = session.create_domain_parameters(kind, {Attribute.EC_PARAMS: encoded}, local=True)
        never_out = {Attribute.EXTRACTABLE: False, Attribute.SENSITIVE: True}
        domain.generate_keypair(label=uri.object, id=uri.id or None, store=True, private_template=never_out)
    return _load(token, uri)


class _InToken:
    """Signing in the token, once more over a new session where the old one has ended."""

    def __init__(self, token: _Token, uri: TokenUri, public: Any) -> None:
        self._token, self._uri, self._public, self._key = token, uri, public, None

    def _signed(self, data: bytes, mechanism: str) -> bytes:
        with self._token.turn:
            try:
                return _guarded(lambda: self._attempt(data, mechanism))
            except Unavailable:
                self._key = self._token.session = None
                return _guarded(lambda: self._attempt(data, mechanism))

    def _attempt(self, data: bytes, mechanism: str) -> bytes:
        from pkcs11 import Mechanism, ObjectClass

        if self._key is None:
            session = self._token.opened()
            self._key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, **_wanted(self._uri))
        return bytes(self._key.sign(data, mechanism=Mechanism[mechanism]))  # type: ignore[attr-defined]

    def public_key(self) -> Any:
        """The key's other half."""
        return self._public

    def _stays(self, *_given: Any, **_named: Any) -> NoReturn:
        raise Unavailable("this key stays in its token")

    private_bytes = private_bytes_raw = private_numbers = exchange = _stays

    def __deepcopy__(self, _memo: Any = None) -> Any:
        return self

    __copy__ = __deepcopy__


class TokenP256(_InToken, ec.EllipticCurvePrivateKey):
    """A P-256 key in a token."""

    curve, key_size = ec.SECP256R1(), 256  # type: ignore[assignment]

    def sign(self, data: Any, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        """The DER signature, as the library's own keys give it."""
        algorithm = signature_algorithm.algorithm
        if not isinstance(algorithm, Prehashed):
            digest = hashes.Hash(algorithm)
            digest.update(data)
            data = digest.finalize()
        return raw_to_der(self._signed(bytes(data), "ECDSA"))


class TokenEd25519(_InToken, ed25519.Ed25519PrivateKey):
    """An Ed25519 key in a token."""

    def sign(self, data: Any) -> bytes:
        """The signature, 64 bytes."""
        return self._signed(bytes(data), "EDDSA")
