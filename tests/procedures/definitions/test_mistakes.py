"""Author's mistakes: each is refused with file, line, column and what to do."""

import pytest

from tests.procedures.definitions.mistakes import MISTAKES, Mistake
from tools import mistakes as documented


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.kind)
def test_a_mistake_is_told_at_its_place_with_the_remedy(mistake: Mistake) -> None:
    problems, place = documented.outcomes()[mistake.kind]
    said = [p for p in problems if mistake.told in p.message and mistake.remedy in p.remedy]
    assert said, "\n".join(map(str, problems))
    assert place is None or place in [(p.path, p.line, p.column) for p in said], f"{place}: {said}"
    assert all(p.message.endswith((".", "?")) and p.remedy.endswith((".", "?")) for p in problems), problems


def test_every_kind_has_a_name_of_its_own() -> None:
    kinds = [mistake.kind for mistake in MISTAKES]
    assert len(kinds) == len(set(kinds)) >= 40


def test_the_page_of_mistakes_says_what_is_told() -> None:
    assert documented.PAGE.read_text(encoding="utf-8") == documented.page(), "run python tools/mistakes.py"
