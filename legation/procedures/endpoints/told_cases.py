"""How a case looks as JSON to those who work on it."""

from datetime import datetime

from legation.ground.languages.api import current
from legation.ground.people.api import Person
from legation.ground.posts.api import post_code, roles_of
from legation.procedures.answers import all_facts, findings
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.endpoints.told import Told, answer, case_line, issued
from legation.procedures.models import Case, CaseAction
from legation.procedures.privacy import role_of
from legation.procedures.selectors import actions_of, answers_now, note_of
from legation.procedures.services.permit import hindered


def desk_line(case: Case) -> Told:
    """As `case_schemas.DeskLine`."""
    return case_line(case) | {
        "title": open_bundle(case.bundle_id).at_desk(case.status, current().code),
        "application": case.application.reference, "post": post_code(case.post_id),
        "origin": post_code(case.origin_id) if case.origin_id else None, "opened_at": case.opened_at,
    }  # fmt: skip


def case(found: Case, opened: Opened, person: Person, *, at: datetime) -> Told:
    """As `case_schemas.CaseView`, for a person who may see it."""
    code, actions = current().code, actions_of(found)
    answers = answers_now(found, actions)
    looked = next((each.body["findings"] for each in reversed(actions) if each.body.get("findings")), None)
    told = looked if looked is not None else findings(opened, all_facts(opened, answers, at=at))
    return desk_line(found) | {
        "procedure": opened.definition.procedure, "bundle": opened.digest, "closed_at": found.closed_at,
        "answers": {name: answer(value) for name, value in answers.items() if name in opened.fields},
        "findings": [{"finding": each, "text": opened.text(f"finding.{each}", code)} for each in told],
        "actions": [_action(found, each) for each in actions],
        "verbs": _verbs(found, opened, person),
        "documents": issued([found]),
    }  # fmt: skip


def _action(found: Case, each: CaseAction) -> Told:
    return {
        "number": each.number, "at": each.at, "verb": each.verb, "by": role_of(each.actor), "status": each.status,
        "reasons": each.body.get("reasons", []), "note": note_of(found, each),
    }  # fmt: skip


def _verbs(found: Case, opened: Opened, person: Person) -> list[Told]:
    """What the person may do with it now, in one role of theirs or another."""
    here = {role for role, posts in roles_of(person).items() if found.post_id in posts}
    return [
        {
            "verb": each.verb, "title": opened.text(f"verb.{each.verb}", current().code),
            "reasons": opened.definition.reasons_for(each), "corrects": each.corrects,
        }
        for each in opened.definition.transitions
        if found.status in each.from_ and here.intersection(each.by) and not hindered(found, each)
    ]  # fmt: skip
