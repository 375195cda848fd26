"""Making a backup while the house works."""

import os
import shutil
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import django
from django.conf import settings

from legation.config.backup.databases import Read, kept
from legation.config.backup.errors import BackupError
from legation.config.backup.keys import LOG, NAME, key_id, seal_keys
from legation.config.backup.manifest import Manifest, write, write_manifest, write_sums

COUNTED = ("procedures_case", "procedures_caseaction", "documents_document", "files_storedfile", "payments_payment",
           "payments_transfer", "payments_event", "messaging_message", "outbox_effect")  # fmt: skip


def back_up(target: Path) -> Manifest:
    """Make a backup of this instance at `target`, which appears only once it is whole.

    Raises:
        BackupError: there is something at `target`, a file that a row names is missing, or the database says no.
    """
    from legation.ground.secrets import instance_key

    key = instance_key("backup")
    partial = _begun(target)
    rows: dict[str, int] = {}
    digests: list[str] = []

    def look(read: Read) -> None:
        rows.update({table: read(f"SELECT count(*) FROM {table}")[0] for table in COUNTED})  # noqa: S608 — our names
        digests.extend(read("SELECT digest FROM files_storedfile ORDER BY digest"))

    moment, database = datetime.now(UTC), kept(settings.DATABASE_URL)
    server = database.dump(partial / database.file, look)
    # after the database: whatever a row names lies on the shelf before the row is written
    forgotten = list(_copy_shelf(digests, partial / "shelf"))
    _copy_log(partial / LOG)
    sums, files, size = write_sums(partial)
    manifest = Manifest(
        moment=moment.isoformat(), ended=datetime.now(UTC).isoformat(), kind=database.kind,
        versions=_versions() | {"database": server}, rows=rows, files=files, bytes=size, forgotten=forgotten,
        key_id=key_id(key), sums=sums,
    )  # fmt: skip
    write_manifest(partial, manifest, key)
    _appear(partial, target)
    return manifest


def back_up_keys(target: Path, passphrase: str) -> Path:
    """Seal this instance's keys into a new file in the folder `target`; gives its path.

    Raises:
        BackupError: there is such a file, the passphrase is too short, or there are no keys.
    """
    path = target / NAME
    if path.exists():
        raise BackupError(f"{path} is there already")
    sealed = seal_keys(settings.LEGATION_KEYS, passphrase)
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    write(path, sealed)
    path.chmod(0o600)
    return path


def _begun(target: Path) -> Path:
    if target.exists():
        raise BackupError(f"there is something at {target} already; each backup has a folder of its own")
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    return partial


def _copy_shelf(digests: Iterable[str], target: Path) -> Iterable[str]:
    """Copy files; gives those that were destroyed meanwhile because their person was forgotten."""
    for digest in digests:
        place = Path(digest[:2]) / digest[2:4] / digest
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        try:
            write(target / place, (settings.LEGATION_FILES / place).read_bytes())
        except FileNotFoundError as error:
            if _is_named(digest):
                raise BackupError(f"the file {digest} is in the database and not on the shelf") from error
            yield digest


def _is_named(digest: str) -> bool:
    from legation.ground.files.models import StoredFile

    return StoredFile.objects.filter(digest=digest).exists()


def _copy_log(target: Path) -> None:
    """The signer's log up to its last whole line."""
    source = settings.LEGATION_KEYS / LOG
    data = source.read_bytes() if source.exists() else b""
    write(target, data[: data.rfind(b"\n") + 1])


def _versions() -> dict[str, str]:
    try:
        ours = version("legation")
    except PackageNotFoundError:
        ours = "source"
    return {"legation": ours, "django": django.get_version(), "python": sys.version.split()[0]}


def _appear(partial: Path, target: Path) -> None:
    partial.rename(target)
    handle = os.open(target.parent, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
