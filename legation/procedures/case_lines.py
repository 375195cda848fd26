"""A case as a line of a list at the desk: whose it is, what tells it from others, by when."""

from typing import Any

from legation.ground.languages.api import format_date
from legation.ground.posts.api import day_at, post_code
from legation.procedures.answers import open_answers
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.forms import shown
from legation.procedures.models import Case


def name_of(opened: Opened, answers: dict[str, Any]) -> str:
    """Whose case it is, as its definition says."""
    return ", ".join(str(answers[n]) for n in reversed(opened.definition.subject_name) if n in answers)


def line_of(case: Case, code: str, away: frozenset[str]) -> dict[str, Any]:
    """title, reference, text, when, service, and whether it is `away`: at one of the posts (codes) that work alone."""
    opened, answers = open_bundle(case.bundle_id), open_answers(case)
    told = [shown(opened, opened.fields[n], answers, code) for n in opened.definition.desk.line if n in answers]
    return {
        "title": name_of(opened, answers),
        "reference": case.reference,
        "text": " · ".join(told),
        "when": format_date(day_at(case.post_id, case.deadline), code) if case.deadline else "",
        "service": opened.text("title", code),
        "away": bool(away) and post_code(case.post_id) in away,
    }
