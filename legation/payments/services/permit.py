"""Who may move money that is not a provider's own doing: the engine, and an accountant of the post it belongs to."""

from legation.ground.errors import NotAllowed
from legation.ground.people.api import SYSTEM, Actor
from legation.ground.posts.api import Post, posts_with_role

ACCOUNTANT = "accountant"
CENTRE = "ministry"


def places_of(by: Actor) -> set[str] | None:
    """The codes of the posts whose money this accountant sees; None: all, and money that belongs to no post yet.

    An accountant at the ministry itself sees all of it: somebody must see what nobody can be asked about.
    """
    posts = Post.objects.filter(pk__in=posts_with_role(by)) if by.role == ACCOUNTANT else Post.objects.none()
    found = dict(posts.values_list("code", "kind"))
    return None if CENTRE in found.values() else set(found)


def check_may(by: Actor, place: str) -> None:
    """Let the engine and an accountant of that place pass.

    Raises:
        NotAllowed: anybody else.
    """
    if by == SYSTEM:
        return
    places = places_of(by)
    if places is not None and place not in places:
        raise NotAllowed(f"{by.name} as {by.role} may not move money of {place or 'no post'}")
