"""A head gives somebody a role at their post."""

from datetime import datetime

from django.utils.translation import gettext as _

from legation.config.head.givable import givable, takes_two
from legation.ground.approvals import api as approvals
from legation.ground.errors import Invalid
from legation.ground.limits.api import hit
from legation.ground.people.api import Actor, Person
from legation.ground.posts import api as posts
from legation.ground.posts.heads import changing, check_head


def give_role(
    *, post: str, email: str, role: str, reason: str, by: Actor, at: datetime
) -> approvals.ApprovalRequest | None:
    """Give it at once, or ask for it where that takes two; gives the request, if it was asked for.

    Args:
        email: of somebody who works for the ministry; whoever does not is invited by an administrator.
        reason: for who approves; may be empty where nobody need.

    Raises:
        NotFound: `by` is not the post's head.
        Invalid: nobody has this address, they are the head themselves, or the role is not one of this post.
        Conflict: they hold it, or may not sign in, or the same waits already.
    """
    check_head(by, post)
    hit("staff", by.name, at=at, most=60, minutes=60)
    person = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if role not in givable(post):
        raise Invalid(f"{role[:40]!r} at {post}", fields={"role": _("Choose a role of this post.")})
    if person is None:
        said = _("Nobody with this address works for the ministry. An administrator can invite them.")
        raise Invalid("unknown address", fields={"email": said})
    if person.pk == by.person.pk:  # type: ignore[union-attr]
        raise Invalid("to oneself", fields={"email": _("Nobody gives a role to themselves.")})
    arguments = {"person": person.pk, "post": post, "role": role}
    if takes_two(role):
        return approvals.ask(verb="give_role", arguments=arguments, reason=reason, by=by, at=at)
    with changing("gave_role", post=post, by=by, at=at) as change:
        change.before, change.after = {}, {"person": person.pk, "role": role}
        posts.assign(person=person, post=post, role=role)
    return None
