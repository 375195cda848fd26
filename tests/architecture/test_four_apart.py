"""The register of nationals, the electoral roll, reports of incidents and mutual help are never searched together.

Each answers who lives where, who votes, who was attacked, who offers a bed: whoever joined two of them would know what
nobody agreed to. So no module but the one that forgets a person knows two of the rooms, no row points from one to
another, no index is shared, and a search names one of them.
"""

import ast
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from django.apps import apps

from legation.procedures.findable import index_values, name_values
from legation.registers import api as registers

ROOT = Path(__file__).parents[2] / "legation"
ROOMS = {"legation.registers": "registers", "legation.roll": "roll", "legation.consular.mutual_help": "mutual_help"}
FORGETS = ROOT / "procedures/services/erase.py"
WIRES = {ROOT / "config/settings.py", ROOT / "config/jinja.py", ROOT / "config/urls.py"}
INCIDENTS = Path(__file__).parents[2] / "definitions/procedures/consular/xenophobic_incident.v1.yaml"


def imported(tree: ast.AST) -> set[str]:
    """Every module that is imported, and what is imported from it as one more level."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def rooms_of(path: Path) -> set[str]:
    """Which of the rooms a module knows: those it imports, and the one it stands in."""
    names = imported(ast.parse(path.read_text(encoding="utf-8")))
    names.add(".".join(path.relative_to(ROOT.parent).with_suffix("").parts))
    return {room for name in names for start, room in ROOMS.items() if name == start or name.startswith(f"{start}.")}


def test_no_module_knows_two_of_the_rooms_but_the_one_that_forgets() -> None:
    both = {path for path in ROOT.rglob("*.py") if len(rooms_of(path)) > 1} - WIRES
    assert both == {FORGETS}


def test_the_one_that_forgets_does_nothing_else_with_them() -> None:
    used = defaultdict(set)
    for node in ast.walk(ast.parse(FORGETS.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ROOMS.values():
            used[node.value.id].add(node.attr)
    assert dict(used) == {"registers": {"forget"}, "roll": {"forget"}}


def test_whoever_reads_a_register_or_the_roll_reads_no_cases_of_incidents_beside_it() -> None:
    """The pages of the two import no search of cases; a search of cases names its procedure."""
    for path in ROOT.rglob("*.py"):
        if rooms_of(path) and path != FORGETS:
            assert not imported(ast.parse(path.read_text())) & {"legation.procedures.search.search"}, path
    search = ast.parse((ROOT / "procedures/search.py").read_text())
    (found,) = [node for node in ast.walk(search) if isinstance(node, ast.FunctionDef) and node.name == "search"]
    assert [each.arg for each in found.args.kwonlyargs] == ["procedure", "at"] and found.args.kw_defaults[0] is None


def test_no_row_points_from_one_to_another() -> None:
    kept = {"registers", "roll", "mutual_help", "procedures"}
    for model in apps.get_models():
        here = model._meta.app_label
        there = {field.related_model._meta.app_label for field in model._meta.get_fields()
                 if field.is_relation and not field.auto_created and hasattr(field.related_model, "_meta")}  # fmt: skip
        assert not (here in kept and (there & kept) - {here}), model.__name__


def test_the_roll_and_mutual_help_have_no_index_of_anybody() -> None:
    for label in ("roll", "mutual_help"):
        for model in apps.get_app_config(label).get_models():
            assert "index" not in model.__name__.lower()
            blind = [field.name for field in model._meta.local_fields if getattr(field, "max_length", None) == 16]
            assert blind == [], model.__name__


@pytest.mark.django_db
def test_one_name_is_another_index_in_each_register_and_among_cases() -> None:
    """So a value that was taken from one finds nothing in another, in one table or two."""
    found = [name_values(registers.purpose(code), "Eriksson") for code in registers.registers()]
    found.append(index_values("name", "Eriksson"))
    values = [value for each in found for value in each]
    assert len(values) == len(set(values))


def test_an_incident_is_kept_apart_and_enters_no_register() -> None:
    said = yaml.safe_load(INCIDENTS.read_text(encoding="utf-8"))
    assert said["apart"] is True and "entries" not in said
    assert not {"registers", "issues"} & set(said.get("with", {}))
