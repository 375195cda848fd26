"""At which desk an officer sits who asks by program: the role they hold that works on a procedure's cases."""

from datetime import datetime

from django.db.models import F, Q

from legation.ground.errors import NotAllowed, NotFound
from legation.ground.people.api import Actor, Person
from legation.ground.posts.api import actor_of, posts_with_role, roles_of
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.definitions.schema import BUILT_IN_ROLES
from legation.procedures.models import Case

After = tuple[datetime | None, int]
"""Where a page of a queue ended: the deadline and key of its last case."""


def roles_on(opened: Opened) -> list[str]:
    """The officers' roles that work on a procedure's cases, the desk's own first."""
    others = {role for transition in opened.definition.transitions for role in transition.by}
    return list(dict.fromkeys([opened.definition.desk.role, *sorted(others - BUILT_IN_ROLES)]))


def seated(person: Person, opened: Opened, *, verb: str = "") -> Actor:
    """The person in the first of their roles that works on these cases; for a verb, in one that may take it.

    Raises:
        NotAllowed: they hold none.
    """
    held = roles_of(person)
    transition = opened.transitions.get(verb)
    mine = [role for role in roles_on(opened) if role in held]
    fitting = [role for role in mine if transition is None or role in transition.by]
    if not mine:
        raise NotAllowed(f"person {person.pk} does not work on {opened.definition.procedure}")
    return actor_of(person, (fitting or mine)[0])


def seated_at(person: Person, reference: str, *, verb: str = "") -> Actor:
    """The same, for a case.

    Raises:
        NotFound: there is none, or none that they may know of.
    """
    rows = Case.objects.everywhere("which desk a case belongs to").filter(reference=reference, count__gt=0)
    found = rows.values_list("bundle_id", "post_id", "origin_id").first()
    if found is None:
        raise NotFound(f"case {reference}")
    try:
        actor = seated(person, open_bundle(found[0]), verb=verb)
    except NotAllowed as error:
        raise NotFound(f"case {reference}") from error
    if not posts_with_role(actor) & {found[1], found[2]}:
        raise NotFound(f"case {reference}")
    return actor


def queue_page(by: Actor, *, procedure: str, status: str, after: After | None, most: int) -> list[Case]:
    """The next cases of a procedure in a status at the actor's posts, the oldest deadline first, those without last."""
    rows = Case.objects.at_posts(posts_with_role(by)).filter(procedure=procedure, status=status, count__gt=0)
    if after is not None:
        deadline, key = after
        later = Q(deadline=deadline, pk__gt=key)
        if deadline is not None:
            later |= Q(deadline__gt=deadline) | Q(deadline=None)
        rows = rows.filter(later)
    return list(rows.select_related("application").order_by(F("deadline").asc(nulls_last=True), "pk")[:most])
