"""Who may do what at a cash desk: a cashier at their posts, an accountant of the post or of the centre."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from legation.ground.audit.api import record_access
from legation.ground.errors import NotAllowed, NotFound
from legation.ground.people.api import Actor, Person
from legation.ground.posts.api import Post, post_code, posts_with_role
from legation.payments.services.permit import ACCOUNTANT, places_of

CASHIER = "cashier"
_ANOTHER = _("Somebody else must do this: what one person counted another confirms.")


def tills_of(by: Actor) -> list[str]:
    """The codes of the posts whose cash this cashier or accountant may see; of the centre's accountant, all posts'."""
    if by.role == ACCOUNTANT and places_of(by) is None:
        return list(Post.objects.values_list("code", flat=True))
    if by.role not in (CASHIER, ACCOUNTANT):
        return []
    return sorted(post_code(key) for key in posts_with_role(by))


def check_sees(by: Actor, place: str) -> None:
    """Let a cashier or accountant of that post pass, and the centre's accountant.

    Raises:
        NotFound: for anybody else there is no such desk.
    """
    if place not in tills_of(by):
        raise NotFound(f"{by.name} as {by.role} has no cash desk in {place}")


def check_cashier(by: Actor, place: str) -> Person:
    """Let a cashier of that post pass; gives who it is.

    Raises:
        NotFound: there is no such desk for them.
        NotAllowed: they see it and are no cashier there.
    """
    check_sees(by, place)
    if by.role != CASHIER or by.person is None:
        raise NotAllowed(f"{by.name} is no cashier in {place}")
    return by.person


def check_another(by: Actor, place: str, first: int) -> Person:
    """Let anybody who sees the desk pass, but the person whose work it is about.

    Raises:
        NotFound: there is no such desk for them.
        NotAllowed: it is their own work.
    """
    check_sees(by, place)
    if by.person is None or by.person.pk == first:
        raise NotAllowed(f"{by.name} would confirm their own work", reader=_ANOTHER)
    return by.person


def check_centre(by: Actor) -> Person:
    """Let an accountant of the centre pass.

    Raises:
        NotAllowed: anybody else.
    """
    if by.role != ACCOUNTANT or by.person is None or places_of(by) is not None:
        raise NotAllowed(f"{by.name} is no accountant of the centre")
    return by.person


def record(by: Actor, verb: str, subject: str, at: datetime, **body: object) -> None:
    """Append to the person's chain what they did at a desk."""
    record_access(actor=by.name, verb=verb, at=at, subject=subject, body=dict(body))


def check_another_of_centre(by: Actor, first: set[str]) -> None:
    """Let an accountant of the centre pass who is none of those whose work it is.

    Raises:
        NotAllowed: it is their own work, or they are no such accountant.
    """
    check_centre(by)
    if by.name in first:
        raise NotAllowed(f"{by.name} would confirm their own work", reader=_ANOTHER)


def check_accountant(by: Actor, place: str) -> Person:
    """Let an accountant of that post or of the centre pass.

    Raises:
        NotFound: there is no such desk for them.
        NotAllowed: they see it and are no accountant.
    """
    check_sees(by, place)
    if by.role != ACCOUNTANT or by.person is None:
        raise NotAllowed(f"{by.name} is no accountant of {place}")
    return by.person
