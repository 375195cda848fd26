"""The keys, apart from everything else: one file, sealed under a passphrase by scrypt (RFC 7914) and AES-256-GCM."""

import hmac
import io
import os
import tarfile
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from legation.config.backup.errors import BackupError

MAGIC = b"legation-keys-1\n"
NAME = "keys.sealed"
LEAST_LETTERS = 12
SALT_BYTES, NONCE_BYTES = 16, 12
# 128 MB and about half a second for each guess
_COST, _BLOCK, _LANES = 2**17, 8, 1
LOG = "signed.jsonl"


def key_id(key: bytes) -> str:
    """What tells one instance's keys from another's."""
    return hmac.new(key, b"which instance", sha256).hexdigest()[:16]


def seal_keys(folder: Path, passphrase: str) -> bytes:
    """Everything in the folder of keys but the signer's log, sealed.

    Raises:
        BackupError: there are no keys, or the passphrase is too short.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LOG)
    if not paths:
        raise BackupError(f"there are no keys in {folder}")
    return seal_files({str(path.relative_to(folder)): path.read_bytes() for path in paths}, passphrase)


def seal_files(files: dict[str, bytes], passphrase: str) -> bytes:
    """Files, by their path below a folder of keys, sealed.

    Raises:
        BackupError: the passphrase is too short.
    """
    if len(passphrase) < LEAST_LETTERS:
        raise BackupError(f"a passphrase for keys has at least {LEAST_LETTERS} letters; several random words are best")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o600
            archive.addfile(member, io.BytesIO(content))
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    return MAGIC + salt + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, packed.getvalue(), MAGIC)


def open_keys(sealed: bytes, passphrase: str) -> dict[str, bytes]:
    """Path below the folder of keys -> content.

    Raises:
        BackupError: no file of keys, another passphrase, or changed bytes.
    """
    if not sealed.startswith(MAGIC):
        raise BackupError("this is no file of sealed keys")
    body = sealed[len(MAGIC) :]
    salt, nonce, text = body[:SALT_BYTES], body[SALT_BYTES:][:NONCE_BYTES], body[SALT_BYTES + NONCE_BYTES :]
    try:
        packed = AESGCM(_key(passphrase, salt)).decrypt(nonce, text, MAGIC)
    except (InvalidTag, ValueError) as error:
        raise BackupError("the keys do not open: another passphrase, or the file was changed") from error
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        return {each.name: _content(archive, each) for each in archive.getmembers()}


def put_keys(found: dict[str, bytes], folder: Path) -> None:
    """Write keys into an empty folder, readable by their owner only."""
    for name, content in found.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member) if member.isfile() else None
    if file is None or member.name.startswith("/") or ".." in Path(member.name).parts:
        raise BackupError(f"{member.name} does not belong among keys")
    return file.read()


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=_BLOCK, p=_LANES).derive(passphrase.encode())
