"""The page of mistakes that `legation check` finds, made from the table that the tests go through.

python tools/mistakes.py    write docs/mistakes.md
"""

import os
import re
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "mistakes.md"
_HEAD = """\
# Mistakes that `legation check` finds

Every kind of mistake an author can make in a procedure, its words, the profile or the visa policy, with what is told
and what to do, as `legation check` says it; file, line and column stand before it. All mistakes of all files are told
at once. This page is made from the table that the tests go through (`python tools/mistakes.py`): {number} kinds. The
visa policy has more of its own, in `tests/visa/rules/test_mistakes.py`.
"""


@cache
def outcomes() -> dict:
    """kind -> (problems, expected place), each mistake made in a copy of the definitions in English and Arabic."""
    from legation.procedures.definitions.load import check_all
    from tests.procedures.definitions.mistakes import MISTAKES
    from tests.procedures.definitions.support import changed, copied

    found = {}
    with tempfile.TemporaryDirectory() as folder, copied(Path(folder), few=True) as place:
        profile = place / "profiles" / "uto" / "profile.yaml"
        text = profile.read_text(encoding="utf-8")
        profile.write_text(re.sub(r"^languages: .*$", "languages: [en, ar]", text, flags=re.M), encoding="utf-8")
        for mistake in MISTAKES:
            with changed(place, mistake.changes) as expected:
                found[mistake.kind] = check_all(), expected
    return found


def page() -> str:
    """The page, as it should stand."""
    from tests.procedures.definitions.mistakes import BY_SIDE, MISTAKES

    lines = [_HEAD.format(number=len(MISTAKES))]
    for side, mistakes in BY_SIDE.items():
        lines += [f"## {side}", "", "| mistake | what is told | what to do |", "| --- | --- | --- |"]
        for mistake in mistakes:
            problems, _place = outcomes()[mistake.kind]
            said = next(p for p in problems if mistake.told in p.message and mistake.remedy in p.remedy)
            lines.append(f"| {mistake.kind} | {_cell(said.message)} | {_cell(said.remedy)} |")
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
