"""Faults put into good definitions by generic operators: `legation check` refuses them, or they are no faults.

Equivalent mutants are proved so: put in order, both definitions are the same (see `meaning`). What else survives is in
`ANOTHER_SERVICE`, by place, with the reason: nothing in it is broken, its author may have meant exactly that.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from legation.ground.sources import Tree, open_tree
from legation.procedures.definitions import new
from legation.procedures.definitions.load import examine_tree
from legation.procedures.definitions.reading import path_of, with_fragments
from tests.procedures.definitions.mutants import Mutant, as_lists, as_tuples, mutants, places
from tests.procedures.definitions.support import copied

LEAST = 0.95
# lists whose order the engine does not look at, or only draws in: fields and pages are asked, choices offered, verbs
# shown in another order
ORDER_FREE = {
    "legal_basis", "facts", "starts_with", "pages", "fields", "choices", "rules", "findings", "states",
    "from", "by", "corrects", "lists", "line", "refusal_reasons", "revocation_reasons", "shared", "reminders", "says", "asks",
    "catalogue", "illustrative", "takes",
}  # fmt: skip
# (operator, place) -> why what is left is whole
ANOTHER_SERVICE = {
    ("delete", "pages[].fields[].required"): "an answer that must be given now",
    ("delete", "fields[].required"): "an answer that must be given now",
    ("delete", "pages[].fields[].longest"): "shorter answers",
    ("delete", "fields[].longest"): "shorter answers",
    ("retarget", "pages[].fields[].longest"): "answers of another length",
    ("delete", "fields[].secret"): "kept on the device while it is typed",
    ("delete", "fields[].index"): "not found by this any more; by the passport number it is",
    ("retarget", "pages[].fields[].kind"): "another kind of answer, on which nothing else depends",
    ("delete", "subject_name[]"): "the person is named by the rest",
    ("swap", "subject_name[]"): "the name is written in another order",
    ("delete", "subjects.shared[]"): "each person answers it",
    ("delete", "subjects.list_at_most"): "lists are not taken",
    ("delete", "transitions[].corrects[]"): "fewer answers can be set right",
    ("delete", "desk.lists[]"): "closed cases without a list, in which nobody may act",
    ("delete", "desk.line"): "the queue tells less",
    ("delete", "desk.line[]"): "the queue tells less",
    ("retarget", "transitions[].key"): "another key, free in that state",
    ("retarget", "reminders[].days"): "a reminder at another moment",
    ("retarget", "reminders[].of"): "a reminder of something else that ends, in words that name nothing it lacks",
    ("rename value", "fee.purpose"): "income counted under another name",
    ("delete", "signatures[].name[]"): "the signer is named by the rest",
    ("swap", "signatures[].name[]"): "the signer's name is written in another order",
    ("delete", "pages[].fields[].past"): "a day that may be to come",
    ("delete", "pages[].fields[].lands"): "a land or an organisation",
    ("delete", "pages[].when"): "everybody is asked",
    ("retarget", "pages[].when"): "others are asked",
    ("retarget", "rules[].at"): "told at the other of two answers that stand on one page",
    ("delete", "documents[].says[]"): "a paper that says less",
    ("retarget", "states[].deadline_working_days"): "another deadline",
    ("delete", "transitions[].from[]"): "fewer states to withdraw from",
    ("retarget", "transitions[].from[]"): "an officer decides while an answer is waited for",
    ("retarget", "transitions[].refund"): "another rule for the fee",
    ("delete", "transitions[].refund"): "nothing is paid back, which is what was written",
    ("delete", "transitions[].asks[]"): "less can be asked for",
    ("delete", "rules[]"): "a rule less, in words that others say, too",
    ("delete", "revocation_reasons"): "a reason less, in words that others say, too",
    ("delete", "catalogue"): "a kind that the catalogue does not number",
    ("delete", "catalogue[]"): "one of several kinds less",
    ("delete", "illustrative"): "what it says is the ministry's own",
    ("delete", "illustrative[]"): "what it says is the ministry's own",
}


PUBLISHED = {"evisa": "visa/evisa.v1", "travel_consent": "consular/travel_consent.v1"}
SUBJECTS = ("evisa", "passport", "apostille", "travel_consent")


@cache
def examined(subject: str) -> list[tuple[Mutant, bool, bool]]:
    """Every mutant of a definition, whether it is refused, whether it is proved to be the same."""
    if subject == "passport":
        return list(_of_fragment())
    if subject in PUBLISHED:
        return list(_of_file(path_of(PUBLISHED[subject])))
    with tempfile.TemporaryDirectory() as folder, copied(Path(folder)):
        new.create(f"consular/{subject}")
        return list(_of_file(path_of(f"consular/{subject}.v1")))


def _of_file(path: Path) -> Iterator[tuple[Mutant, bool, bool]]:
    data = as_lists(open_tree(path).data)
    whole = _tree(data)
    assert examine_tree(whole, path)[1] == []
    for mutant in mutants(data):
        yield mutant, *_judged(mutant.data, whole, path)


def _of_fragment() -> Iterator[tuple[Mutant, bool, bool]]:
    """Faults in a fragment, seen through the definition that uses it."""
    path = path_of("visa/evisa.v1")
    data = as_lists(open_tree(path).data)
    fragment = as_lists(open_tree(path.parents[2] / "fragments" / "passport.yaml").data)
    whole = _tree(_used(data, fragment))
    for mutant in mutants(fragment):
        yield mutant, *_judged(_used(data, mutant.data), whole, path)


def _used(data: Any, fragment: Any) -> Any:
    """The definition with a fragment's content where it is used; what is no fragment stays as it is, to be refused."""
    if not isinstance(fragment, dict) or set(fragment) != {"fields"}:
        return {**data, "pages": [fragment, *data["pages"][1:]]}
    return {**data, "pages": [{"page": "passport", **fragment}, *data["pages"][1:]]}


