"""The page of mistakes that `legation check` finds, made from the table that the tests go through.

python tools/mistakes.py    write docs/mistakes.md
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "mistakes.md"
_HEAD = """\
# Mistakes that `legation check` finds

Every kind of mistake an author can make in a procedure, its words, the profile or the visa policy, with what is told
and what to do, as `legation check` says it; file, line and column stand before it. All mistakes of all files are told
at once. This page is made from the table that the tests go through (`python tools/mistakes.py`): {number} kinds. The
visa policy has more of its own, in `tests/visa/rules/test_mistakes.py`.
"""


@contextmanager
def house() -> Iterator[Path]:
    """A copy of a few definitions in English and Arabic, in which mistakes are made."""
    from tests.procedures.definitions.support import copied

    with tempfile.TemporaryDirectory() as folder, copied(Path(folder), few=True) as place:
        profile = place / "profiles" / "uto" / "profile.yaml"
        text = profile.read_text(encoding="utf-8")
        profile.write_text(re.sub(r"^languages: .*$", "languages: [en, ar]", text, flags=re.M), encoding="utf-8")
        yield place


def made(mistake: Any, place: Path) -> tuple[list[Any], Any]:
    """What is told of a mistake in a house, and the place it should be told at."""
    from legation.procedures.definitions.load import check_all
    from tests.procedures.definitions.support import changed

    with changed(place, mistake.changes) as expected:
        return check_all(), expected


def row(mistake: Any, problems: list[Any]) -> str:
    """The line of the page about a mistake."""
    said = next(p for p in problems if mistake.told in p.message and mistake.remedy in p.remedy)
    return f"{begins(mistake)}{_cell(said.message)} | {_cell(said.remedy)} |"


def begins(mistake: Any) -> str:
    """How its line begins."""
    return f"| {mistake.kind} | "


def page() -> str:
    """The page, as it should stand."""
    from tests.procedures.definitions.mistakes import BY_SIDE, MISTAKES

    lines = [_HEAD.format(number=len(MISTAKES))]
    with house() as place:
        for side, mistakes in BY_SIDE.items():
            lines += [f"## {side}", "", "| mistake | what is told | what to do |", "| --- | --- | --- |"]
            lines += [row(mistake, made(mistake, place)[0]) for mistake in mistakes]
            lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legation.config.settings")
    import django

    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
