"""Publishing a procedure from the screen: exactly what was shown when it was asked for, or nothing."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from legation.config.commands import lock
from legation.ground.errors import Conflict, Invalid, NotFound, Unavailable
from legation.ground.profile import profile
from legation.ground.sources import Refused
from legation.procedures.api import check_all, compose, content_of, differences, in_force_now, publish


@dataclass(frozen=True)
class Waiting:
    """A definition among the files that is not in force as it stands; `problem` says what keeps it from it."""

    name: str
    digest: str
    problem: bool


def waiting() -> list[Waiting]:
    """The profile's definitions that differ from what is in force."""
    current, found, stamp = {row.digest for row in in_force_now()}, [], _stamp()
    for name in profile().procedures:
        try:
            digest = _digest_of(name, stamp)
        except Refused:
            found.append(Waiting(name, "", True))
            continue
        if digest not in current:
            found.append(Waiting(name, digest, False))
    return found


def digest_of(name: str) -> str:
    """The digest that a definition of the profile would be published under; `Refused` if it has mistakes."""
    return _digest_of(name, _stamp())


@lru_cache(maxsize=1024)
def _digest_of(name: str, _stamp: tuple[object, ...]) -> str:
    """Reading every definition takes seconds: as long as no file of theirs has changed it is done once."""
    return sha256(compose(name)[1].encode()).hexdigest()


def _stamp() -> tuple[object, ...]:
    """Of the definitions: whose they are, how many files, how large together, when the last one was written."""
    folder = Path(settings.LEGATION_DEFINITIONS)
    found = [path.stat() for path in folder.rglob("*") if path.is_file()]
    size, last = sum(each.st_size for each in found), max((each.st_mtime_ns for each in found), default=0)
    return folder, settings.LEGATION_PROFILE, len(found), size, last


def changes(arguments: dict[str, Any]) -> dict[str, list[str]] | None:
    """For whom -> what changes against what is in force, in English sentences; None where this is no longer the file.

    A procedure that is not in force yet has nothing to be held against.
    """
    name = arguments["name"]
    try:
        if digest_of(name) != arguments["digest"]:
            return None
        return differences(content_of(name.rsplit("/", 1)[1].split(".")[0]), content_of(name))
    except NotFound:
        return {}
    except Refused:
        return None


def check(arguments: dict[str, Any], _at: datetime) -> None:
    """Raises `Invalid` or `Conflict` if this may not be published."""
    name = arguments["name"]
    if name not in profile().procedures:
        raise Invalid(f"the profile does not offer {name}")
    if check_all() or lock.edited():
        raise Invalid(
            "the definitions have mistakes",
            reader=_("The definitions have mistakes. “legation check” names each with its line and its remedy."),
        )
    if digest_of(name) != arguments["digest"]:
        raise Conflict("changed", reader=_("The definition has been changed since. Ask for it again as it stands now."))


def do(arguments: dict[str, Any], at: datetime) -> None:
    """Put it in force and keep its digest in the lock file; `Unavailable`, and nothing is done, if that cannot be."""
    name = arguments["name"]
    publish(name, at=at)
    try:
        lock.hold({lock.key_of(name.rsplit("/", 1)[1]): arguments["digest"]})
    except OSError as error:
        raise Unavailable(
            "the lock file cannot be written",
            reader=_(
                "The file of published digests cannot be written here."
                " Publish where the definitions are kept: “legation publish”."
            ),
        ) from error
