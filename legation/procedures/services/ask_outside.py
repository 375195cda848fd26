"""Asking other houses for what a form needs, once, and filling in what they say."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from legation.ground.audit.api import record_access
from legation.ground.errors import Invalid
from legation.procedures.bundles import Opened
from legation.procedures.definitions import facts
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds import input_names, parse, typed
from legation.procedures.models import Case


def ask_outside(case: Case, opened: Opened, answers: dict[str, Any], *, at: datetime) -> None:
    """Ask for the facts of a draft that come from another house, as far as they changed; purpose and answer recorded.

    What they say is put into `answers` under the facts' name, and fills fields that are empty.
    """
    for name in opened.definition.facts:
        source = facts.source(name)
        if source is None or source.ask is None:
            continue
        before, purpose = answers.pop(name, None), opened.definition.procedure
        kept = source.ask(answers, before, purpose, at)
        if kept is None:
            continue
        answers[name] = kept
        if kept != before:
            answers |= fill_in(opened, source.fills(kept), answers, at=at)
            record_access(
                actor=f"application:{case.application.reference}", verb="asked", at=at, subject=case.reference,
                body={"facts": name, "purpose": purpose, "answer": kept["answer"]},
            )  # fmt: skip


def fill_in(opened: Opened, known: Mapping[str, Any], answers: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """What is known, as answers to fields that are empty; what does not fit its field is left for the applicant."""
    found: dict[str, Any] = {}
    for page in opened.definition.form_pages():
        for field in page.fields:
            if field.field not in known or field.field in answers or field.fixed or opened.asked_if[field.field]:
                continue
            with suppress(Invalid):
                value = parse(field, _typed(field, known[field.field]), today=at.date())
                found |= {field.field: value} if value is not None else {}
    return found


def _typed(field: FieldDefinition, said: Any) -> dict[str, str]:
    """What a form would send of something known: a text, a day (ISO 8601), or an address as it is stored."""
    if isinstance(said, Mapping):
        return dict(typed(field, said)) if field.kind == "address" else {}
    parts = reversed(str(said).split("-")) if field.kind == "date" else [str(said)]
    return dict(zip(input_names(field), parts, strict=False))
