"""The form of a service as somebody types it, from stored answers: for the demonstration and the benches."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from legation.procedures.api import in_force
from legation.procedures.kinds import FILE_KINDS, typed


def written(procedure: str, answers: Mapping[str, Any], *, at: datetime) -> dict[str, dict[str, str]]:
    """page -> what is sent from it, without files; what `answers` (field code -> stored value) lack stays empty."""
    return {
        page.page: {
            name: text
            for field in page.fields
            if field.kind not in FILE_KINDS and field.field in answers
            for name, text in typed(field, answers[field.field]).items()
        }
        for page in in_force(procedure, at=at).definition.form_pages()
    }
