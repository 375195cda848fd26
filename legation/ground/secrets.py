"""Data keys, sealed bytes and blind indexes.

Each case has a data key of its own, wrapped by the instance's key; destroying the wrapped key forgets the person
while every digest over ciphertext stays provable. What must be found is found through keyed blind indexes, one key
per purpose, so that one index cannot be matched against another. See docs/adr/0002.
"""

import base64
import hmac
import os
import unicodedata
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from django.conf import settings

from legation.ground.errors import Tampered

KEY_BYTES = 32
NONCE_BYTES = 12


def instance_key_path() -> Path:
    """Where the instance's key lies: a file of 32 bytes, base64, readable by its owner only."""
    return Path(settings.LEGATION_KEYS) / "instance.key"


def create_instance_key() -> bool:
    """Make the instance's key if there is none; says whether it made one."""
    return create_secret_file(instance_key_path(), base64.b64encode(os.urandom(KEY_BYTES)))


def create_secret_file(path: Path, content: bytes) -> bool:
    """Write a file that its owner alone may read, if there is none; says whether it did."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return True


@cache
def _derived(purpose: str) -> bytes:
    return _derive(base64.b64decode(instance_key_path().read_bytes()), purpose)


def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"legation/{purpose}".encode()).derive(master)


def forget_cached_keys() -> None:
    """Drop keys held in memory, after the key file changed."""
    _derived.cache_clear()
    index_key.cache_clear()


def new_key() -> bytes:
    """A fresh data key, 32 bytes."""
    return os.urandom(KEY_BYTES)


def wrap(key: bytes) -> bytes:
    """The data key wrapped by the instance's key, 40 bytes (RFC 3394)."""
    return aes_key_wrap(_derived("wrap"), key)


def unwrap(wrapped: bytes) -> bytes:
    """The data key inside `wrapped`.

    Raises:
        Tampered: the bytes are not a key this instance wrapped, or the key was destroyed.
    """
    try:
        return aes_key_unwrap(_derived("wrap"), bytes(wrapped))
    except (InvalidUnwrap, ValueError) as error:
        raise Tampered("data key cannot be unwrapped") from error


def seal(key: bytes, data: bytes, *, context: str) -> bytes:
    """`data` under AES-256-GCM: nonce, ciphertext, tag. `context` is authenticated and must be given back to open."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, context.encode())


def unseal(key: bytes, sealed: bytes, *, context: str) -> bytes:
    """The data inside `sealed`.

    Raises:
        Tampered: wrong key, wrong context, or the bytes were changed.
    """
    sealed = bytes(sealed)
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise Tampered(f"sealed bytes do not open for {context}") from error


def instance_key(purpose: str) -> bytes:
    """A key of the instance itself for what belongs to no case, such as captured mail; 32 bytes per purpose."""
    return _derived(f"own/{purpose}")


def instance_key_of(file: bytes, purpose: str) -> bytes:
    """As `instance_key`, of an instance whose key file has this content and is not the one in force here."""
    return _derive(base64.b64decode(file), f"own/{purpose}")


def keyed_digest(key: bytes, data: bytes, *, context: str) -> bytes:
    """What only the holder of `key` can work out of `data`: HMAC-SHA-256. `context` keeps purposes apart."""
    return hmac.new(key, context.encode() + b"\0" + data, sha256).digest()


def proof(purpose: str, value: str) -> str:
    """What stands in a link beside `value` and shows that we wrote it: 32 hexadecimal digits."""
    return blind_index(purpose, value).hex()


def is_proof(given: str, purpose: str, value: str) -> bool:
    """Whether a link's proof is ours, in a time that does not tell how much of it is right."""
    return given.isascii() and hmac.compare_digest(given, proof(purpose, value))


def lent_index(purpose: str) -> str:
    """Where the key of an index lies, below the folder of keys, that the centre has lent to this instance."""
    return f"lent/index-{purpose}.key"


@cache
def index_key(purpose: str) -> bytes:
    """The key of a blind index: the one that was lent, so that two instances know somebody by the same, or our own."""
    lent = Path(settings.LEGATION_KEYS) / lent_index(purpose)
    return base64.b64decode(lent.read_bytes()) if lent.exists() else _derived(f"index/{purpose}")


def blind_index(purpose: str, value: str) -> bytes:
    """What `value` is found by without being stored: HMAC-SHA-256 under the purpose's key, cut to 16 bytes.

    Case, accents' encoding and white space do not matter: the value is folded first.
    """
    folded = " ".join(unicodedata.normalize("NFKC", value).casefold().split())
    return hmac.new(index_key(purpose), folded.encode(), sha256).digest()[:16]
