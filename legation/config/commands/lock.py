"""`legation lock`: a published bundle never changes; the lock file of its profile holds its digest."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from legation.ground.sources import Problem


def lock_path() -> Path:
    """The lock file of the profile in force."""
    from legation.ground.profile import folder

    return folder() / "bundles.lock"


def key_of(version: str) -> str:
    """The key of 'evisa.v1' in the lock file: with the profile's edition."""
    from legation.ground.profile import profile

    return f"{version} {profile().edition}"


def digests(names: Sequence[str] | None = None, *, checked: bool = False) -> dict[str, str]:
    """'evisa.v1 2026-11-22' -> digest, as the files stand now, of all or of these; what is `checked` is not again."""
    from legation.ground.profile import profile
    from legation.procedures.bundles import compose
    from legation.procedures.definitions.load import load, load_again

    found = {}
    for name in profile().procedures if names is None else names:
        definition, content = compose(name, load=load_again if checked else load)
        key = key_of(f"{definition.procedure}.v{definition.version}")
        found[key] = sha256(content.encode()).hexdigest()
    return found


def locked() -> dict[str, str]:
    """What the lock file holds."""
    path = lock_path()
    rows = path.read_text().splitlines() if path.exists() else []
    return {key: digest for digest, _, key in (row.partition("  ") for row in rows if row)}


def changed(now: dict[str, str]) -> list[str]:
    """Bundles that were published and have been edited since, by key; `now` are the digests as the files stand."""
    held = locked()
    return [key for key, digest in now.items() if held.get(key, digest) != digest]


def edited() -> "list[Problem]":
    """The same as problems, each at its line of the lock file; asked where `check` found nothing wrong."""
    from legation.ground.profile import folder
    from legation.ground.sources import Problem

    lines = list(locked())
    name = f"profiles/{folder().name}/{lock_path().name}"
    remedy = "Undo the change, or give the procedure a new version, or the profile a new edition."
    what = "{} is published, and was edited since."
    return [Problem(name, lines.index(key) + 1, 1, what.format(key), remedy) for key in changed(digests(checked=True))]


def hold(more: dict[str, str]) -> None:
    """Write digests by key into the lock file, beside those that stand there."""
    lock_path().write_text("".join(f"{digest}  {key}\n" for key, digest in sorted((locked() | more).items())))


def run(arguments: list[str]) -> int:
    """Add new bundles to the lock file; refuse to change one that stands there, unless told --unpublished."""
    import django

    django.setup()
    now = digests()
    if (differ := changed(now)) and arguments != ["--unpublished"]:
        print(f"already published, make a new version or edition: {', '.join(differ)}")
        return 1
    hold(now)
    return 0
