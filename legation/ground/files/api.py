"""The shelf: files checked, encrypted under a data key, and named by the digest of what lies on the disk."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path

from django.conf import settings

from legation.ground.errors import NotFound, Tampered
from legation.ground.files.models import StoredFile
from legation.ground.files.rules import is_pdf, preview, redraw
from legation.ground.files.sheets import in_one, sent
from legation.ground.secrets import seal, unseal
from legation.ground.statements import insert

__all__ = [
    "Paper",
    "StoredFile",
    "check_pdf",
    "destroy",
    "fetch",
    "in_one",
    "is_pdf",
    "keep",
    "preview",
    "put_sealed",
    "redraw",
    "sealed_bytes",
    "sent",
    "shelved",
    "sweep",
]

UNNAMED_KEPT = timedelta(days=1)
AT_ONCE = 500
_CONTEXT = "file"


def check_pdf(data: bytes, *, most_pages: int) -> int:
    """As `pdf.check_pdf`, whose library is loaded with the first PDF that comes."""
    from legation.ground.files import pdf

    return pdf.check_pdf(data, most_pages=most_pages)


@dataclass(frozen=True)
class Paper:
    """A stranger's file, made harmless or found so: its bytes, what they are, how many pages."""

    data: bytes
    media_type: str
    pages: int = 1


def _path(digest: str) -> Path:
    return Path(settings.LEGATION_FILES) / digest[:2] / digest[2:4] / digest


def keep(data: bytes, *, key: bytes, media_type: str, at: datetime) -> str:
    """Encrypt `data` under `key`, put it on the shelf, and give its digest."""
    row = shelved(data, key=key, media_type=media_type, at=at)
    insert(row)
    return row.digest


def shelved(data: bytes, *, key: bytes, media_type: str, at: datetime) -> StoredFile:
    """Encrypt `data` under `key` and put it on the shelf; the row that names it is the caller's to write.

    The bytes are on the disk before the row is written, so a row never points to nothing; a crash in between leaves
    an unnamed file that `legation purge` removes.
    """
    sealed = seal(key, data, context=_CONTEXT)
    digest = sha256(sealed).hexdigest()
    _shelve(_path(digest), sealed)
    return StoredFile(digest=digest, size=len(data), media_type=media_type, created_at=at)


def _shelve(path: Path, data: bytes) -> None:
    """Write a file so that it is there, under its name, even if the power fails now."""
    made = [folder for folder in (path.parent, path.parent.parent) if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(f".{os.getpid()}")
    with scratch.open("wb") as file:
        file.write(data)
        file.flush()
        os.fdatasync(file.fileno())
    scratch.replace(path)
    for folder in (path.parent, *(folder.parent for folder in made)):
        _sync(folder)


def _sync(folder: Path) -> None:
    """A name is on the disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def fetch(digest: str, *, key: bytes) -> bytes:
    """The clear content of a file.

    Raises:
        NotFound: no such file on the shelf.
        Tampered: what lies there is not what was put there.
    """
    try:
        sealed = _path(digest).read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"file {digest}") from error
    if sha256(sealed).hexdigest() != digest:
        raise Tampered(f"file {digest} is not what was stored")
    return unseal(key, sealed, context=_CONTEXT)


def destroy(digest: str) -> None:
    """Take a file off the shelf for good.

    The row goes first: a crash in between leaves an unnamed file, which `sweep` removes, and never a row of nothing.
    """
    StoredFile.objects.filter(digest=digest).delete()
    _path(digest).unlink(missing_ok=True)


def sweep(*, at: datetime) -> int:
    """Remove what a crash left on the shelf: files older than a day that no row names; gives how many."""
    before, swept = (at - UNNAMED_KEPT).timestamp(), 0
    old = (path for path in Path(settings.LEGATION_FILES).glob("??/??/*") if path.stat().st_mtime < before)
    while some := list(islice(old, AT_ONCE)):
        named = set(StoredFile.objects.filter(digest__in=[path.name for path in some]).values_list("digest", flat=True))
        for path in some:
            if path.name not in named:
                path.unlink(missing_ok=True)
                swept += 1
    return swept


def sealed_bytes(digest: str) -> bytes:
    """What lies on the shelf under a digest, sealed as it is: for another node of the house.

    Raises:
        NotFound: nothing does.
    """
    try:
        return _path(digest).read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"file {digest}") from error


def put_sealed(digest: str, sealed: bytes) -> None:
    """Put on the shelf what another node had there; again, it changes nothing.

    Raises:
        Tampered: these are not the bytes of that digest.
    """
    if sha256(sealed).hexdigest() != digest:
        raise Tampered(f"file {digest} is not what was sent")
    if not _path(digest).exists():
        _shelve(_path(digest), sealed)
