"""A copy of the definitions that a test may spoil."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from legation.config import texts as house_texts
from legation.ground import profile as profiles
from legation.ground.posts import network

FILES = {
    "evisa": "procedures/visa/evisa.v1.yaml", "passport": "fragments/passport.yaml", "words": "texts/visa.en.po",
    "profile": "profiles/uto/profile.yaml", "posts": "profiles/uto/posts.yaml", "policy": "profiles/uto/visa_policy.yaml",
}  # fmt: skip
MARK = "▸"
"""Where a problem is told: stands before the character whose line and column are expected, and is taken out."""
Place = tuple[str, int, int]


def forget() -> None:
    """Forget what was read of definitions that are no longer in force."""
    for remembered in (profiles.profile, house_texts.texts, house_texts.needed, house_texts.is_unreviewed,
                       network.read_network):  # fmt: skip
        remembered.cache_clear()


@contextmanager
def copied(place: Path) -> Iterator[Path]:
    """The definitions, copied to a folder and in force from there."""
    shutil.copytree(Path(settings.LEGATION_DEFINITIONS), place, dirs_exist_ok=True)
    with override_settings(LEGATION_DEFINITIONS=place):
        forget()
        try:
            yield place
        finally:
            forget()


def only_the_evisa(folder: Path) -> None:
    """A copy in which the house has nothing but the e-visa: no other procedure, nor its words and officers."""
    own = folder / "profiles/uto/profile.yaml"
    shutil.rmtree(folder / "procedures/consular", ignore_errors=True)
    for path in (folder / "texts").glob("consular.*.po"):
        path.unlink()
    lines = own.read_text(encoding="utf-8").splitlines()
    gone = ("  - consular/", "  consular_officer:")
    own.write_text("\n".join(line for line in lines if not line.startswith(gone)) + "\n", encoding="utf-8")
    forget()


@contextmanager
def changed(folder: Path, changes: Iterable[tuple[str, str, str]]) -> Iterator[Place | None]:
    """Files of a copy changed for a while: (file, old, new) each, the first `old`; an empty `old` is the whole file.

    Gives path, line and column of the mark in what is new, if there is one.
    """
    before: dict[Path, str | None] = {}
    found: Place | None = None
    for file, old, new in changes:
        path = folder / FILES.get(file, file)
        text = path.read_text(encoding="utf-8") if path.exists() else None
        before.setdefault(path, text)
        assert not old or old in (text or ""), f"{old!r} does not stand in {path.name}"
        text = (text or "").replace(old, new, 1) if old else new
        at = text.find(MARK)
        path.write_text(text.replace(MARK, ""), encoding="utf-8")
        if at >= 0:
            found = str(path.relative_to(folder)), text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    forget()
    try:
        yield found
    finally:
        for path, text in before.items():
            path.unlink() if text is None else path.write_text(text, encoding="utf-8")
        forget()
