"""The story of a case: as a line for the applicant, as a timeline for the desk."""

from django.utils.translation import gettext as _

from legation.ground.languages.api import format_date, format_moment
from legation.ground.posts.api import day_at, post_zone
from legation.procedures.bundles import Opened
from legation.procedures.models import Case, CaseAction
from legation.procedures.selectors import note_of
from legation.procedures.signing import SIGNER

_SHAPES = {
    "refused": "refused",
    "revoked": "refused",
    "issued": "granted",
    "granted": "granted",
    "referred": "referred",
}


def progress(opened: Opened, actions: list[CaseAction], case: Case, language: str) -> list[tuple[str, str, str]]:
    """(label, when, state) steps from handed in to decided, as components.progress_line draws them.

    Days, here and in a timeline, are those of the post that has the case in hand.
    """
    steps = [
        (opened.text(f"done.{action.verb}", language), format_date(day_at(case.post_id, action.at), language), "done")
        for action in actions
    ]  # fmt: skip
    state = opened.definition.state_named(case.status)
    if state.phase == "closed":
        label, when, _done = steps[-1]
        steps[-1] = (label, when, _SHAPES.get(case.status, "done"))
        return steps
    by = format_date(day_at(case.post_id, case.deadline), language) if case.deadline else ""
    return [*steps, (opened.text(f"state.{case.status}", language), by, "now")]


def reasons_of(case: Case, opened: Opened, actions: list[CaseAction], language: str) -> list[str]:
    """Why the last step was taken, for the applicant: the reasons' words, then the officer's own."""
    last = actions[-1] if actions else None
    if last is None or not last.body.get("reasons"):
        return []
    told = [opened.text(f"reason.{code}", language) for code in last.body["reasons"]]
    note = note_of(case, last)
    return [*told, note] if note else told


def timeline(
    opened: Opened, actions: list[CaseAction], case: Case, language: str, people: dict[str, str]
) -> list[tuple]:  # type: ignore[type-arg]
    """(iso, when, title, text, kind) for components.timeline; names of people by their name in the record."""
    return [
        (
            action.at.isoformat(), format_moment(action.at, language, post_zone(case.post_id)),
            opened.text(f"done.{action.verb}", language), _text(opened, action, case, language, people),
            _SHAPES.get(action.status, "neutral"),
        )
        for action in actions
    ]  # fmt: skip


def _text(opened: Opened, action: CaseAction, case: Case, language: str, people: dict[str, str]) -> str:
    parts = [people[action.actor]] if action.actor in people else []
    if by := action.body.get("at_counter"):
        parts.append(_("At the counter, with their consent, by %(name)s") % {"name": people.get(by, by)})
    if action.actor.startswith(SIGNER):
        parts.append(opened.text(f"signature.{action.actor.removeprefix(SIGNER)}.title", language))
    parts += [opened.text(f"reason.{code}", language) for code in action.body.get("reasons", [])]
    parts += [opened.text(f"finding.{code}", language) for code in action.body.get("findings", [])]
    parts += [opened.text(f"field.{name}", language) for name in action.body.get("asked", [])]
    parts += [action.body["entry"]] if "entry" in action.body else []
    if number := action.body.get("noted"):
        parts.append(_("Noted in the margin of %(number)s") % {"number": number})
    if note := note_of(case, action):
        parts.append(note)
    return " · ".join(parts)
