"""Putting a backup into an empty instance. Everything is checked before anything is written."""

import shutil
from pathlib import Path

from django.conf import settings

from legation.config.backup.databases import kept
from legation.config.backup.errors import BackupError
from legation.config.backup.keys import LOG, key_id, open_keys, put_keys
from legation.config.backup.manifest import Manifest, checked, is_signed
from legation.ground.secrets import forget_cached_keys, instance_key, instance_key_of, instance_key_path


def restore(source: Path, *, keys: dict[str, bytes] | None) -> Manifest:
    """Put the backup in `source` into this instance, with its keys if they are given.

    Raises:
        BackupError: the backup is damaged or forged, the keys are another instance's, or this one is not empty.
    """
    manifest = checked(source)
    database = kept(settings.DATABASE_URL)
    if database.kind != manifest.kind:
        raise BackupError(f"this is a backup of {manifest.kind}; it cannot go into {database.kind}")
    if (key := _key(keys)) is not None:
        _check_keys(source, manifest, key)
    _check_empty(with_keys=keys is not None)
    database.restore(source / database.file)
    if (source / "shelf").exists():
        shutil.copytree(source / "shelf", settings.LEGATION_FILES, dirs_exist_ok=True)
    settings.LEGATION_KEYS.mkdir(parents=True, exist_ok=True, mode=0o700)
    if keys is not None:
        put_keys(keys, settings.LEGATION_KEYS)
    shutil.copyfile(source / LOG, settings.LEGATION_KEYS / LOG)
    (settings.LEGATION_KEYS / LOG).chmod(0o600)
    forget_cached_keys()
    return manifest


def opened(path: Path, passphrase: str) -> dict[str, bytes]:
    """The keys in a sealed file; errors as of `open_keys`, and if the file cannot be read."""
    try:
        return open_keys(path.read_bytes(), passphrase)
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error}") from error


def _check_keys(source: Path, manifest: Manifest, key: bytes) -> None:
    if key_id(key) != manifest.key_id:
        raise BackupError("these keys are another instance's: they open nothing of this backup")
    if not is_signed(source, key):
        raise BackupError("the manifest was not written by the instance whose keys these are")


def _key(keys: dict[str, bytes] | None) -> bytes | None:
    """What the manifest is signed with: from the keys given, or from those that are here already, if any."""
    if keys is None:
        return instance_key("backup") if instance_key_path().exists() else None
    if "instance.key" not in keys:
        raise BackupError("there is no instance.key among the keys")
    return instance_key_of(keys["instance.key"], "backup")


def _check_empty(*, with_keys: bool) -> None:
    files, keys = settings.LEGATION_FILES, settings.LEGATION_KEYS
    if files.exists() and any(files.iterdir()):
        raise BackupError(f"there are files in {files} already; restore into an empty instance")
    if (keys / LOG).exists():
        raise BackupError(f"a signer has signed here already ({keys / LOG}); restore into an empty instance")
    if with_keys and keys.exists() and any(keys.iterdir()):
        raise BackupError(f"there are keys in {keys} already; restore into an empty instance")
