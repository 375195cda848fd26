import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.documents import api as documents
from legation.edge.bookings import NAME as BOOKING
from legation.edge.branches import put_files
from legation.edge.models import Conflict
from legation.edge.services.seat import CENTRE, POST, seat
from legation.edge.stories import Branch, Story, branch_of, stories
from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict as Refused
from legation.ground.errors import Invalid, NotAllowed, NotFound
from legation.ground.outbox.models import Effect
from legation.ground.people.api import Actor, Person
from legation.ground.posts.api import post_key, roles_of
from legation.ground.profile import profile
from legation.ground.secrets import unseal
from legation.procedures.answers import key_of
from legation.procedures.bundles import open_bundle
from legation.procedures.definitions.schema import BUILT_IN_ROLES
from legation.procedures.models import Case, CaseAction
from legation.procedures.persons import services_of
from legation.procedures.services.act import SEALED_CONTEXT, Said, act

_WHY = _("Say why: whoever reads the record later asks.")
_DONE = _("Somebody has decided this already.")
_CANNOT = _(
    "What the post did cannot follow on what the centre did: the procedure does not allow it. Nothing was changed."
)


def may_resolve(person: Person, branch: Branch) -> bool:
    """Whether somebody works at the centre on the procedure of a branch."""
    centre = post_key(profile().centre)
    held = {role for role, posts in roles_of(person).items() if centre in posts}
    services = {row["service"] for row in branch.get(BOOKING, ())}
    opened = [open_bundle(row["bundle_id"]) for row in branch.get("procedures.Case", ())]
    opened += [each for each in services_of(held, at=datetime.now(UTC)) if each.definition.procedure in services]
    return any(each.definition.desk.roles().keys() & held for each in opened)


@transaction.atomic
def resolve(*, conflict: int, keep: str, reason: str, by: Actor, at: datetime) -> Conflict:
    """Decide what goes on. The other branch stays on record.

    Args:
        keep: "centre": what the post issued is revoked for the reason given. "post": each of its actions is recorded
            again on the centre's chain, by the engine's own rules.

    Raises:
        NotFound: there is no such conflict, or `by` does not work on its procedure at the centre.
        Invalid: no reason is given, or there is nothing of that name to keep.
        Conflict: it was decided already, or the procedure does not allow the post's actions any more.
    """
    row = Conflict.objects.select_for_update(of=("self",)).filter(pk=conflict).first()
    if row is None or by.person is None or not may_resolve(by.person, branch := branch_of(row)):
        raise NotFound(f"no conflict {conflict} for {by.name}")
    if row.kept:
        raise Refused(f"conflict {conflict} is resolved", reader=_DONE)
    if keep not in (CENTRE, POST) or not reason.strip():
        raise Invalid(f"{keep!r} because {reason!r}", reader=_WHY, fields={"reason": _WHY})
    # written first: what is decided is contested no more, and what becomes free of it is offered to who waits
    row.kept, row.reason, row.resolved_by, row.resolved_at = keep, reason.strip()[:300], by.name, at
    row.save(update_fields=["kept", "reason", "resolved_by", "resolved_at"])
    if row.kind == "booking":
        seat(branch[BOOKING][0], keep, at=at)
    elif keep == POST:
        put_files(branch)
        for story in stories(row, locked=True):
            _again(story, code=row.package.edge.code, at=at)
    else:
        numbers = [each["number"] for each in branch.get("documents.Document", [])]
        documents.revoke_numbers(numbers, reason=reason, at=at)
    record_access(actor=by.name, verb="resolved_conflict", at=at, subject=row.subject, body={"kept": keep})
    return row


def _again(story: Story, *, code: str, at: datetime) -> None:
    """Record the post's actions again, each on the centre's head; a state that the case is in is passed over."""
    for action in story.post:
        case = Case.objects.everywhere("it was locked by who resolves").get(pk=story.case.pk)
        if case.status == action.status:
            continue
        said = _said(case, action, code)
        try:
            act(reference=case.reference, verb=action.verb, by=_actor(case, action), at=at, said=said)
        except (Refused, NotAllowed) as error:
            raise Refused(f"{action.verb} on {case.reference}: {error.detail}", reader=_CANNOT) from error
        _issue_no_more(case.reference, story.post, at)


def _said(case: Case, action: CaseAction, code: str) -> Said:
    """What came with an action at the post, and where and when that was."""
    body: dict[str, Any] = {
        "at_edge": code,
        "done_at": action.at.isoformat(),
        "edge_digest": bytes(action.digest).hex(),
    }
    body |= {name: value for name, value in action.body.items() if name not in ("reasons", "asked", "corrected")}
    sealed: dict[str, Any] = {}
    if action.sealed is not None:
        sealed = json.loads(unseal(key_of(case), bytes(action.sealed), context=SEALED_CONTEXT))
    return Said(
        reasons=action.body.get("reasons", ()), asked=action.body.get("asked", ()), body=body,
        note=sealed.get("note", ""), answers=sealed.get("answers", {}), papers=sealed.get("papers", ()),
    )  # fmt: skip


def _actor(case: Case, action: CaseAction) -> Actor:
    """Who did it, in the role in which they may."""
    allowed = open_bundle(case.bundle_id).transitions[action.verb].by
    key = action.actor.removeprefix("person:")
    if key == action.actor:
        role = next((each for each in allowed if each in BUILT_IN_ROLES), action.actor)
        return Actor(role=role, name=action.actor)
    person = Person.objects.get(pk=int(key))
    held = roles_of(person)
    role = next((each for each in allowed if case.post_id in held.get(each, ())), "")
    return Actor(role=role, name=action.actor, person=person)


def _issue_no_more(reference: str, actions: Sequence[CaseAction], at: datetime) -> None:
    """A paper that the post has issued is not made once more."""
    if any(action.verb == "issue" for action in actions):
        rows = Effect.objects.filter(kind="procedures.issue", key__startswith=f"procedures.issue:{reference}:")
        rows.filter(done_at=None).update(dropped_at=at, failed_at=at, error="issued at the post")