def _tree(data: Any) -> Tree:
    tree = Tree("mutant", as_tuples(data), dict.fromkeys(places(data), (1, 1)))
    return with_fragments(tree)


def _judged(data: Any, whole: Tree, path: Path) -> tuple[bool, bool]:
    tree = _tree(data)
    definition, problems = examine_tree(tree, path)
    same = definition is not None and not problems and meaning(tree.data) == meaning(whole.data)
    return bool(problems), same


def meaning(data: Any, key: str = "") -> Any:
    """A definition in an order that means the same; rules keep theirs, for the first that fits is taken."""
    if isinstance(data, dict):
        return {name: meaning(value, name) for name, value in data.items()}
    if not isinstance(data, tuple):
        return data
    items = [meaning(item) for item in data]
    if key == "transitions":
        rules = [item["verb"] for item in items if item["by"] == ["rule"]]
        return sorted(map(repr, items)), rules
    if key == "states":
        return items[0], sorted(map(repr, items[1:]))
    return sorted(items, key=repr) if key in ORDER_FREE else items


def faults(subject: str) -> list[tuple[Mutant, bool]]:
    """The mutants that are no equivalents, and whether they are refused."""
    return [(mutant, refused) for mutant, refused, same in examined(subject) if not same]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_faults_are_refused(subject: str) -> None:
    found = faults(subject)
    alive = [str(mutant) for mutant, refused in found if not refused]
    assert len(alive) <= (1 - LEAST) * len(found), f"{len(alive)} of {len(found)}:\n" + "\n".join(alive)


@pytest.mark.parametrize("operator", ["duplicate", "rename key", "another type", "empty"])
def test_these_operators_never_leave_a_whole_definition(operator: str) -> None:
    alive = [str(m) for subject in SUBJECTS for m, refused in faults(subject) if m.operator == operator and not refused]
    assert alive == []


def test_what_survives_is_another_service_and_each_reason_is_needed() -> None:
    alive = {(m.operator, m.where) for subject in SUBJECTS for m, refused in faults(subject) if not refused}
    assert alive == set(ANOTHER_SERVICE)


def test_order_is_the_only_thing_that_makes_equivalents() -> None:
    same = Counter(mutant.operator for subject in SUBJECTS for mutant, _refused, same in examined(subject) if same)
    assert set(same) == {"swap"}


def test_a_swap_that_changes_what_rules_do_is_refused() -> None:
    swapped = [refused for m, refused in faults("evisa") if m.operator == "swap" and m.where == "transitions[]"]
    assert swapped and all(swapped)
