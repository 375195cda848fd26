"""Which posts serve a citizen: those that opened what they asked for, and those they said serve where they live."""

from collections.abc import Iterable

from legation.ground.posts.api import post_code
from legation.ground.posts.network import network
from legation.procedures.models import Case

MOST = 3


def posts_serving(cases: Iterable[Case], said: str) -> list[str]:
    """The codes of at most three posts, what was said first, then by the latest case.

    Args:
        cases: the citizen's own, newest first; one opened at the centre, as an e-visa is, says nothing of a district.
        said: the codes that a cookie keeps (`told.MINE`), as it came; what is no post of ours is left out.
    """
    known = network().rows
    asked = [code for code in said[:40].split(".") if code in known]
    opened = [post_code(case.origin_id) for case in cases if case.origin_id is not None]
    return list(dict.fromkeys(asked + opened))[:MOST]
