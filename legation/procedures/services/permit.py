"""Whether somebody may take a transition with a case: their role and post, other eyes, the term, what comes with it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Conflict, Invalid, NotAllowed
from legation.ground.people.api import Actor
from legation.ground.posts.api import posts_with_role
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import BUILT_IN_ROLES, Transition
from legation.procedures.models import Case, CaseAction

if TYPE_CHECKING:
    from legation.procedures.services.act import Said

Hindrance = Callable[[str], Any]
_hindrances: dict[str, Hindrance] = {}


def hinder(verb: str, hindrance: Hindrance) -> None:
    """Let another room say that a verb of this name cannot be taken now.

    Args:
        hindrance: (reference) -> a sentence for who would take it; nothing where it does not hinder.
    """
    _hindrances[verb] = hindrance


def hindered(case: Case, transition: Transition) -> Any:
    """Why another room lets nobody take a transition now, as a sentence; nothing where it may be taken."""
    hindrance = _hindrances.get(transition.verb)
    return hindrance(case.reference) if hindrance else None


def check_hindered(case: Case, transition: Transition) -> None:
    """Raises `Conflict` where another room lets nobody take a transition now."""
    if sentence := hindered(case, transition):
        raise Conflict(f"{case.reference}: {transition.verb} is hindered", reader=sentence)


def check_actor(case: Case, transition: Transition, by: Actor) -> None:
    """Raises `NotAllowed` where the definition gives a transition to somebody else, or the case is another post's."""
    if by.role not in transition.by:
        raise NotAllowed(f"{by.name} as {by.role} may not {transition.verb}")
    if by.role not in BUILT_IN_ROLES and case.post_id not in posts_with_role(by):
        raise NotAllowed(f"{by.name} does not hold {by.role} at the case's post")


def check_eyes(case: Case, opened: Opened, transition: Transition, by: Actor) -> None:
    """Raises `NotAllowed` where somebody else must do it: a second officer, or one who had no part in a refusal."""
    if by.role in BUILT_IN_ROLES:
        return
    if transition.four_eyes and by.name in _actors(case, number=case.count):
        raise NotAllowed(
            f"{by.name} proposed it", reader=_("You proposed this yourself. Somebody else must confirm it.")
        )
    if case.status in opened.definition.appealed() and by.name in _actors(case):
        raise NotAllowed(
            f"{by.name} acted on the case before its appeal",
            reader=_("You worked on this case before the appeal. Somebody else must decide it."),
        )


def may_see_to(case: Case, opened: Opened, transition: Transition, by: Actor) -> bool:
    """Whether this officer is one who may take a transition, as far as eyes are concerned."""
    try:
        check_eyes(case, opened, transition, by)
    except NotAllowed:
        return False
    return True


def _actors(case: Case, **where: int) -> set[str]:
    return set(CaseAction.objects.filter(case=case, **where).values_list("actor", flat=True))


def ends_at(case: Case, transition: Transition) -> datetime | None:
    """Until when an applicant may take a transition; None where there is no end."""
    if transition.within_days is None or case.closed_at is None:
        return None
    return case.closed_at + timedelta(days=transition.within_days)


def check_term(case: Case, transition: Transition, *, at: datetime) -> None:
    """Raises `Conflict` where the term for a transition is over, or the deadline that it waits for is not."""
    end = ends_at(case, transition)
    if end is not None and at > end:
        raise Conflict(
            f"{case.reference}: the term for {transition.verb} ended at {end}", reader=_("The term is over.")
        )
    if transition.expires and (case.deadline is None or at < case.deadline):
        raise Conflict(f"{case.reference}: the deadline is not over")


def check_said(case: Case, opened: Opened, transition: Transition, said: "Said") -> None:
    """Raises `Invalid` where what comes with a transition is missing, unknown or not to be changed by it."""
    if transition.reasons and not said.reasons:
        raise Invalid(f"{transition.verb} needs reasons")
    if unknown := set(said.reasons) - set(opened.definition.reasons_for(transition)):
        raise Invalid(f"unknown reasons {unknown}")
    if bool(transition.asks) != bool(said.asked) or set(said.asked) - set(transition.asks):
        raise Invalid(f"{transition.verb} asks for {transition.asks}, not {sorted(said.asked)}")
    if (transition.asks or transition.appeals) and not said.note:
        raise Invalid(f"{transition.verb} needs words")
    if said.papers and not transition.appeals:
        raise Invalid(f"{transition.verb} takes no papers")
    allowed = asked_of(case) if transition.resubmits else transition.corrects
    if bool(transition.corrects) > bool(said.answers) or set(said.answers) - set(allowed):
        raise Invalid(f"{transition.verb} corrects {allowed}, not {sorted(said.answers)}")


def asked_of(case: Case) -> list[str]:
    """The fields that the last action asked the applicant to set right."""
    last = CaseAction.objects.filter(case=case, number=case.count).first()
    return list(last.body.get("asked", [])) if last else []
