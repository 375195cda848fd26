"""A head takes a role at their post from somebody."""

from datetime import datetime

from legation.config.head.givable import givable, takes_two
from legation.ground.approvals import api as approvals
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.people.api import Actor, Person
from legation.ground.posts import api as posts
from legation.ground.posts.heads import changing, check_head


def take_role(
    *, post: str, person: int, role: str, reason: str, by: Actor, at: datetime
) -> approvals.ApprovalRequest | None:
    """Take it at once, or ask for that where it takes two; gives the request, if it was asked for.

    Raises:
        NotFound: `by` is not the post's head, or there is no such person there.
        Invalid: it is no role that a head hands out.
        Conflict: they do not hold it there, or the same waits already.
    """
    check_head(by, post)
    if role not in givable(post):
        raise Invalid(f"{role[:40]!r} at {post}")
    found = Person.objects.filter(pk=person, assignments__post__code=post).first()
    if found is None:
        raise NotFound(f"person {person} at {post}")
    if takes_two(role):
        arguments = {"person": person, "post": post, "role": role}
        return approvals.ask(verb="take_role", arguments=arguments, reason=reason, by=by, at=at)
    with changing("took_role", post=post, by=by, at=at) as change:
        change.before, change.after = {"person": person, "role": role}, {}
        if not posts.take(person=found, post=post, role=role):
            raise Conflict("not held")
    return None
