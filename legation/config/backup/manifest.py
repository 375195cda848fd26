"""What a backup says about itself, and whether it is true."""

import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from legation.config.backup.errors import BackupError

FORMAT = "legation-backup-1"
SUMS, MANIFEST, MAC = "SHA256SUMS", "manifest.json", "manifest.mac"


@dataclass(frozen=True)
class Manifest:
    """What stands in manifest.json.

    Args:
        moment: before which everything acknowledged is in the backup (ISO 8601, UTC).
        ended: when the last file was copied.
        kind: postgresql or sqlite.
        versions: of the house, of Django, Python and the database.
        rows: how many of each table that matters.
        files: how many stand in SHA256SUMS, and their bytes.
        forgotten: files that were named at the moment and destroyed, with their rows, while the shelf was copied.
        key_id: which instance's keys open it; tells nothing about them.
        sums: SHA-256 of SHA256SUMS.
    """

    moment: str
    ended: str
    kind: str
    versions: dict[str, str]
    rows: dict[str, int]
    files: int
    bytes: int
    forgotten: list[str]
    key_id: str
    sums: str
    format: str = FORMAT


def digest_of(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path) -> tuple[str, int, int]:
    """Write SHA256SUMS over all that lies in `folder`; gives its own digest, the number of files and their bytes."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{digest_of(path)}  {path.relative_to(folder)}\n" for path in paths]
    write(folder / SUMS, "".join(lines).encode())
    return digest_of(folder / SUMS), len(paths), sum(path.stat().st_size for path in paths)


def write_manifest(folder: Path, manifest: Manifest, key: bytes) -> None:
    """Write the manifest and what proves that we wrote it."""
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode() + b"\n"
    write(folder / MANIFEST, text)
    write(folder / MAC, hmac.new(key, text, sha256).hexdigest().encode() + b"\n")


def write(path: Path, data: bytes) -> None:
    """Write a file and have it on the disk."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def checked(folder: Path) -> Manifest:
    """The manifest of a backup whose every byte is what was written.

    Raises:
        BackupError: it is no backup, of another edition, or something is missing, changed or beside it.
    """
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_bytes()))
        listed = (folder / SUMS).read_bytes()
    except (OSError, ValueError, TypeError) as error:
        raise BackupError(f"{folder} is no whole backup: {error}") from error
    if manifest.format != FORMAT:
        raise BackupError(f"{folder} is a backup of the format {manifest.format}, and this is {FORMAT}")
    if sha256(listed).hexdigest() != manifest.sums:
        raise BackupError(f"{SUMS} is not the one that the manifest names")
    if wrong := list(_wrong(folder, listed.decode())):
        raise BackupError(f"{len(wrong)} file(s) of the backup are not as they were written: {', '.join(wrong[:5])}")
    return manifest


def _wrong(folder: Path, listed: str) -> Iterator[str]:
    expected = {line[66:]: line[:64] for line in listed.splitlines()}
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
    yield from sorted(found - expected.keys() - {SUMS, MANIFEST, MAC})
    for name, digest in expected.items():
        path = folder / name
        if ".." in path.parts or path.is_symlink() or not path.is_file() or digest_of(path) != digest:
            yield name


def is_signed(folder: Path, key: bytes) -> bool:
    """Whether the manifest was written by who holds this key."""
    made = hmac.new(key, (folder / MANIFEST).read_bytes(), sha256).hexdigest()
    return hmac.compare_digest(made, (folder / MAC).read_text(errors="replace").strip())
