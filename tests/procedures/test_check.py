"""Author's mistakes: each is refused with file, line and what to do."""

from pathlib import Path

import pytest
from django.conf import settings

from legation.ground.sources import Refused, read
from legation.procedures.definitions.load import check_all, load, load_file

GOOD = Path(settings.LEGATION_DEFINITIONS) / "procedures" / "visa" / "evisa.v1.yaml"


def refused(tmp_path: Path, old: str, new: str) -> list[str]:
    text = GOOD.read_text(encoding="utf-8")
    assert old in text, old
    path = tmp_path / "evisa.v1.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused) as problems:
        load_file(path)
    return [str(problem) for problem in problems.value.problems]


def line_of(old: str) -> int:
    text = GOOD.read_text(encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_profile_and_its_definitions_are_in_order() -> None:
    assert check_all() == []
    assert load("visa/evisa.v1").procedure == "evisa"


# what stands in the good file, what the author wrote instead, what they are told
MISTAKES = {
    "a verb unknown to the schema": ("contact: email", "kontakt: email", "kontakt is not known here"),
    "no legal basis given": ("illustrative: true}", "illustrative: false}", "the law has no source"),
    "a kind that does not exist": ("kind: phone", "kind: telephone", "telephone is not a known word"),
    "a fragment that does not exist": ("use: passport", "use: pasport", "there is no such file"),
    "a page with fields and a fragment": ("    use: passport\n", "    use: passport\n    fields: []\n", "fields or a fragment"),
    "a field asked twice": ("{field: phone,", "{field: arrival,", "asked twice"),
    "a choice without choices": ("{field: entries, kind: choice, choices: [single, multiple]}",
                                 "{field: entries, kind: choice}", "'choices' belong to kind 'choice'"),
    "a contact that is no email": ("contact: email", "contact: phone", "is not an email field"),
    "a subject that is not asked": ("subject_name: [given_names, surname]", "subject_name: [name]", "no field 'name'"),
    "facts nobody gives": ("facts: [visa.policy]", "facts: [visa.weather]", "no department gives facts"),
    "a rule that names an unknown answer": ("answers.arrival >= today", "answers.arival >= today", "no 'answers.arival'"),
    "a rule that mixes kinds": ("answers.arrival >= today", "answers.arrival >= 5", "a date is needed"),
    "a rule that is no condition": ("answers.arrival >= today", "days(today, answers.arrival)", "gives a int"),
    "a rule that does not parse": ("answers.arrival >= today", "answers.arrival >=", "not CEL"),
    "a rule about an optional answer": ("answers.arrival >= today", "answers.phone == 'x'", "may be left empty"),
    "a rule shown at no field": ("at: passport_expiry,", "at: passport_end,", "no field 'passport_end'"),
    "a fee that is no amount": ("amount: policy.fee_minor", "amount: policy.outcome", "not a fact of kind int"),
    "a state nobody reaches": ("  - {state: withdrawn, phase: closed}",
                               "  - {state: withdrawn, phase: closed}\n  - {state: lost, phase: closed}", "no way leads to"),
    "a state nobody leaves": ("{state: paid, phase: office}", "{state: paid, phase: office}\n  - {state: stuck, phase: office}",
                              "no way leads out of"),
    "a transition to nowhere": ("to: withdrawn, by", "to: gone, by", "there is no state 'gone'"),
    "no draft to begin with": ("{state: draft, phase: draft}", "{state: draft, phase: office}", "must be the draft"),
    "a verb twice": ("{verb: withdraw,", "{verb: submit,", "stands twice"),
    "a rule that refuses": ("to: refused, by: [visa_officer]", "to: refused, by: [rule]", "only an officer may refuse"),
    "a refusal without reasons": ("key: x, reasons: true,", "key: x,", "a refusal without reasons"),
    "a rule beside people": ("to: referred, by: [rule]", "to: referred, by: [rule, visa_officer]", "shares its transition"),
    "no way to hand in": ("{verb: submit,", "{verb: hand_in,", "there is no transition 'submit'"),
    "a document nobody issues": ("issues: visa.evisa}", "issues: visa.paper}", "no department issues"),
    "a declaration among other fields": ("{field: photo, kind: photo}",
                                         "{field: photo, kind: photo}\n      - {field: oath, kind: declaration}", "page of their own"),
    "words that are missing": ("{finding: minor,", "{finding: child,", "no words for evisa.finding.child"),
    "a number where a word belongs": ("department: visa", "department: 7", "department"),
    "broken YAML": ("states:", "states: [", ""),
    "a key twice": ("version: 1", "version: 1\nversion: 2", "a second time"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_with_its_place(tmp_path: Path, name: str) -> None:
    old, new, told = MISTAKES[name]
    problems = refused(tmp_path, old, new)
    assert any(told.lower() in problem.lower() for problem in problems), problems
    assert all(problem.startswith(("evisa.v1.yaml:", str(tmp_path), "fragments/")) for problem in problems)


@pytest.mark.parametrize("old", ["answers.arrival >= today", "to: refused, by: [visa_officer]"])
def test_the_line_is_that_of_the_mistake(tmp_path: Path, old: str) -> None:
    new = {"answers.arrival >= today": "answers.arrival >= 5"}.get(old, "to: refused, by: [rule]")
    assert any(f"evisa.v1.yaml:{line_of(old)}:" in problem for problem in refused(tmp_path, old, new))


def test_a_file_named_after_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "evisa.v2.yaml"
    path.write_text(GOOD.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(Refused, match="not named after"):
        load_file(path)


def test_several_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "evisa.v1.yaml"
    text = GOOD.read_text(encoding="utf-8").replace("answers.arrival >= today", "answers.x >= today")
    path.write_text(text.replace("policy.fee_minor", "policy.nothing"), encoding="utf-8")
    with pytest.raises(Refused) as problems:
        load_file(path)
    assert len(problems.value.problems) >= 2


def test_norway_stays_norway(tmp_path: Path) -> None:
    path = tmp_path / "codes.yaml"
    path.write_text("codes: [NO, YES, ON]")
    assert read(path).data["codes"] == ("NO", "YES", "ON")
