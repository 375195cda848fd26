"""The rules between answers: which are broken, and what to tell the reader at which field."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from legation.ground.languages.api import current
from legation.procedures.answers import all_facts
from legation.procedures.bundles import Opened
from legation.procedures.definitions.expressions import ExpressionError, ready


def broken_rules(opened: Opened, answers: Mapping[str, Any], *, at: datetime) -> dict[str, str]:
    """field code -> the sentence of the first rule broken there; rules about fields still empty are left out."""
    broken: dict[str, str] = {}
    facts = ready(all_facts(opened, answers, at=at))
    for rule in opened.definition.rules:
        if rule.at in broken or rule.at not in answers:
            continue
        try:
            holds = opened.conditions[rule.holds].run(facts)
        except ExpressionError:
            continue
        if not holds:
            broken[rule.at] = opened.text(f"rule.{rule.rule}", current().code)
    return broken
