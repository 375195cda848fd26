"""Who gets a case in hand when a transition hands it over."""

from legation.ground.posts.api import post_key
from legation.ground.profile import profile
from legation.procedures.definitions.schema import Transition
from legation.procedures.models import Case


def handed_to(case: Case, transition: Transition) -> int | None:
    """The key of the post that has a case in hand once a transition is taken; None where nobody hands it over.

    A case that was never opened at a post stays with the centre, wherever its definition would hand it.
    """
    if transition.hands_to == "centre":
        return post_key(profile().centre)
    return case.origin_id if transition.hands_to == "post" else None
