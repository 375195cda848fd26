"""What an officer reads and may do on the screen of one case, besides the answers."""

from datetime import UTC, datetime
from typing import Any

from legation.ground.languages.api import current
from legation.ground.people.api import names_of
from legation.ground.posts.api import posts_with_role
from legation.procedures import correcting
from legation.procedures.bundles import Opened
from legation.procedures.contested import papers_of_appeals
from legation.procedures.definitions import facts
from legation.procedures.definitions.schema import Transition
from legation.procedures.desks import Desk
from legation.procedures.forms import Drawn
from legation.procedures.models import Case, CaseAction
from legation.procedures.services.permit import hindered, may_see_to


def verbs_of(desk: Desk, found: Case, opened: Opened, actions: list[CaseAction]) -> dict[str, Any]:
    """What the officer may do, what is left to somebody else, and the papers that came with an appeal."""
    here = found.post_id in posts_with_role(desk.actor)
    theirs = [t for t in opened.definition.transitions if here and found.status in t.from_ and desk.actor.role in t.by]
    sentences = {each.verb: hindered(found, each) for each in theirs}
    every = [each for each in theirs if not sentences[each.verb]]
    mine = [each for each in every if may_see_to(found, opened, each, desk.actor)]
    return {
        "verbs": mine, "others": [each for each in every if each not in mine],
        "hindrances": [(opened.text(f"verb.{each.verb}", current().code), sentences[each.verb])
                       for each in theirs if sentences[each.verb]],
        "in_hand": "" if here else found.post.name(current().code),
        "reasons": {each.verb: opened.definition.reasons_for(each) for each in mine},
        "papers": papers_of_appeals(found, opened, actions),
    }  # fmt: skip


def signatures_of(opened: Opened, actions: list[CaseAction]) -> list[tuple[str, datetime]]:
    """Who else signed before it was handed in, and when."""
    given = actions[0].body.get("signatures", []) if actions else []
    return [
        (opened.text(f"signature.{each['signature']}.title", current().code), datetime.fromisoformat(each["at"]))
        for each in given
    ]


def proposed(opened: Opened, actions: list[CaseAction]) -> dict[str, Any]:
    """The reasons of whoever proposed stand ready for who confirms; their words are sealed, and stand in the story."""
    reasons = actions[-1].body.get("reasons", []) if actions else []
    return {"reasons": reasons} if reasons else {}


def corrections(
    opened: Opened, verbs: list[Transition], answers: dict[str, Any], said: dict[str, Any]
) -> dict[str, list[Drawn]]:
    """verb -> the fields that it corrects, with what was typed last."""
    typed, errors, now = said.get("typed", {}), said.get("errors", {}), datetime.now(UTC)
    return {
        each.verb: correcting.drawn(opened, each, answers, raw=typed, errors=errors, at=now)
        for each in verbs if each.corrects
    }  # fmt: skip


def told_of_facts(opened: Opened, known: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the groups of facts tell an officer."""
    named = ((facts.source(name), known[facts.group(name)]) for name in opened.definition.facts)
    return [source.tell(values) for source, values in named if source and source.tell]


def recorded_findings(actions: list[CaseAction]) -> list[str]:
    return next((list(action.body["findings"]) for action in reversed(actions) if action.body.get("findings")), [])


def people_in(actions: list[CaseAction]) -> dict[str, str]:
    return names_of({name for action in actions for name in (action.actor, action.body.get("at_counter", ""))})
