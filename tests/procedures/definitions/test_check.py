"""What `legation check` tells at once, and what it leaves alone; the kinds of mistakes are in test_mistakes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from legation.ground.sources import Problem, read
from legation.procedures.definitions.load import check_all, load
from tests.procedures.definitions.support import changed, copied


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    with copied(tmp_path, few=True) as folder:
        yield folder


def told(copy: Path, *changes: tuple[str, str, str]) -> list[Problem]:
    with changed(copy, changes):
        return check_all()


def test_the_profile_and_its_definitions_are_in_order() -> None:
    assert check_all() == []
    assert load("visa/evisa.v1").procedure == "evisa"


def test_mistakes_of_shape_and_of_meaning_are_told_at_once(copy: Path) -> None:
    problems = told(
        copy,
        ("evisa", "contact: email", "kontact: email"),
        ("evisa", "kind: phone, required: false", "kind: fone, required: perhaps"),
        ("evisa", "version: 1", "version: 1\nversion: 1"),
        ("evisa", "answers.arrival >= today", "answers.arival >= today"),
        ("evisa", "to: withdrawn, by", "to: gone, by"),
        ("words", 'msgid "evisa.who"', 'msgid "evisa.whom"'),
        ("passport", "kind: document_number", "kind: document_numbr"),
        ("posts", "Europe/Istanbul", "Europe/Stambul"),
        ("policy", "outcome: free", "outcome: fre"),
    )
    said = "\n".join(map(str, problems))
    for part in ("kontact", "fone", "required must be", "version stands", "arival", "'gone'", "evisa.whom", "document_numbr",
                 "Europe/Stambul", "fre is not"):  # fmt: skip
        assert part in said, part
    assert problems == sorted(problems)


def test_one_wrong_word_is_told_once(copy: Path) -> None:
    """Nothing follows from a word that is clear: what the author meant is what is checked."""
    assert len(told(copy, ("evisa", "kind: phone", "kind: fone"))) == 1
    assert len(told(copy, ("evisa", "contact: email", "kontact: email"))) == 1
    assert len(told(copy, ("evisa", "facts: [visa.policy]", "facts: [visa.polcy]"))) == 1


def test_a_mistake_in_a_fragment_is_told_in_the_fragment(copy: Path) -> None:
    problems = told(copy, ("passport", "surname, kind: name", "surname, kind: nam"))
    assert [(p.path, p.line) for p in problems] == [("fragments/passport.yaml", 3)]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"- a\n", b"42", b"\x07", b"a: &x [*x]", b"{", b"pages: 3", b"pages: [3]"]
)
def test_what_is_no_definition_at_all_is_refused_and_never_crashes(copy: Path, content: bytes) -> None:
    (copy / "procedures/visa/evisa.v1.yaml").write_bytes(content)
    problems = check_all()
    assert problems and all(p.path in ("procedures/visa/evisa.v1.yaml", "fragments/passport.yaml") for p in problems)


def test_words_of_another_version_are_not_spare(copy: Path) -> None:
    folder = copy / "procedures" / "visa"
    text = (folder / "evisa.v1.yaml").read_text(encoding="utf-8")
    later = text.replace("version: 1", "version: 2").replace("email, phone]}", "email]}")
    later = later.replace("- {field: phone, kind: phone, required: false}\n      ", "")
    (folder / "evisa.v2.yaml").write_text(later, encoding="utf-8")
    assert told(copy, ("profile", "visa/evisa.v1", "visa/evisa.v2")) == []
    (folder / "evisa.v1.yaml").unlink()
    problems = told(copy, ("profile", "visa/evisa.v1", "visa/evisa.v2"))
    said = [problem for problem in problems if "reaches nobody" not in problem.message]
    assert said and all("Nothing is called evisa.field.phone" in problem.message for problem in said)


def test_norway_stays_norway(tmp_path: Path) -> None:
    path = tmp_path / "codes.yaml"
    path.write_text("codes: [NO, YES, ON]")
    assert read(path).data["codes"] == ("NO", "YES", "ON")
