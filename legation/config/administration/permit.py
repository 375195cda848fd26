"""Who runs the house, and which of its acts take two people."""

from datetime import UTC, datetime
from functools import lru_cache

from django.http import HttpRequest

from legation.ground.errors import NotAllowed
from legation.ground.people.api import Actor, Person
from legation.ground.posts.api import actor_of, posts_with_role, roles_of
from legation.ground.posts.heads import HEAD
from legation.ground.profile import profile
from legation.procedures.api import offered

ADMINISTRATOR = "administrator"
LEAST_ADMINISTRATORS = 2
"""Fewer could approve nothing any more."""
_NOBODY = frozenset({"applicant", "system", "rule"})


def administrator(request: HttpRequest) -> Actor:
    """Whoever asks, as an administrator.

    Raises:
        NotAllowed: they are none.
    """
    if ADMINISTRATOR not in getattr(request, "roles", {}):
        raise NotAllowed(f"{request.user.pk} is no administrator")
    return actor_of(request.user, ADMINISTRATOR)  # type: ignore[arg-type]


def check_may(by: Actor) -> None:
    """Let an administrator pass, wherever they hold the role.

    Raises:
        NotAllowed: anybody else.
    """
    if by.role != ADMINISTRATOR or by.person is None or not by.person.is_active or not posts_with_role(by):
        raise NotAllowed(f"{by.name} is no administrator")


def roles() -> list[str]:
    """Every role that can be held: of the profile, of the procedures in force, and of this screen."""
    return sorted(_roles(int(datetime.now(UTC).timestamp()) // 10)[0])


def needs_two(role: str) -> bool:
    """Whether giving it takes two people: whoever runs the house or a post, and who can have a document issued."""
    return role in _roles(int(datetime.now(UTC).timestamp()) // 10)[1]


@lru_cache(maxsize=4)
def _roles(_moment: int) -> tuple[frozenset[str], frozenset[str]]:
    known, issuing = {ADMINISTRATOR, "accountant", *profile().roles}, {ADMINISTRATOR, HEAD}
    for opened in offered(at=datetime.now(UTC)):
        for transition in opened.transitions.values():
            known |= set(transition.by)
            issuing |= set(transition.by) if transition.issues else set()
    return frozenset(known - _NOBODY), frozenset(issuing - _NOBODY)


def is_sensitive(person: Person) -> bool:
    """Whether this person holds a role that two people gave them."""
    return any(needs_two(role) for role in roles_of(person))


def is_administrator(person: Person) -> bool:
    """Whether this person runs the house."""
    return ADMINISTRATOR in roles_of(person)


def administrators() -> set[int]:
    """The keys of all who run the house and may sign in."""
    rows = Person.objects.filter(is_active=True, assignments__role=ADMINISTRATOR)
    return set(rows.values_list("pk", flat=True))
