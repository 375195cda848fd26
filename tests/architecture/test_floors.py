"""House rules that import-linter does not see."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).parents[2]
# the floors, lowest first; an app may point at its own floor only within itself
FLOORS = [
    ["contenttypes", "sessions", "staticfiles"],
    ["auth"],
    ["web"],
    ["audit", "outbox", "limits", "files", "health"],
    ["people"],
    ["posts"],
    ["tokens"],
    ["transparency", "approvals", "webhooks"],
    ["payments", "documents", "registers", "production", "appointments", "messaging"],
    ["till"],
    ["procedures"],
    ["visa", "consular"],
    ["mutual_help"],
    ["insight", "edge"],
    ["config"],
]
LEVEL = {label: level for level, labels in enumerate(FLOORS) for label in labels}


def test_foreign_keys_point_downward() -> None:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.many_to_one and field.related_model is not None:
                here, there = model._meta.app_label, field.related_model._meta.app_label
                assert here == there or LEVEL[there] < LEVEL[here], f"{model.__name__}.{field.name} points up"


def test_every_app_stands_on_a_floor() -> None:
    assert {config.label for config in apps.get_app_configs()} <= set(LEVEL)


def views(resolver: URLResolver | None = None, prefix: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found += views(pattern, prefix + str(pattern.pattern))
        else:
            found.append((prefix + str(pattern.pattern), pattern))
    return found


def test_every_address_says_who_may_open_it() -> None:
    silent = [path for path, pattern in views() if not hasattr(pattern.callback, "policy")]
    assert silent == []


def test_a_case_has_at_most_fifteen_fields() -> None:
    assert len(apps.get_model("procedures", "Case")._meta.local_fields) <= 15


def test_no_model_of_ours_is_a_god_record() -> None:
    for model in apps.get_models():
        if model.__module__.startswith("legation."):
            assert len(model._meta.local_fields) <= 18, model.__name__


def test_every_setting_has_a_line_in_the_docs() -> None:
    described = (ROOT / "docs" / "settings.md").read_text()
    names = set(re.findall(r"LEGATION_[A-Z_]+", (ROOT / "legation" / "config" / "settings.py").read_text()))
    assert {name for name in names if f"`{name}`" not in described} == set()


def test_there_are_at_most_eighty_settings() -> None:
    text = (ROOT / "legation" / "config" / "settings.py").read_text()
    assert len(set(re.findall(r"^([A-Z_]+) =", text, re.M))) <= 80


def test_nothing_names_a_registry_or_a_path_of_a_machine() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert "://" not in lock.read_text(), lock.name
        assert "--hash=sha256:" in lock.read_text()


def test_functions_and_files_stay_small() -> None:
    long = [path for path in (ROOT / "legation").rglob("*.py")
            if "migrations" not in path.parts and path.read_text().count("\n") > 320]  # fmt: skip
    assert long == []


def test_a_query_over_cases_must_say_whose() -> None:
    import pytest

    from legation.procedures.models import Case

    for ask in (lambda: Case.objects.all(), lambda: Case.objects.filter(status="x"), lambda: Case.objects.count()):
        with pytest.raises(RuntimeError, match="whose cases"):
            ask()


def test_the_demonstration_ribbon_is_not_a_setting() -> None:
    assert not [name for name in dir(settings) if "RIBBON" in name]
