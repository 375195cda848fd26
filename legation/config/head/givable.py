"""Which roles a head may hand out at their post, and which of these take a second person."""

from legation.config.administration import permit
from legation.ground.people.api import Actor
from legation.ground.posts.api import all_posts
from legation.ground.posts.heads import HEAD, is_head
from legation.ground.profile import posts_of_role, profile

BY_TWO = frozenset({"accountant", "cashier", HEAD})
"""Besides what takes two everywhere: who holds the money, and who hands out roles."""


def givable(post: str) -> list[str]:
    """The roles of the profile that are held at a post; nobody there runs the house."""
    codes = [each.code for each in all_posts()]
    return sorted(
        role for role in profile().roles if role != permit.ADMINISTRATOR and post in posts_of_role(role, codes)
    )


def takes_two(role: str) -> bool:
    """Whether an administrator must approve that a head gives or takes it."""
    return role in BY_TWO or permit.needs_two(role)


def may_ask(by: Actor, post: str, role: str) -> bool:
    """Whether a head may ask for it: for a role of their own post."""
    return is_head(by, post) and role in givable(post)
