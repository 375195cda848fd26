"""Author's mistakes: each is refused with file, line, column and what to do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.procedures.definitions.mistakes import BY_SIDE, MISTAKES, Mistake
from tools import mistakes as documented

PAGE = documented.PAGE.read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with documented.house() as found:
        yield found


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.kind)
def test_a_mistake_is_told_at_its_place_with_the_remedy_as_the_page_says(place: Path, mistake: Mistake) -> None:
    problems, expected = documented.made(mistake, place)
    said = [p for p in problems if mistake.told in p.message and mistake.remedy in p.remedy]
    assert said, "\n".join(map(str, problems))
    assert expected is None or expected in [(p.path, p.line, p.column) for p in said], f"{expected}: {said}"
    assert all(p.message.endswith((".", "?")) and p.remedy.endswith((".", "?")) for p in problems), problems
    assert documented.row(mistake, problems) in PAGE, "run python tools/mistakes.py"


def test_every_kind_has_a_name_of_its_own() -> None:
    kinds = [mistake.kind for mistake in MISTAKES]
    assert len(kinds) == len(set(kinds)) >= 40


def test_the_page_has_a_line_for_each_kind_and_no_other() -> None:
    lines = [line for line in PAGE if line.startswith("| ") and not line.startswith(("| mistake |", "| --- |"))]
    kinds = [mistake for mistakes in BY_SIDE.values() for mistake in mistakes]
    assert len(lines) == len(kinds), "run python tools/mistakes.py"
    assert all(line.startswith(documented.begins(each)) for line, each in zip(lines, kinds, strict=True))
    assert f": {len(kinds)} kinds." in " ".join(PAGE)
