"""A copy of the definitions that a test may spoil."""

import atexit
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from legation.config import texts as house_texts
from legation.ground import profile as profiles
from legation.ground.posts import network
from legation.procedures.definitions.load import check_all

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
                       network._read):  # fmt: skip
        remembered.cache_clear()


@contextmanager
def copied(place: Path, *, few: bool = False) -> Iterator[Path]:
    """The definitions, copied to a folder and in force from there; all of them, or a few that show every side."""
    shutil.copytree(_few() if few else Path(settings.LEGATION_DEFINITIONS), place, dirs_exist_ok=True)
    with override_settings(LEGATION_DEFINITIONS=place):
        forget()
        try:
            yield place
        finally:
            forget()


FEW = (
    "visa/evisa.v1", "consular/registration_abroad.v1", "consular/legalisation.v1", "consular/travel_consent.v1",
    "consular/passport_renewal.v1", "consular/passport_amendment.v1", "consular/nationality_certificate.v1",
    "consular/civil_copy.v1", "consular/apostille_certificate.v1",
)  # fmt: skip
_NO_LONGER_USED = re.compile(r"No procedure uses the words (\S+)\.$")


@cache
def _few() -> Path:
    """A house with few procedures in good order: what only the others use is not there either."""
    place = Path(tempfile.mkdtemp(prefix="few-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    with copied(place):
        own = place / "profiles/uto/profile.yaml"
        for path in (place / "procedures").glob("*/*.yaml"):
            name = f"{path.parent.name}/{path.stem}"
            if name not in FEW:
                path.unlink()
                own.write_text(own.read_text(encoding="utf-8").replace(f"  - {name}\n", ""), encoding="utf-8")
        forget()
        spare = check_all()
        for problem in spare:
            if problem.path.startswith("fragments/"):
                (place / problem.path).unlink()
        keys = {found[1] for problem in spare if (found := _NO_LONGER_USED.search(problem.message))}
        for path in (place / "texts").glob("shared.*.po"):
            entries = path.read_text(encoding="utf-8").split("\n\n")
            kept = [each for each in entries if not keys & {each.partition('msgid "')[2].partition('"')[0]}]
            path.write_text("\n\n".join(kept), encoding="utf-8")
    return place


def only_the_evisa(folder: Path) -> None:
    """A copy in which the house has nothing but the e-visa: no other procedure, nor its words, parts and officers."""
    for path in (each for each in (folder / "fragments").glob("*.yaml") if each.stem != "passport"):
        path.unlink()
    own = folder / "profiles/uto/profile.yaml"
    shutil.rmtree(folder / "procedures/consular", ignore_errors=True)
    shutil.rmtree(folder / "fragments/flows", ignore_errors=True)
    for path in [*(folder / "texts").glob("consular.*.po"), *(folder / "texts").glob("shared.*.po")]:
        path.unlink()
    lines = own.read_text(encoding="utf-8").splitlines()
    for path in (each for each in (folder / "procedures/visa").glob("*.yaml") if each.stem != "evisa.v1"):
        path.unlink()
    gone = ("  - consular/", "  - visa/visa_", "  consular_officer:", "  central_officer:")
    own.write_text("\n".join(line for line in lines if not line.startswith(gone)) + "\n", encoding="utf-8")
    posts = folder / "profiles/uto/posts.yaml"
    posts.write_text(re.sub(r"services: \[.*?\]", "services: []", posts.read_text(encoding="utf-8")), encoding="utf-8")
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
